"""重建检索索引: builds the search index anew from the database; the site goes on with the old one until it is ready."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from reports.search.documents import ReadyDocument
from reports.search.folder import RebuildRunning, WriterBusy
from reports.search.rebuild import rebuild_index


class Command(BaseCommand):
    help = "重建检索索引。Builds the search index anew from the database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--workers",
            type=int,
            metavar="N",
            help="读取用的进程数\uff0c默认每核一个\uff1b0 为不另开 processes that read; one for each core; 0 for none",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        quiet = options["verbosity"] == 0

        def progress(documents: Iterator[ReadyDocument], total: int) -> Iterable[ReadyDocument]:
            shown: Iterable[ReadyDocument] = tqdm(documents, total=total, unit="条", file=self.stderr, disable=quiet)
            return shown

        try:
            count = rebuild_index(progress, workers=options["workers"])
        except RebuildRunning as error:
            raise CommandError("另一个进程正在重建索引。Another process is rebuilding the index.") from error
        except WriterBusy as error:
            raise CommandError(
                "导入等进程仍在写旧索引\uff0c请稍后再试。"
                "The old index is still being written, perhaps by an import; try again later."
            ) from error
        if not quiet:
            self.stdout.write(f"索引已重建\uff0c共 {count} 条。The index holds {count} documents.")
