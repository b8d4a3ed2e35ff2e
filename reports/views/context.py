"""What every template can say about the archive."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def archive(request: HttpRequest) -> dict[str, Any]:
    return {}
