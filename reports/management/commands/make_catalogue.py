"""`manage.py make_catalogue`: brings the English catalogue up to date with the code and compiles it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from reports.ops.catalogue import Catalogue


class Command(BaseCommand):
    help = (
        "从代码和模板收集界面文字，更新并编译英文译文（不需要 GNU gettext）。"
        "Collects the interface's phrases, updates and compiles the English catalogue; needs no GNU gettext."
    )
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """CommandError, exit code 1, when a phrase has no English yet."""
        catalogue = Catalogue(settings.BASE_DIR)
        missing = catalogue.update()
        if missing:
            listed = "\n".join(phrase.text for phrase in missing)
            raise CommandError(f"缺少英文 · without English ({len(missing)}):\n{listed}")
        self.stdout.write("译文已更新 · the catalogue is up to date")
