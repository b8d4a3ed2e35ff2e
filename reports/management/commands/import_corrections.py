"""`import_corrections FILE`: takes up corrections that another archive exported."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports.corrections import CorrectionError
from reports.corrections.exchange import imported

NAMES = {
    "made": "采用 made",
    "conflict": "采用，有冲突待处理 made, in conflict",
    "known": "已有 known",
    "unchanged": "内容已经如此 shown already",
    "not_found": "没有这份通报 no such report",
    "refused": "不是可用的更正 not what a correction may say",
}


class Command(BaseCommand):
    help = (
        "采用另一个档案导出的更正。重复导入不会重复；与本档案的解析不一致的进入冲突队列。"
        "Takes up corrections that another archive exported. Twice is the same as once; what was made against "
        "another parse waits in the queue of conflicts."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            counts = imported(_lines(options["file"]))
        except (OSError, ValueError, KeyError, CorrectionError) as error:
            raise CommandError(f"不能读取：{error}。It cannot be read: {error}.") from error
        for code, name in NAMES.items():
            self.stdout.write(f"  {name:<40}{counts[code]:>8}")


def _lines(path: Path) -> Iterator[Any]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            if line.strip():
                yield json.loads(line)
