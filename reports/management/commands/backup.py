"""备份: the whole archive into one file."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports.ops.backup.manifest import BackupError
from reports.ops.backup.writing import write_backup


class Command(BaseCommand):
    help = (
        "把整个档案（数据、原件、更正、账号）备份成一个文件，网站不必停。"
        "Backs up the whole archive (rows, originals, corrections, accounts) into one file while the site runs."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="备份文件，须不存在 the file to make; must not exist")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            manifest = write_backup(options["file"])
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        if options["verbosity"] > 0:
            rows = sum(table.rows for table in manifest.tables)
            originals = len(manifest.members) - len(manifest.tables)
            self.stdout.write(
                f"已备份：数据版本 {manifest.version}，{rows:,} 行，原件 {originals:,} 份。"
                f"Backed up: data version {manifest.version}, {rows:,} rows, {originals:,} originals."
            )
