"""Regions and categories are held by a process, and follow what comes, goes and changes."""

from __future__ import annotations

import pytest
from django.db.models import Q

from reports.filters import regions_within
from reports.models import Category, Region, reference_tables
from reports.models.reference_tables import (
    RegionTable,
    category_rows,
    forget_reference_tables,
    one_of_each_code,
    region_rows,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def moment(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The clock of the process: a list of one number, which a test moves."""
    now = [1000.0]
    monkeypatch.setattr(reference_tables.time, "monotonic", lambda: now[0])
    forget_reference_tables()
    return now


def held() -> RegionTable:
    return region_rows()


def fictional(code: str, name: str, **columns: object) -> Region:
    return Region.objects.create(code=code, name=name, short=name[:-1], level="province", lineage=code, **columns)


def test_all_rows_are_held_with_their_parents_and_without_further_queries(
    django_assert_num_queries: pytest.FixtureRequest, moment: list[float]
) -> None:
    with django_assert_num_queries(3):  # type: ignore[operator]
        tables, categories = held(), category_rows()
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert held() is tables
        for region in tables.regions:
            assert region.lineage.split("/")[-1] == region.code
            assert region.parent is None or region in tables.parts[region.parent.code]
            assert [each.code for each in region.chain()] == region.lineage.split("/")
    assert len(tables.regions) == Region.objects.count() > 3000
    assert list(categories.values()) == list(Category.objects.order_by("position"))
    assert {region.pk for region in tables.provinces} == set(
        Region.objects.filter(level="province").values_list("pk", flat=True)
    )


def test_places_are_found_by_code_by_name_and_by_what_became_of_them(moment: list[float]) -> None:
    old, new = fictional("990100", "旧山市", valid_to=2012), fictional("990200", "新岭市")
    old.successors.add(new)
    tables = held()
    assert tables.of_code["990100"] == [old]
    assert tables.named["旧山市"] == tables.named["旧山"] == [old]
    assert old in tables.beginning["旧"]
    assert new not in tables.beginning["旧"]
    assert (tables.heirs[old.pk], tables.forerunners[new.pk]) == ([new], [old])
    assert tables.keys_within("990200") == {old.pk, new.pk}
    assert tables.keys_within("990100") == {old.pk}
    for code in ("430000", "110000"):
        within = Region.objects.filter(Q(lineage__contains=code) | Q(successors__lineage__contains=code))
        assert tables.keys_within(code) == set(regions_within(code)) == set(within.values_list("pk", flat=True))


def test_rows_that_come_or_go_are_seen_after_a_second(moment: list[float]) -> None:
    before = held()
    region = fictional("990000", "示例省")
    assert held() is before
    moment[0] += 1.5
    assert held().by_code["990000"] == region
    region.delete()
    moment[0] += 1.5
    assert "990000" not in held().by_code


def test_a_name_that_was_altered_is_seen_after_a_minute(moment: list[float]) -> None:
    fictional("990000", "示例省")
    held()
    Region.objects.filter(code="990000").update(name="样本省")
    moment[0] += 2
    assert held().by_code["990000"].name == "示例省"
    moment[0] += 60
    assert held().by_code["990000"].name == "样本省"


def test_of_two_names_of_one_code_the_one_in_force_is_shown_else_the_latest(moment: list[float]) -> None:
    fictional("990000", "老示例省", valid_to=2012)
    fictional("990000", "示例省")
    fictional("980000", "旧样本省", valid_to=2011)
    fictional("980000", "样本省", valid_to=2019)
    tables = held()
    assert (tables.by_code["990000"].name, tables.by_code["980000"].name) == ("示例省", "样本省")
    assert [region.name for region in tables.regions if region.code == "990000"] == ["示例省", "老示例省"]
    assert one_of_each_code(reversed(tables.regions)) == dict(tables.by_code)
    assert list(tables.of_codes(["990000", "central", "980000"])) == ["980000", "990000"]
