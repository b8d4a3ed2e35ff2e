"""`check_archive`: proves what the archive promises; exit code 1 when something is broken."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from reports.ops.check import CHECKS


class Command(BaseCommand):
    help = (
        "核对档案：显示值等于解析值加更正、原件未被改动、检索索引与数据库一致等。有问题时退出码为 1。"
        "Checks the archive: shown values, originals, spans, links, the index. Exit code 1 when something is broken."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--only", choices=sorted(CHECKS), action="append", help="只做这一项 this check only")

    def handle(self, *args: Any, **options: Any) -> None:
        found = 0
        for name in options["only"] or CHECKS:
            findings = list(CHECKS[name]())
            found += len(findings)
            if options["verbosity"] > 0:
                self.stdout.write(f"{name:<14}{'✓' if not findings else f'✗ {len(findings)}'}")
            for finding in findings:
                self.stdout.write(f"  {finding.where}  {finding.zh}。{finding.en}.")
        if found:
            sys.exit(1)
