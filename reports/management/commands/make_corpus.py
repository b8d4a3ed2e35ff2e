"""make_corpus: a folder of synthetic reports, for benchmarks and for scoring the parser."""

from __future__ import annotations

import json
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports.synthetic import CorpusStatistics, write


class Command(BaseCommand):
    help = (
        "生成合成的整改通报（每份首行注明为合成文本，用 import_reports --synthetic 导入）。"
        "同一种子生成的文件逐字节相同。"
        "Writes synthetic reports, each marked so in its first line; the same seed gives the same bytes. "
        "Take them in with import_reports --synthetic."
    )
    requires_system_checks: tuple[str, ...] = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR", help="空文件夹或新文件夹 an empty or new folder")
        parser.add_argument(
            "--reports", type=int, default=20_000, metavar="N", help="份数 how many (20000: the nation)"
        )
        parser.add_argument("--seed", type=int, default=1, metavar="S", help="种子 the seed (1)")
        parser.add_argument(
            "--workers", type=int, default=1, metavar="N", help="进程数 processes; changes nothing in the files"
        )
        parser.add_argument(
            "--gold",
            type=Path,
            metavar="DIR",
            help="另存每份的标准答案 the truth of each report, as JSON, into this folder",
        )
        parser.add_argument("--stats", type=Path, metavar="FILE", help="统计数字另存为 JSON the numbers as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        folder, gold, stats = options["folder"].resolve(), options["gold"], options["stats"]
        if options["reports"] < 1 or options["workers"] < 1:
            raise CommandError("份数和进程数须为正数。--reports and --workers must be positive.")
        for other in (gold, stats):
            if other is not None and other.resolve().is_relative_to(folder):
                raise CommandError(f"{other} 不能放在语料文件夹里：其中只放通报。Only reports go into {folder}.")
        began = time.monotonic()
        try:
            found = write(
                folder, reports=options["reports"], seed=options["seed"], workers=options["workers"], gold=gold
            )
        except FileExistsError as error:
            raise CommandError(f"{error} 不是空文件夹。It is not empty.") from error
        if stats is not None:
            stats.write_text(json.dumps(found.as_json(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        if options["verbosity"] > 0:
            self._say(found, time.monotonic() - began)

    def _say(self, found: CorpusStatistics, seconds: float) -> None:
        rows = (
            ("通报 reports", f"{found.reports:,}"),
            ("地区 regions", f"{found.regions:,}"),
            ("问题 problems", f"{found.problems:,}"),
            ("措施 measures", f"{found.measures:,}"),
            ("每个问题的字数 characters a problem", f"{found.characters_a_problem:.1f}"),
            ("总字数 characters", f"{found.characters:,}"),
            ("字节 bytes", f"{found.bytes:,}"),
            ("不同的二字组 distinct bigrams", f"{found.distinct_bigrams:,}"),
            ("相同的问题表述 statements alike", f"{found.statements_alike:,}"),
            ("用时（秒） seconds", f"{seconds:.1f}"),
        )
        for name, value in rows:
            self.stdout.write(f"{name}: {value}")
        for title, tally in (("版式 layouts", found.layouts), ("残损 damaged", found.damaged)):
            self.stdout.write(f"{title}: {', '.join(f'{key} {count}' for key, count in tally.items()) or '-'}")
