"""What is made of a new report without reading it again says the same as reading it."""

from __future__ import annotations

import pickle
from dataclasses import replace

import pytest

from reports import processes
from reports.importing.bodies import Bodies
from reports.importing.fresh import clashes, fresh_rows, lists_of
from reports.importing.store import Stored, store
from reports.importing.types import ParsedFile
from reports.models import Measure, Problem, Region, Report
from reports.models.choices import DeclaredKey
from reports.search import sync
from reports.search.fresh import FreshReport, Lookups
from reports.search.rows import documents_of
from tests.importing.making import Header, Made, made_file

pytestmark = pytest.mark.django_db

PROBLEMS = (
    Made(
        "1",
        "校舍维修进度迟缓，三所村小带病使用。",
        ["一是逐校鉴定。", "二是当年完成维修。"],
        topics=("livelihood", "env"),
    ),
    Made("2", None, ["一是修订巡河办法。"], path=("二、环保方面", "(一)治水"), topics=()),
    Made("", "乡镇债务底数不清。", [], path=()),
)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[FreshReport]:
    """The fresh reports that the index was told of."""
    found: list[FreshReport] = []
    created = sync.ContentChange.created

    def noted(change: sync.ContentChange, fresh: FreshReport) -> None:
        found.append(fresh)
        created(change, fresh)

    monkeypatch.setattr(sync.ContentChange, "created", noted)
    return found


def test_its_documents_are_those_that_the_database_gives(county: Region, told: list[FreshReport]) -> None:
    stored = store(made_file(PROBLEMS, header=Header(totals={DeclaredKey.PROBLEMS: 9})), Bodies())
    made = list(told[0].documents(Lookups()))
    read = [document.ready() for document in documents_of([stored.report.public_id])]
    key = lambda each: each.public_id  # noqa: E731
    assert sorted(made, key=key) == sorted(read, key=key)
    assert len(made) == 4


NEIGHBOURS = (
    Made("1", "集贸市场油污直排，清运不及时。", ["一是增设隔油池。", "二是每日清运。"]),
    Made("2", "公墓收费不公开。", ["一是公示收费标准。"]),
)


def other_file(name: str = "别处.txt") -> ParsedFile:
    return made_file(NEIGHBOURS, header=Header(start="2019-03-05", term=10, round=1, signed="2019-12-30"), name=name)


def ids(report: Report) -> tuple[list[str], list[str]]:
    """Of its problems and measures, in order."""
    of = lambda rows: list(rows.order_by("position").values_list("public_id", flat=True))  # noqa: E731
    return of(report.problems), of(report.measures)


def stored_as_it_would_be_anew(stored: Stored, file: ParsedFile) -> bool:
    """Whether reading the rows and comparing them with the parse finds nothing to write."""
    return store(file, Bodies()).outcome == "unchanged" and stored.outcome == "created"


def test_ids_that_other_rows_have_are_found(county: Region) -> None:
    rows = fresh_rows(other_file())
    assert clashes(rows) == set()
    store(other_file(), Bodies())
    assert clashes(rows) == {*rows.problem_ids, *rows.measure_ids}


def test_rows_made_by_another_process_are_those_made_here() -> None:
    file = made_file(PROBLEMS)
    with processes.pool(1) as pool:
        theirs = pool.submit(fresh_rows, file).result()
    assert theirs == fresh_rows(file)
    assert theirs != fresh_rows(other_file())


def test_rows_that_went_through_a_pickle_are_stored_like_those_made_on_the_spot(county: Region) -> None:
    file = made_file(PROBLEMS, header=Header(totals={DeclaredKey.PROBLEMS: 9}))
    handed = pickle.loads(pickle.dumps(replace(file, rows=fresh_rows(file)), protocol=pickle.HIGHEST_PROTOCOL))
    stored = store(handed, Bodies())
    assert stored_as_it_would_be_anew(stored, file)
    assert ids(stored.report) == (fresh_rows(file).problem_ids, fresh_rows(file).measure_ids)


def test_what_the_rows_were_made_from_is_in_them() -> None:
    for file in (made_file(PROBLEMS), other_file(), made_file([])):
        rows = pickle.loads(pickle.dumps(fresh_rows(file)))
        assert lists_of(rows) == (file.values.problems, file.values.measures)


def test_a_file_whose_worker_kept_its_values_is_taken_for_the_version_that_it_is(county: Region) -> None:
    """The report stands already, so that the values are asked for after all."""
    first = store(made_file(PROBLEMS), Bodies())
    changed = made_file((PROBLEMS[0], PROBLEMS[1]))
    rows = fresh_rows(changed)
    lighter = replace(changed, rows=rows, values=changed.values.without_lists())
    lighter.values.recovered_by(lambda: lists_of(rows))
    again = store(lighter, Bodies())
    assert (again.report.pk, again.outcome) == (first.report.pk, "updated")
    assert again.changes["problems"] == {"retired": 1}


def test_rows_of_a_report_begin_as_its_id(county: Region) -> None:
    report = store(made_file(PROBLEMS), Bodies()).report
    problems, measures = ids(report)
    assert {each[:3] for each in (*problems, *measures)} == {report.public_id[:3]}
    assert len({*problems, *measures}) == len(problems) + len(measures)


@pytest.mark.parametrize("model", [Problem, Measure])
def test_an_id_that_another_row_has_is_not_given_again(
    county: Region, told: list[FreshReport], model: type[Problem | Measure]
) -> None:
    """The ids were minted by a worker that cannot ask the database."""
    held = store(made_file(PROBLEMS), Bodies()).report
    rows = fresh_rows(other_file())
    wanted = rows.problem_ids[0] if model is Problem else rows.measure_ids[0]
    model.objects.filter(report=held, position=0).update(public_id=wanted)
    stored = store(replace(other_file(), rows=rows), Bodies())
    problems, measures = ids(stored.report)
    assert wanted not in (*problems, *measures)
    kept = [*rows.problem_ids, *rows.measure_ids]
    assert [each for each in (*problems, *measures) if each in kept] == [each for each in kept if each != wanted]
    assert [draft.public_id for draft in told[-1].drafts] == problems
    assert stored_as_it_would_be_anew(stored, other_file())


def test_a_reports_id_that_another_has_is_not_given_again(county: Region, told: list[FreshReport]) -> None:
    held = store(made_file(PROBLEMS), Bodies()).report
    rows = fresh_rows(other_file())
    Report.objects.filter(pk=held.pk).update(public_id=rows.report_id)
    stored = store(replace(other_file(), rows=rows), Bodies())
    assert stored.report.public_id != rows.report_id
    assert {each[:3] for each in ids(stored.report)[0]} == {stored.report.public_id[:3]}
    assert [document.report_id for document in told[-1].documents(Lookups())] == [stored.report.public_id] * 3
