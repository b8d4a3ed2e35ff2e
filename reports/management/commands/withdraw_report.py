"""`withdraw_report REPORT --reason …`: takes a report, or one file of one, out of every outlet."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports import corrections
from reports.models import Report


class Command(BaseCommand):
    help = (
        "撤下一份通报：页面只答 410 和所写理由，文件不再导入。"
        "Withdraws a report: its pages answer 410 with the reason, its files stay out."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("report", metavar="REPORT", help="公开编号 public id")
        parser.add_argument("--reason", required=True, help="读者看得到 readers see it")
        parser.add_argument("--document", metavar="SHA256", help="只撤下这份文件 this file only")

    def handle(self, *args: Any, **options: Any) -> None:
        report = Report.objects.filter(public_id=options["report"]).first()
        if report is None:
            raise CommandError("没有这份通报。There is no such report.")
        try:
            if options["document"]:
                document = report.documents.filter(sha256=options["document"]).first()
                if document is None:
                    raise CommandError("这份通报没有这个文件。The report has no such file.")
                corrections.withdraw_document(document, reason=options["reason"], by="withdraw_report")
            else:
                corrections.withdraw(report, reason=options["reason"], by="withdraw_report")
        except corrections.CorrectionError as error:
            raise CommandError(str(error)) from error
        self.stdout.write("已撤下。Withdrawn.")
