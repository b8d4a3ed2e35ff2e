"""`manage.py serve`: prepares whatever is missing and serves the site."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

from reports.models.choices import Outcome
from reports.ops import startup

if TYPE_CHECKING:
    from reports.importing.run import RunResult

HIGHEST_PORT = 65535


class Command(BaseCommand):
    help = "建库、收集静态文件、在空档案中导入示例，然后启动网站。Prepare what is missing, then serve the site."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="监听的地址 · address to listen at")
        parser.add_argument("--port", type=int, default=8000, help="监听的端口 · port to listen at")

    def handle(self, *args: Any, host: str, port: int, **options: Any) -> None:
        """Replaces this process by gunicorn. Raises CommandError when the port cannot be had."""
        if not 0 < port <= HIGHEST_PORT:
            raise CommandError(f"PORT={port}: 端口应在 1 到 {HIGHEST_PORT} 之间。A port is 1 to {HIGHEST_PORT}.")
        try:
            startup.require_free_port(host, port)
        except startup.PortTaken as reason:
            raise CommandError(
                f"端口 {port} 不能使用 ({reason})。换一个端口: make run PORT={port + 1}\n"
                f"Port {port} cannot be used ({reason}). Choose another: make run PORT={port + 1}"
            ) from reason
        if startup.migrate_if_needed():
            self.stdout.write("数据库已就绪 · the database is ready")
        if startup.collect_static_if_changed():
            self.stdout.write("静态文件已就绪 · static files are ready")
        samples = startup.import_samples_if_empty()
        if samples is not None:
            self._tell_samples(samples)
        if startup.rebuild_index_if_unusable():
            self.stdout.write("检索索引已重建 · the search index is rebuilt")
        self.stdout.flush()
        connections.close_all()  # so that SQLite folds its log into the database; an exec would not let it
        # A fresh process: no database connection, index writer or thread of the preparations is inherited.
        settings_of_gunicorn = [
            "--config",
            "python:xunshi_site.gunicorn_local",
            "--bind",
            f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
        ]
        os.execv(sys.executable, [sys.executable, "-m", "gunicorn", *settings_of_gunicorn, "xunshi_site.wsgi"])

    def _tell_samples(self, samples: RunResult) -> None:
        failed = [each for each in samples.files if each.outcome == Outcome.FAILED]
        imported = len(samples.files) - len(failed)
        self.stdout.write(f"已导入 {imported} 份示例通报 · {imported} sample reports are imported")
        for each in failed:
            self.stderr.write(f"{each.path}: {each.reason}")
