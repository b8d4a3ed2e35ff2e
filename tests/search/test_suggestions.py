"""What is suggested for the beginning of a word, and where a suggestion leads."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from reports.models import Measure, MeasureFact, Region
from reports.models.choices import FactKind
from reports.search.suggestions import suggest
from tests.factories import fact_in
from tests.views.conftest import Shown, shown

__all__ = ["shown"]


def found(word: str) -> list[tuple[str, str]]:
    return [(each.kind, each.value) for each in suggest(word)]


def asked(client: Client, **parameters: str) -> list[dict[str, Any]]:
    response = client.get("/suggest/", parameters)
    assert response.status_code == 200
    answer = response.json()
    assert set(answer) == {"q", "suggestions"}
    return list(answer["suggestions"])


@pytest.mark.parametrize("word", ["青禾", "青", "青禾县", "青禾縣", "qinghe", "QingHe", "qhx", "《青禾"])
def test_a_place_is_found_by_name_short_name_pinyin_and_initials(shown: Shown, word: str) -> None:
    assert ("region", "990121") in found(word)


@pytest.mark.parametrize("word", ["", "  ", "q", "9", '"', "《", "没有这样的地方", "zzzzqq"])
def test_nothing_is_suggested_for_what_begins_nothing(shown: Shown, word: str) -> None:
    assert found(word) == []


def test_the_place_of_just_this_name_comes_first_and_former_places_last(shown: Shown) -> None:
    place = Region.objects.get(code="990121")
    for code, name, ended in (("990110", "青禾口县", None), ("990109", "青禾坝县", 2015)):
        Region.objects.create(
            code=code, name=name, short=name[:-1], level="county", parent=place.parent,
            lineage=f"990000/990100/{code}", valid_to=ended, fictional=True,
        )  # fmt: skip
    assert [value for kind, value in found("青禾") if kind == "region"] == ["990121", "990110", "990109"]
    assert suggest("青禾坝")[0].detail == "示例省松岭市\uff082015年止\uff09"


def test_a_place_of_just_this_sound_comes_before_one_whose_sound_goes_on(db: None) -> None:
    places = [each.label for each in suggest("changsha")]
    assert places.index("长沙市") < places.index("常山县")
    assert places.index("长沙县") < places.index("常山县")


def test_a_category_is_found_by_any_part_of_its_name(shown: Shown) -> None:
    assert ("category", "env") in found("环境")


def test_documents_that_measures_name_are_found_by_the_beginning_of_their_titles(shown: Shown) -> None:
    assert found("禾水河") == [("document", "《禾水河管护办法》")]
    assert found("《禾水") == [("document", "《禾水河管护办法》")]


def test_a_title_is_suggested_once_and_not_of_measures_that_are_not_shown(shown: Shown) -> None:
    link = shown.river.measure_links.get(position=1)
    fact_in(link.measure, "document", "《禾水河管护办法》", issuer="县委")
    assert len(found("禾水河")) == 1
    link.measure.retired_at = timezone.now()
    link.measure.save()
    assert found("禾水河") == []


def test_at_most_six_of_a_kind_are_suggested(db: None) -> None:
    assert len(found("县")) <= 6
    assert len([kind for kind, _ in found("南")]) <= 12
    assert len(found("南")) >= 6


def test_a_suggestion_becomes_a_filter_and_keeps_the_other_words_and_filters(client: Client, shown: Shown) -> None:
    (place, *_) = asked(client, q="黑臭 青禾", status="unknown", page="3")
    assert (place["kind"], place["label"], place["detail"]) == ("region", "青禾县", "示例省松岭市")
    query = QueryDict(place["url"].partition("?")[2])
    assert dict(query.lists()) == {"q": ["黑臭"], "region": ["990121"], "status": ["unknown"]}


def test_a_document_becomes_a_phrase_that_finds_it(client: Client, shown: Shown) -> None:
    (title,) = asked(client, q="禾水河")
    assert client.get(title["url"]).context["results"].total == 1


def test_what_is_chosen_already_is_not_suggested(client: Client, shown: Shown) -> None:
    assert asked(client, q="青禾县", region="990121") == []


@pytest.mark.parametrize("q", ["<script>", "'; --", "%", "_", "\\", "《》", "青禾" * 400])
def test_any_words_are_answered(client: Client, shown: Shown, q: str) -> None:
    asked(client, q=q)
    assert client.get("/problems/", {"q": q}).status_code == 200


def test_without_scripts_they_stand_as_links_below_the_box(client: Client, shown: Shown) -> None:
    html = unescape(client.get("/problems/?q=qinghe").content.decode())
    below = html.split('class="hint suggested"')[1].split("</p>")[0]
    assert 'href="/problems/?region=990121"' in below
    assert "示例省松岭市青禾县" in below


@pytest.mark.postgres
def test_postgresql_finds_titles_by_index_whatever_its_collation(shown: Shown) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            'insert into reports_measurefact (measure_id, kind, text, verb, issuer, start, "end")'
            " select %s, 'document', '《办法' || number || '》', '', '', 0, 5 from generate_series(1, 3000) number",
            [Measure.objects.order_by("pk")[0].pk],
        )
        cursor.execute("analyze reports_measurefact")
    begun = MeasureFact.objects.filter(kind=FactKind.DOCUMENT, text__startswith="《青禾").order_by()
    assert "fact_document_title" in begun.values_list("text").explain()
