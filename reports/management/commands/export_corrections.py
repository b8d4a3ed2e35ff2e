"""`export_corrections [FILE]`: the corrections as JSON lines."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from reports.corrections.exchange import exported


class Command(BaseCommand):
    help = (
        "导出更正（JSON lines），供另一个档案用 import_corrections 采用；撤销了的和遮盖不导出。"
        "Writes the corrections as JSON lines for another archive; undone ones and redactions are left out."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", nargs="?", type=Path, metavar="FILE", help="不写则写到标准输出 else standard output"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        lines = [json.dumps(each, ensure_ascii=False, sort_keys=True) for each in exported()]
        if options["file"] is None:
            for line in lines:
                self.stdout.write(line)
            return
        options["file"].write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        self.stdout.write(f"导出 {len(lines)} 条更正。{len(lines)} corrections exported.")
