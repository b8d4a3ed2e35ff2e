"""What the database holds is what search finds: words of every sort, and the command that tries a whole archive."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import DjangoDbBlocker

from reports.models import Measure, Problem
from reports.search import ProblemQuery, matching_ids
from reports.search.exactness import compare, draw
from reports.search.reading import open_view
from reports.search.rebuild import rebuild_index
from reports.search.schema import PROBLEM_SCOPES
from reports.search.view import View
from tests.search.archive import body, county, problem, report
from tests.search.by_hand import Row, all_rows, plain
from tests.shared_archive import built_archive, take_copy

STATEMENTS = (
    "PPP项目监管缺位,\uff30\uff30\uff30 项目库不清",
    "G207国道改造超概算1.5亿元; 207国道沿线整治慢",
    "收到信访件1390件,办结1389件",
    "收到信访件一千三百九十件",
    "落实“回头看”要求不力",
    "落实「回头看」要求不力",
    "落实'回头看'要求、《办法》不力",
    "十二届县委巡察\n反馈问题",
    "第12届换届 把关不严",
    "Wi-Fi 覆盖 97%",
    "開發區管委會權責不清",
    "水",
)


def build() -> None:
    made = report(1, body(place=county()), title="青禾县通报", team="省委第三巡视组")
    for position, statement in enumerate(STATEMENTS):
        problem(made, position, statement, f"一是约谈{position}人", "二是印发《管护办法》。", path=["一、总体"])
    rebuild_index()


@pytest.fixture(scope="module")
def built(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Path, list[Row]]]:
    with built_archive(tmp_path_factory.mktemp("built"), build, django_db_blocker) as home:
        with django_db_blocker.unblock():
            rows = all_rows()
        yield home, rows


@pytest.fixture
def rows(built: tuple[Path, list[Row]], archive_home: Path, db: None) -> list[Row]:
    home, rows = built
    take_copy(home, archive_home)
    return rows


def found(q: str, scope: str = "all") -> set[int]:
    return set(matching_ids(ProblemQuery(q=q, scope=scope)))


def having(rows: list[Row], *spellings: str, scope: str = "all") -> set[int]:
    wanted = [plain(spelling) for spelling in spellings]
    return {
        row.pk for row in rows if any(word in row.fields[name] for word in wanted for name in PROBLEM_SCOPES[scope])
    }


@pytest.mark.parametrize(
    ("q", "spellings", "number"),
    [
        ("PPP项目", ["PPP项目"], 1),
        ("ppp", ["PPP"], 1),
        ("207国道", ["207国道", "二百零七国道"], 1),
        ("国道", ["国道"], 1),
        ("1390件", ["1390件", "一千三百九十件"], 2),
        ("一千三百九十件", ["1390件", "一千三百九十件"], 2),
        ('"1390件"', ["1390件"], 1),
        ("12届", ["12届", "十二届"], 2),
        ("水", ["水"], 1),
        ("开发区", ["開發區"], 1),
        ("權責", ["权责"], 1),
        ("97", ["97", "九十七"], 1),
        ("w", ["w"], 1),
        ("问题", ["问题"], 1),
        ("不力", ["不力"], 3),
        ("管护办法", ["管护办法"], 12),
        ("巡察反馈", ["巡察反馈"], 1),
    ],
)
def test_a_word_is_found_where_a_reader_finds_it(rows: list[Row], q: str, spellings: list[str], number: int) -> None:
    assert found(q) == having(rows, *spellings)
    assert len(found(q)) == number


@pytest.mark.parametrize("marks", ["“”", "‘’", "「」", "『』", '""', "''", "《》"])
def test_quotation_marks_of_any_kind_stand_for_each_other(rows: list[Row], marks: str) -> None:
    """Inside a phrase; typed without any other sign they make the phrase themselves."""
    inside = f"「落实{marks[0]}回头看{marks[1]}要求」" if marks != "「」" else f"“落实{marks[0]}回头看{marks[1]}要求”"
    if marks != "『』":
        assert found(inside) == having(rows, "落实“回头看”要求")
        assert len(found(inside)) == 3
    if marks != "《》":
        assert found(f"{marks[0]}回头看{marks[1]}") == having(rows, "回头看")


def pieces(rows: list[Row], number: int, seed: int) -> Iterator[str]:
    chance = random.Random(seed)
    texts = [
        text
        for text in (*Problem.objects.values_list("text", flat=True), *Measure.objects.values_list("text", flat=True))
        if text
    ]
    for _ in range(number):
        text = chance.choice(texts)
        start = chance.randrange(len(text))
        yield text[start : start + chance.randint(1, 8)]


def test_the_export_of_a_phrase_is_what_a_scan_of_the_rows_finds(rows: list[Row], client: Client) -> None:
    public_ids = {row.pk: row.public_id for row in rows}
    tried = 0
    for number, piece in enumerate(pieces(rows, 120, seed=3)):
        if plain(piece).strip("_") == "" or '"' in piece:
            continue
        scope = tuple(PROBLEM_SCOPES)[number % 3]
        answer = client.get("/problems/export.jsonl", {"q": f'"{piece}"', "scope": scope}).getvalue().decode()
        exported = {json.loads(line)["public_id"] for line in answer.splitlines()}
        assert exported == {public_ids[pk] for pk in having(rows, piece, scope=scope)}, (piece, scope)
        tried += 1
    assert tried > 100


def test_the_check_finds_nothing_in_a_sound_index(rows: list[Row]) -> None:
    out = StringIO()
    call_command("check_search", samples=300, seed=5, stdout=out, stderr=StringIO())
    assert "片段 pieces: 300" in out.getvalue()
    assert "不一致 differing: 0" in out.getvalue()


def test_the_check_names_what_an_unsound_index_misses(rows: list[Row]) -> None:
    """A text that changed behind the index's back."""
    Problem.objects.filter(text="水").update(text="鱼")
    out = StringIO()
    with pytest.raises(SystemExit) as stopped:
        call_command("check_search", samples=300, seed=5, stdout=out, stderr=StringIO())
    assert stopped.value.code == 1
    assert '"鱼" (' in out.getvalue()


def test_the_check_refuses_an_archive_without_text(rows: list[Row]) -> None:
    Problem.objects.all().delete()
    with pytest.raises(CommandError, match="没有可抽取"):
        call_command("check_search", stdout=StringIO(), stderr=StringIO())


def test_pieces_are_the_same_for_the_same_seed(rows: list[Row]) -> None:
    assert [sample.text for sample in draw(50, 1)] == [sample.text for sample in draw(50, 1)]
    assert [sample.text for sample in draw(50, 1)] != [sample.text for sample in draw(50, 2)]
    assert {len(sample.text) for sample in draw(200, 1)} == set(range(1, 9))


def test_the_scan_counts_what_the_rows_hold(rows: list[Row]) -> None:
    samples = draw(60, 9)
    view = open_view()
    assert isinstance(view, View)
    compare(view, samples)
    assert [sample.scanned.number for sample in samples] == [
        len(having(rows, sample.text, scope=sample.scope)) for sample in samples
    ]
