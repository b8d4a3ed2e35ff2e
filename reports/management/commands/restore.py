"""恢复: a backup into an empty home; then the archive is checked."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from reports.ops.backup.manifest import BackupError
from reports.ops.backup.restoring import restore


class Command(BaseCommand):
    help = (
        "从备份恢复档案，建立索引并核对；SQLite 与 PostgreSQL 之间的搬迁也用它。"
        "Restores a backup, builds the index and checks the archive; also how to move between SQLite and PostgreSQL."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="备份文件 the backup")
        parser.add_argument(
            "--replace",
            action="store_true",
            help="丢弃现有档案；撤下、遮盖的仍然有效 give up the present archive; what was taken out stays out",
        )
        parser.add_argument(
            "--other-secret",
            action="store_true",
            help="原来的密钥已失，仍要恢复 restore although the secret of its redactions is lost",
        )
        parser.add_argument("--no-check", action="store_true", help="恢复后不核对 no check_archive afterwards")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            restored = restore(options["file"], replace=options["replace"], other_secret=options["other_secret"])
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        if options["verbosity"] > 0:
            self.stdout.write(
                f"已恢复 {restored.manifest.made_at[:19]} 的备份；此后撤下的 {restored.withdrawn} 份通报、"
                f"遮盖的 {restored.redacted} 处文字仍然有效。"
                f"Restored. Withdrawn since, and still so: {restored.withdrawn} reports; "
                f"redacted: {restored.redacted} words."
            )
        for public_id in restored.not_found:
            self.stderr.write(
                f"通报 {public_id} 中要遮盖的文字没有找到，请编辑人员处理。"
                f"Words to be redacted were not found in report {public_id}: an editor must see to it."
            )
        if not options["no_check"]:
            call_command("check_archive", verbosity=options["verbosity"], stdout=self.stdout)
