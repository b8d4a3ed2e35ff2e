"""核对检索: random pieces of the archive's texts must be found exactly where they stand; else the exit code is 1."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from reports.search.documents import IndexDocument
from reports.search.exactness import compare, draw
from reports.search.query import IndexStatus
from reports.search.reading import open_view
from reports.search.standing import archive_version

MOST_SHOWN = 20


class Command(BaseCommand):
    help = (
        "随机抽取库中文字的片段，比较检索结果与逐条扫描的结果；不一致时退出码为 1。核对期间档案不应有改动。"
        "Compares searches for random pieces of the archive's texts with a scan of all of them; exit code 1 when they "
        "differ. Nothing should be imported or corrected meanwhile."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--samples", type=int, default=2000, metavar="N", help="片段数 how many pieces (2000)")
        parser.add_argument("--seed", type=int, default=1, metavar="S", help="种子 the seed (1)")

    def handle(self, *args: Any, **options: Any) -> None:
        quiet = options["verbosity"] == 0
        view = open_view()
        if isinstance(view, IndexStatus) or view.status.version != archive_version():
            raise CommandError("索引与档案不同步\uff0c请先运行 sync_index。The index lags; run sync_index first.")
        samples = draw(options["samples"], options["seed"])
        if not samples:
            raise CommandError("档案中没有可抽取的文字。The archive holds no text to draw from.")

        def progress(documents: Iterator[IndexDocument]) -> Iterable[IndexDocument]:
            shown: Iterable[IndexDocument] = tqdm(documents, unit="条", file=self.stderr, disable=quiet)
            return shown

        compare(view, samples, progress)
        if view.status.version != archive_version():
            raise CommandError("核对期间档案有改动\uff0c结果无效。The archive changed meanwhile; nothing is proved.")
        differing = [sample for sample in samples if not sample.exact]
        if not quiet:
            self.stdout.write(
                f"片段 pieces: {len(samples)}\n命中 hits: {sum(sample.scanned.number for sample in samples):,}\n"
                f"不一致 differing: {len(differing)}"
            )
        for sample in differing[:MOST_SHOWN]:
            self.stdout.write(
                f"  {sample.question} ({sample.scope}): "
                f"检索 searched {sample.searched.number}\uff0c扫描 scanned {sample.scanned.number}"
            )
        if differing:
            sys.exit(1)
