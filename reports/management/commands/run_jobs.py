"""`run_jobs [--once]`: works off the uploads that wait, in a loop or until none waits."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from reports.importing import jobs
from reports.importing.working_off import work_off

SECONDS = 2.0
"""Between two looks at an empty queue."""


class Command(BaseCommand):
    help = (
        "处理等待中的上传：预演，确认后导入。不带 --once 时一直运行；可同时运行几个。"
        "Works off uploads: tries them, imports confirmed ones. Runs on until stopped; several may run at once."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="做完等待中的就结束 end when none waits")

    def handle(self, *args: Any, **options: Any) -> None:
        worker = jobs.Worker.here()
        try:
            while True:
                done = work_off(worker)
                if done and options["verbosity"] > 0:
                    self.stdout.write(f"已处理 {done} 次上传。{done} uploads were worked off.")
                if options["once"]:
                    return
                close_old_connections()
                time.sleep(SECONDS)
        except KeyboardInterrupt:
            self.stderr.write(
                "已停止；处理到一半的上传下次接着做。Stopped; an upload in the middle is taken up again next time."
            )
