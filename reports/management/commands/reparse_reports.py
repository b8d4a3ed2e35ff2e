"""`reparse_reports [REPORT…]`: parses originals anew with the present software."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports.importing.reparse import documents_of, reparse
from reports.importing.run import FileOutcome
from reports.models import SourceDocument
from reports.models.choices import Outcome

TABLES = {"problems": "问题 problems", "measures": "措施 measures"}
GAINS_AND_LOSSES = {"created": "增加 gained", "changed": "改动 changed", "retired": "减少 lost"}


class Command(BaseCommand):
    help = (
        "用现在的程序重新读取、解析已存的原件：先列出会增加、减少、改动和发生冲突的内容，再写入。更正不会丢失。"
        "Reads and parses stored originals anew: prints gains, losses and conflicts first, then stores. "
        "Corrections are never lost."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "reports", nargs="*", metavar="REPORT", help="通报的公开编号；不写则全部 public ids; without any, all"
        )
        parser.add_argument("--dry-run", action="store_true", help="只说会怎样 say what would happen, store nothing")
        parser.add_argument("--workers", type=int, default=1, metavar="N", help="解析用的进程数 processes that parse")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            documents = documents_of(options["reports"])
        except LookupError as error:
            raise CommandError(f"没有这份通报：{error}。There is no such report: {error}.") from error
        workers = max(1, options["workers"])
        totals: Counter[str] = Counter()
        changing: list[SourceDocument] = []
        failed = 0
        for document, outcome in zip(documents, reparse(documents, dry_run=True, workers=workers), strict=True):
            failed += outcome.outcome == Outcome.FAILED
            if outcome.outcome == Outcome.UPDATED:
                changing.append(document)
            if outcome.outcome != Outcome.UNCHANGED and options["verbosity"] > 0:
                self._say(outcome)
            totals.update(_numbers(outcome))
        for name, number in sorted(totals.items()):
            self.stdout.write(f"  {name:<28}{number:>8}")
        title = "预演，未写入任何内容 Dry run, nothing stored" if options["dry_run"] else "重新解析 Parsed anew"
        self.stdout.write(f"{title}: {len(changing)} / {len(documents)}")
        if not options["dry_run"]:
            failed += sum(each.outcome == Outcome.FAILED for each in reparse(changing, dry_run=False, workers=workers))
        if failed:
            sys.exit(1)

    def _say(self, outcome: FileOutcome) -> None:
        if outcome.outcome == Outcome.FAILED:
            self.stdout.write(f"{outcome.path}\n    {outcome.reason}")
            return
        said = "；".join(f"{name} {number}" for name, number in _numbers(outcome).items())
        self.stdout.write("\n    ".join([f"{outcome.report} {outcome.title}  {said}", *outcome.details]))


def _numbers(outcome: FileOutcome) -> Counter[str]:
    """Rows gained, changed and lost, and corrections that come into conflict or are needed no longer."""
    found: Counter[str] = Counter()
    for table, name in TABLES.items():
        for kind, number in outcome.changes.get(table, {}).items():
            found[f"{name} {GAINS_AND_LOSSES[kind]}"] = number
    for state, number in outcome.changes.get("corrections", {}).items():
        found[f"更正 corrections → {state}"] = number
    return found
