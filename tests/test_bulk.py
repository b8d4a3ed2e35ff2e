"""What an import asks of its connection while it writes, and that it is put back afterwards."""

from __future__ import annotations

import datetime as dt
import hashlib
import random

import pytest
from django.db import connection

from reports.models import Body, DocumentText, SourceDocument
from reports.models.bulk import in_use, in_use_beginning, insert, insert_row, references_made_here, written_in_bulk

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


@pytest.mark.postgres
def test_an_import_into_postgresql_looks_up_by_index_though_it_knows_no_table_yet() -> None:
    with written_in_bulk():
        assert told("show enable_seqscan") == "off"
    assert told("show enable_seqscan") == "on"


@pytest.mark.postgres
def test_references_made_in_a_transaction_are_not_looked_for_and_others_are() -> None:
    """The tests' server knows its user as superuser, as the one of docker-compose.yml does."""
    with written_in_bulk(), references_made_here():
        assert told("show session_replication_role") == "replica"
    assert told("show session_replication_role") == "origin"
    with references_made_here():
        assert told("show session_replication_role") == "origin", "outside an import every reference is looked for"


@pytest.mark.postgres
def test_who_is_not_allowed_to_vouch_for_references_has_them_looked_for() -> None:
    with connection.cursor() as cursor:
        cursor.execute("create role plain")
        cursor.execute("set local role plain")
    try:
        with written_in_bulk(), references_made_here():
            assert told("show session_replication_role") == "origin"
    finally:
        with connection.cursor() as cursor:
            cursor.execute("reset role")


def test_keys_of_rows_are_never_given_twice() -> None:
    given: list[int] = []
    for number in (3, 500, 1):
        rows = [stored_document(f"{number}-{each}") for each in range(number)]
        with written_in_bulk():
            given += insert(SourceDocument, rows)
    single = SourceDocument(sha256="f" * 64, name="1.txt", media_type="text/plain", size=1)
    insert_row(single)
    assert len({*given, single.pk}) == 505
    assert set(SourceDocument.objects.values_list("pk", flat=True)) == {*given, single.pk}


def stored_document(name: str) -> dict[str, object]:
    sha256 = hashlib.sha256(name.encode()).hexdigest()
    return {"sha256": sha256, "name": name, "media_type": "text/plain", "size": 1}


@pytest.mark.parametrize(
    "value",
    [
        {"text": "落实“回头看”\n第二行", "n": [1, -1, 0.5, None, True]},
        [],
        {},
        "",
        0,
        {"value": 10**30},
        {"empty": "", "escaped": '\\"\t\u2028'},
    ],
)
def test_a_json_column_keeps_what_it_was_given(value: object) -> None:
    document = SourceDocument(sha256="a" * 64, name="1.txt", media_type="text/plain", size=1)
    insert_row(document)
    row = DocumentText(document=document, reader="text", reader_version="1", text="文", sha256="b" * 64)
    row.metadata = value
    insert_row(row)
    assert DocumentText.objects.get(pk=row.pk).metadata == value


def test_a_value_that_json_has_no_word_for_is_refused() -> None:
    document = SourceDocument(sha256="a" * 64, name="1.txt", media_type="text/plain", size=1)
    insert_row(document)
    row = DocumentText(document=document, reader="text", reader_version="1", text="文", sha256="b" * 64)
    row.metadata = {"day": dt.date(2024, 1, 2)}
    with pytest.raises(TypeError):
        insert_row(row)


def test_public_ids_that_are_in_use_are_found_by_their_beginning() -> None:
    for key in ("abcaaaaaaaaa", "abczzzzzzzzz", "abc777777777", "abdaaaaaaaaa", "abbzzzzzzzzz"):
        insert_row(Body(public_id=key, name=key))
    asked = ["abc222222222", "abcaaaaaaaaa", "abczzzzzzzzz"]
    assert in_use_beginning(Body, "abc", asked) == {"abcaaaaaaaaa", "abczzzzzzzzz"} == in_use(Body, asked)
    assert in_use_beginning(Body, "abe", ["abe222222222"]) == set()
