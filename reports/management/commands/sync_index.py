"""更新检索索引: applies the changes that the search index has not taken up yet, and forgets those of long ago."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from reports.models import Change
from reports.search.standing import archive_version, index_folder, index_state
from reports.search.sync import apply_changes


class Command(BaseCommand):
    help = "把尚未写入的变更写入检索索引。Applies waiting changes to the search index."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--keep-days",
            type=int,
            default=30,
            metavar="N",
            help="删去 N 天以前已写入的变更记录。Forget applied changes older than N days (default 30).",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        done = apply_changes()
        state = index_state()
        if state != "ready":
            raise CommandError(f"索引状态: {state}\uff0c请运行 rebuild_index。The index is {state}; run rebuild_index.")
        generation = index_folder().current()
        applied = generation.applied_version() if generation else 0
        before = timezone.now() - dt.timedelta(days=options["keep_days"])
        forgotten, _ = Change.objects.filter(version__lte=applied, changed_at__lt=before).delete()
        if options["verbosity"]:
            version = archive_version()
            note = "" if done else "\uff08另一个进程正在写。Another process is writing it.\uff09"
            self.stdout.write(f"索引 {applied} / 档案 {version}{note}")
            if forgotten:
                self.stdout.write(f"删去 {forgotten} 条旧变更记录。Forgot {forgotten} old changes.")
