"""`export_dataset [DIR]`: the full data set as files."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports.exports.dataset.edition import ExportRunningError, export, served_folder


class Command(BaseCommand):
    help = (
        "导出全部数据：CSV、SQLite、编码本、datapackage.json 和校验值；不写 DIR 则为网站 /data/ 所提供的。"
        "Writes the full data set: CSV, SQLite, codebook, checksums; without DIR what /data/ gives out."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "folder", nargs="?", type=Path, metavar="DIR", help="放在哪个文件夹，当前的一版在 DIR/current where to"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        root = options["folder"] or served_folder()
        try:
            edition = export(root)
        except ExportRunningError as error:
            raise CommandError("另一个导出正在进行。Another export is running.") from error
        except OSError as error:
            raise CommandError(f"写不下去 cannot write: {error}") from error
        rows = {each["name"]: each["rows"] for each in edition.description["resources"] if "rows" in each}
        told = "，".join(f"{name} {rows[name]}" for name in ("reports", "problems", "measures"))
        self.stdout.write(f"{edition.folder}：数据版本 data version {edition.description['version']}，{told}")
