"""The ledger of what was taken out: lines of JSON beside the archive, only ever added to.

A database that is lost takes its withdrawals along, and an older backup would bring back what nobody may see. So each
withdrawal and each redaction is written here too, by hash and keyed hash: the words themselves never are.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction

from reports.models import Redaction, Report, Tombstone


@dataclass(frozen=True, slots=True)
class Buried:
    """A file or a text that stays out, by SHA-256; `whole`: the report that it belongs to was withdrawn."""

    report: str
    sha256: str
    whole: bool
    reason: str
    by_name: str


@dataclass(frozen=True, slots=True)
class Hidden:
    """Words taken out of a report: `digest` and `length` as in `Redaction`."""

    report: str
    digest: str
    length: int
    reason: str
    by_name: str


Entry = Buried | Hidden
KINDS: dict[str, type[Entry]] = {"buried": Buried, "hidden": Hidden}


def path() -> Path:
    home: Path = settings.ARCHIVE_HOME
    return home / "withdrawals.jsonl"


def note(report: Report) -> None:
    """Writes down what is taken out of the report, once the transaction is committed."""
    buried = Tombstone.objects.filter(report=report).select_related("report")
    hidden = Redaction.objects.filter(report=report).select_related("report")
    made: list[Buried | Hidden] = [*map(_buried, buried), *map(_hidden, hidden)]
    transaction.on_commit(lambda: _append(made))


def entries() -> Iterator[Entry]:
    """What is taken out, of the database and of the ledger, each perhaps more than once. A last line that a crash cut
    off is passed over: its act is in the database."""
    yield from map(_buried, Tombstone.objects.select_related("report"))
    yield from map(_hidden, Redaction.objects.select_related("report"))
    if not path().exists():
        return
    for line in path().read_bytes().splitlines():
        try:
            given = json.loads(line)
        except ValueError:
            continue
        yield KINDS[given.pop("kind")](**given)


def _append(made: list[Entry]) -> None:
    names = {kind: name for name, kind in KINDS.items()}
    lines = [json.dumps({"kind": names[type(each)], **asdict(each)}, ensure_ascii=False) + "\n" for each in made]
    with path().open("ab") as file:
        file.write("".join(lines).encode())
        file.flush()
        os.fsync(file.fileno())


def _buried(row: Tombstone) -> Buried:
    report = row.report
    whole = report is not None and report.withdrawn_at is not None
    return Buried(report.public_id if report else "", row.sha256, whole, row.reason, row.by_name)


def _hidden(row: Redaction) -> Hidden:
    return Hidden(row.report.public_id, row.digest, row.length, row.reason, row.by_name)
