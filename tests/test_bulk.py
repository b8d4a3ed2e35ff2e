"""What an import asks of its connection while it writes, and that it is put back afterwards."""

from __future__ import annotations

import random

import pytest
from django.db import connection

from reports.models import DocumentText, SourceDocument
from reports.models.bulk import insert_row, written_in_bulk

pytestmark = pytest.mark.django_db


def told(statement: str, *values: object) -> object:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        (found,) = cursor.fetchone()
    return found


def stored(number: int) -> DocumentText:
    """A text that is long enough to be packed."""
    chance = random.Random(number)
    document = SourceDocument(sha256=f"{number:064}", name=f"{number}.txt", media_type="text/plain", size=1)
    insert_row(document)
    text = "".join(chance.choices("整改落实台账制度问题责任", k=6000))
    row = DocumentText(document=document, reader="text", reader_version="1", text=text, sha256=f"{number:064}")
    insert_row(row)
    return row


@pytest.mark.sqlite
def test_sqlite_writes_its_log_back_late_only_meanwhile() -> None:
    before = told("pragma wal_autocheckpoint")
    with written_in_bulk():
        assert told("pragma wal_autocheckpoint") == 16_384
    assert told("pragma wal_autocheckpoint") == before


@pytest.mark.postgres
def test_postgresql_packs_texts_with_lz4_only_meanwhile() -> None:
    if not told("select 'lz4' = any(enumvals) from pg_settings where name = 'default_toast_compression'"):
        pytest.skip("this PostgreSQL was built without LZ4")

    def packing(row: DocumentText) -> object:
        return told("select pg_column_compression(text) from reports_documenttext where id = %s", row.pk)

    with written_in_bulk():
        row = stored(1)
    other = stored(2)
    assert (packing(row), packing(other)) == ("lz4", "pglz")
    assert DocumentText.objects.get(pk=row.pk).text == row.text
