"""Reads the settings' environment variables, and refuses with a sentence that says what to do.

Every variable is listed in docs/operating.md; without any of them the settings mean local use.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

TRUE_WORDS = frozenset({"1", "true", "yes", "on"})
FALSE_WORDS = frozenset({"", "0", "false", "no", "off"})


def flag(name: str, default: bool = False) -> bool:
    """The variable as yes or no. Raises ImproperlyConfigured for any other word than those of the two sets."""
    word = os.environ.get(name)
    if word is None:
        return default
    if word.lower() in TRUE_WORDS:
        return True
    if word.lower() in FALSE_WORDS:
        return False
    raise ImproperlyConfigured(f"{name}={word!r}: 请写 1 或 0。Write 1 or 0.")


def words(name: str) -> list[str]:
    """The variable's comma-separated words, blanks trimmed; empty when it is not set."""
    return [word.strip() for word in os.environ.get(name, "").split(",") if word.strip()]


def secret_key(home: Path, *, production: bool) -> str:
    """SECRET_KEY of the environment; for local use one made once and kept in the archive's home (mode 600).

    Raises ImproperlyConfigured in production when none is set: a made-up secret would differ between hosts.
    """
    given = os.environ.get("SECRET_KEY")
    if given:
        return given
    if production:
        raise ImproperlyConfigured(
            "PRODUCTION=1 需要设置 SECRET_KEY（50 个以上随机字符）。Set SECRET_KEY to 50 or more random characters."
        )
    kept = home / "secret_key"
    try:
        return kept.read_text(encoding="ascii")
    except FileNotFoundError:
        pass
    made = secrets.token_urlsafe(50)
    home.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # another process made it in between
        return kept.read_text(encoding="ascii")
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(made)
    return made
