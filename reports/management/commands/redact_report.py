"""`redact_report REPORT --span START END --reason …`: puts ■ in the place of words of a report, for good."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports import corrections
from reports.models import Report


class Command(BaseCommand):
    help = (
        "遮盖通报中的文字：原文、问题、措施、更正记录中都换成 ■，原件不再提供，以后的版本在存入前先遮盖。不能撤销。"
        "Takes words out of a report and of everything kept beside it; its originals are withheld. Cannot be undone."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("report", metavar="REPORT", help="公开编号 public id")
        parser.add_argument(
            "--span", nargs=2, type=int, metavar=("START", "END"),
            help="原文中的起止；不写则从标准输入读要遮盖的文字 else the words are read from standard input",
        )  # fmt: skip
        parser.add_argument("--reason", required=True, help="不要写入所遮盖的文字 without the words themselves")

    def handle(self, *args: Any, **options: Any) -> None:
        report = Report.objects.filter(public_id=options["report"]).first()
        if report is None:
            raise CommandError("没有这份通报。There is no such report.")
        span = tuple(options["span"]) if options["span"] else None
        words = None if span else sys.stdin.readline()
        try:
            corrections.redact(report, words=words, span=span, reason=options["reason"], by="redact_report")
        except corrections.CorrectionError as error:
            raise CommandError(str(error)) from error
        self.stdout.write("已遮盖。Redacted.")
