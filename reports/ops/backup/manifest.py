"""What a backup says about itself, and what makes it one that can be trusted."""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from reports.ops.backup.tables import Column

FORMAT = 1
NAME = "manifest.json"
MOST_BYTES = 64 << 20
"""A manifest of a hundred thousand originals has a tenth of it."""
ROWS, ORIGINALS = "rows/", "originals/"
MEMBER = re.compile(r"rows/[a-z0-9_]+\.jsonl|originals/[0-9a-f]{64}")


class BackupError(Exception):
    """A file that is no sound backup, or a place where it cannot be restored; says so in Chinese and English."""


@dataclass(frozen=True, slots=True)
class Member:
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class StoredTable:
    """A table as it was when the backup was made: an older backup may have other columns than the table has now."""

    name: str
    columns: tuple[Column, ...]
    rows: int

    @property
    def member(self) -> str:
        return f"{ROWS}{self.name}.jsonl"


@dataclass(frozen=True, slots=True)
class Manifest:
    """`migrations`: the applied ones as `[app, name]`. `secret`: tells whether redactions can be followed up here.
    `made_at` is a moment in ISO form; `members` are all files of the backup but the manifest itself.
    """

    made_at: str
    version: int
    migrations: tuple[tuple[str, str], ...]
    secret: str
    redactions: int
    tables: tuple[StoredTable, ...]
    members: Mapping[str, Member]

    def to_json(self) -> bytes:
        return json.dumps({"format": FORMAT, **asdict(self)}, ensure_ascii=False, indent=1).encode()

    @classmethod
    def from_json(cls, data: bytes) -> Manifest:
        """Raises BackupError for anything that `to_json` of this format did not write."""
        try:
            given = json.loads(data)
            if given.pop("format") != FORMAT:
                raise BackupError("备份的格式比本软件新。The backup is of a newer format than this software knows.")
            manifest = cls(**{**given, **_typed(given)})
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise BackupError(f"读不懂备份的清单（{error}）。The backup's manifest cannot be read.") from error
        for name in manifest.members:
            if not MEMBER.fullmatch(name):
                raise BackupError(f"清单里有不该有的文件名“{name}”。The manifest names a file that no backup has.")
        return manifest


def _typed(given: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "migrations": tuple((str(app), str(name)) for app, name in given["migrations"]),
        "tables": tuple(
            StoredTable(str(row["name"]), tuple(Column(**column) for column in row["columns"]), int(row["rows"]))
            for row in given["tables"]
        ),
        "members": {str(name): Member(**member) for name, member in given["members"].items()},
    }


def applied_migrations() -> tuple[tuple[str, str], ...]:
    return tuple(sorted(MigrationRecorder(connection).applied_migrations()))


def secret_mark() -> str:
    """Tells one site's secret from another's, and nothing else about it."""
    return hmac.digest(settings.SECRET_KEY.encode(), b"backup", "sha256").hex()[:16]
