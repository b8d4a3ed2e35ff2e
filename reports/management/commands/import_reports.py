"""`import_reports PATH…`: brings report files into the archive."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from reports.importing.manifest import ManifestError
from reports.importing.pipeline import NoWorkersError
from reports.importing.run import FileOutcome, ImportRefusedError, RunResult, import_paths
from reports.importing.summary import change_words
from reports.importing.types import FoundFile
from reports.models.choices import Origin, Outcome
from reports.processes import settle_for_long


class Command(BaseCommand):
    help = (
        "导入整改通报：文件、文件夹或 zip（.txt .html .mht .docx .pdf）。同一份文件再次导入不改变任何内容；"
        "一份失败不影响其余，有失败时退出码为 1。"
        "Imports report files, folders and zips. The same file twice changes nothing; a file that fails costs that "
        "file only, and the exit code is then 1."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "paths", nargs="*", type=Path, metavar="PATH", help="文件、文件夹、zip files, folders, zips"
        )
        parser.add_argument(
            "--manifest", type=Path, metavar="FILE", help="来源清单 .csv 或 .jsonl where the files came from"
        )
        parser.add_argument("--workers", type=int, default=1, metavar="N", help="解析用的进程数 processes that parse")
        parser.add_argument("--since-failed", action="store_true", help="只重做上次失败的 only what failed last time")
        parser.add_argument(
            "--dry-run", action="store_true", help="只说会怎样，不写入 say what would happen, store nothing"
        )
        origin = parser.add_mutually_exclusive_group()
        origin.add_argument("--sample", action="store_true", help="虚构样例 fictional samples")
        origin.add_argument("--synthetic", action="store_true", help="合成的测试报告 synthetic reports of a benchmark")

    def run_from_argv(self, argv: list[str]) -> None:
        """As a command of its own, not where another program calls it, whose own pace it would change for good."""
        settle_for_long()
        super().run_from_argv(argv)

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["paths"] and options["manifest"] is None:
            raise CommandError("请给出要导入的文件、文件夹或 --manifest。Name files, folders or a --manifest.")
        origin = Origin.SAMPLE if options["sample"] else Origin.SYNTHETIC if options["synthetic"] else Origin.REAL
        try:
            result = import_paths(
                options["paths"],
                origin=origin,
                dry_run=options["dry_run"],
                by="import_reports",
                in_full=options["verbosity"] > 1,
                workers=max(1, options["workers"]),
                manifest=options["manifest"],
                since_failed=options["since_failed"],
                progress=partial(_bar, quiet=options["verbosity"] == 0),
            )
        except (ImportRefusedError, ManifestError, NoWorkersError) as error:
            raise CommandError(str(error)) from error
        except FileNotFoundError as error:
            raise CommandError(f"没有这个文件或文件夹：{error}。There is no such file or folder: {error}.") from error
        if options["verbosity"] > 0:
            self._report(result, dry_run=options["dry_run"], every=options["verbosity"] > 1)
        if result.interrupted:
            self.stderr.write(
                "已中断；已存入的保留，再次运行会接着做。Interrupted; what is stored stays, run again to go on."
            )
            sys.exit(130)
        if result.failed:
            sys.exit(1)

    def _report(self, result: RunResult, *, dry_run: bool, every: bool) -> None:
        for each in result.files:
            if every or dry_run or each.outcome == Outcome.FAILED:
                self.stdout.write(_line(each))
        for place in result.unmatched:
            self.stdout.write(
                f"清单中的这个文件不在所导入的文件之中：{place}。The manifest names it, but it was not imported."
            )
        counts = result.counts
        if not result.files and result.interrupted:
            return
        if not result.files:
            self.stdout.write("没有找到可导入的文件。No files to import were found.")
            return
        title = "预演，未写入任何内容 Dry run, nothing stored" if dry_run else "导入结果 Import"
        self.stdout.write(title)
        for outcome, english in zip(Outcome, ("created", "updated", "unchanged", "failed"), strict=True):
            self.stdout.write(f"  {outcome.label} {english:<10}{counts[outcome]:>8}")
        self.stdout.write(f"  共计 total     {len(result.files):>8}")


def _bar(files: Sequence[FoundFile], *, quiet: bool) -> Iterator[FoundFile]:
    """A bar with rate and time left on a terminal; nothing in a log file."""
    yield from tqdm(files, unit="份", disable=True if quiet else None)


def _line(each: FileOutcome) -> str:
    """One file in one line: what became of it, and why or what changed."""
    outcome = Outcome(each.outcome)
    if outcome == Outcome.FAILED:
        return f"{outcome.label} {each.path}\n    {each.reason}"
    changed = change_words(each.changes)
    lines = [f"{outcome.label} {each.path}  {each.title}", *([changed] if changed else []), *each.details]
    return "\n    ".join(lines)
