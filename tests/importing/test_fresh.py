"""What is made of a new report without reading it again says the same as reading it."""

from __future__ import annotations

import pytest

from reports.importing.bodies import Bodies
from reports.importing.store import store
from reports.models import Region
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
