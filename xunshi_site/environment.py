"""Reads the settings' environment variables, and refuses with a sentence that says what to do.

Every variable is listed in docs/operating.md; without any of them the settings mean local use.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from xunshi_site.limits.budgets import Budget

Networks = IPv4Network | IPv6Network

TRUE_WORDS = frozenset({"1", "true", "yes", "on"})
FALSE_WORDS = frozenset({"", "0", "false", "no", "off"})
REDIS_SCHEMES = frozenset({"redis", "rediss", "unix"})
# What `manage.py check --deploy` asks of a secret (security.W009).
SECRET_LENGTH = 50
SECRET_DISTINCT = 5


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


def one_of(name: str, known: Sequence[str], default: str) -> str:
    """The variable's word. Raises ImproperlyConfigured when it is set to none of the known ones."""
    word = os.environ.get(name) or default
    if word not in known:
        raise ImproperlyConfigured(f"{name}={word!r}: 请写其中之一。Write one of: {', '.join(known)}.")
    return word


def number(name: str, default: int) -> int:
    """The variable as a whole number from 0 on. Raises ImproperlyConfigured for anything else."""
    word = os.environ.get(name) or str(default)
    if not (word.isascii() and word.isdecimal()):
        raise ImproperlyConfigured(f"{name}={word!r}: 请写 0 或正整数。Write 0 or a whole number.")
    return int(word)


def redis_url(name: str) -> str:
    """The address of a Redis that the variable names; empty when it is not set. Raises ImproperlyConfigured for
    anything else.
    """
    address = os.environ.get(name, "")
    if address and urlsplit(address).scheme not in REDIS_SCHEMES:
        raise ImproperlyConfigured(f"{name}={address!r}: 请写 redis://主机:6379/0。Write redis://host:6379/0.")
    return address


def folder(name: str, default: Path) -> Path:
    """The folder that the variable names, else `default`, absolute; made when it is not there yet.

    Raises ImproperlyConfigured when it cannot be made.
    """
    path = Path(os.environ.get(name) or default).expanduser().resolve()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as reason:
        raise ImproperlyConfigured(
            f"{name}={path}: 无法建立文件夹。Cannot make this folder: {reason.strerror}"
        ) from reason
    return path


def secret_key(home: Path, *, production: bool) -> str:
    """SECRET_KEY of the environment; for local use one made once and kept in the archive's home (mode 600).

    Raises ImproperlyConfigured in production when none is set, since a made-up secret would differ between hosts, or
    when it is too short to be a secret.
    """
    given = os.environ.get("SECRET_KEY", "")
    if production and (len(given) < SECRET_LENGTH or len(set(given)) < SECRET_DISTINCT):
        raise ImproperlyConfigured(
            f"PRODUCTION=1 需要设置 SECRET_KEY ({SECRET_LENGTH} 个以上随机字符)。"
            f"Set SECRET_KEY to {SECRET_LENGTH} or more random characters."
        )
    return given or _kept_secret(home / "secret_key")


def _kept_secret(kept: Path) -> str:
    """The secret in the file `kept`, which appears complete or not at all: two processes may start at once."""
    if not kept.exists():
        descriptor, draft = tempfile.mkstemp(dir=kept.parent, prefix="secret_key.")  # mode 600
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(SECRET_LENGTH))
        with contextlib.suppress(FileExistsError):  # the other process was faster: its secret counts
            os.link(draft, kept)
        Path(draft).unlink()
    return kept.read_text(encoding="ascii")


def trusted_origins(hosts: list[str]) -> list[str]:
    """The https origins whose forms are accepted, for ALLOWED_HOSTS: `.example.org` covers all that is below it too."""
    origins = []
    for host in hosts:
        if host.startswith("."):
            origins += [f"https://{host[1:]}", f"https://*{host}"]
        elif host != "*":
            origins.append(f"https://{host}")
    return origins


def networks(name: str, default: Iterable[str] = ()) -> tuple[Networks, ...]:
    """The variable's addresses and networks, separated by commas; `none` stands for an empty list.

    Raises ImproperlyConfigured for a word that is neither address nor network.
    """
    given = words(name) or list(default)
    try:
        return tuple(ip_network(word) for word in given if word.lower() != "none")
    except ValueError as reason:
        raise ImproperlyConfigured(
            f"{name}: 请写地址或网段, 用逗号分隔。Write addresses or networks, separated by commas: {reason}"
        ) from reason


def rates(name: str, known: Mapping[str, Budget]) -> dict[str, Budget] | None:
    """Budgets for the variable: `known` when it is not set, None when it is `off`, else `known` with other rates.

    `search=240,export=5` are requests a minute; the burst grows or shrinks with them. Raises ImproperlyConfigured for
    a class of addresses that is not known and for a rate that is no number above 0.
    """
    if os.environ.get(name, "").strip().lower() in FALSE_WORDS - {""}:
        return None
    budgets = dict(known)
    for word in words(name):
        kind, _equals, rate = word.partition("=")
        if kind not in known or not rate.isdecimal() or int(rate) == 0:
            raise ImproperlyConfigured(
                f"{name}={word!r}: 请写 off, 或如 search=240,export=5 (每分钟次数)。"
                f"Write off, or requests a minute such as search=240,export=5; classes: {', '.join(known)}."
            )
        budgets[kind] = known[kind].at(int(rate))
    return budgets
