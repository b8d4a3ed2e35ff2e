"""Words that are taken out of a report are gone from everything, and stay out when its files come again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import models
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks, DjangoDbBlocker

from reports import corrections
from reports.corrections.masking import Mask
from reports.importing.bodies import Bodies
from reports.importing.store import store
from reports.models import Correction, DocumentText, Problem, Redaction, Report, SourceDocument
from reports.ops.check import CHECKS
from reports.search import ProblemQuery, search_problems
from tests.corrections.conftest import MADE, NAME
from tests.importing.conftest import load_county
from tests.importing.making import Made, made_file
from tests.shared_archive import built_archive, take_copy

pytestmark = pytest.mark.django_db
BLOCKS = "■" * len(NAME)


def nothing_is_wrong() -> bool:
    return [finding for check in CHECKS.values() for finding in check()] == []


def rows_with(words: str) -> list[str]:
    """Every row of every table that holds the words in a column of text or JSON."""
    found = []
    for model in apps.get_models():
        names = [
            field.attname
            for field in model._meta.concrete_fields
            if isinstance(field, (models.CharField, models.TextField, models.JSONField))
        ]
        for values in model._default_manager.values(*names) if names else ():
            found += [
                model.__name__
                for value in values.values()
                if words in json.dumps(value, ensure_ascii=False, default=str)
            ]
    return found


def build() -> None:
    """The made report with corrections of every kind around the words, one of them undone; then redacted."""
    load_county()
    report = store(made_file(MADE), Bodies()).report
    river = report.problems.get(number="2")
    corrections.apply("set", river, {"text": f"{NAME}巡河流于形式。"}, reason=f"{NAME}的职务有误")
    made = corrections.apply("set", river, {"status": "completed"}, reason="试")
    corrections.undo(made, reason=f"{NAME}未完成")
    corrections.apply("split", river, {"at": len(NAME) - 1}, reason="试拆")
    corrections.apply("delete", report.problems.get(number="3"), {}, reason="重复")
    corrections.redact(report, words=NAME, reason="个人信息", by="operator")


@pytest.fixture(scope="module")
def built(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    with built_archive(tmp_path_factory.mktemp("built"), build, django_db_blocker) as home:
        yield home


@pytest.fixture
def redacted(built: Path, archive_home: Path, db: None) -> Report:
    """The report that `build` made."""
    take_copy(built, archive_home)
    return Report.objects.get()


def test_no_row_holds_the_words_any_more(redacted: Report) -> None:
    assert rows_with(NAME) == []
    assert BLOCKS in redacted.source_text.text
    assert nothing_is_wrong()


def test_every_other_character_stays_where_it_was(redacted: Report) -> None:
    assert redacted.source_text.text == made_file(MADE).text.replace(NAME, BLOCKS)


def test_a_split_stays_split_and_its_halves_do_not_tell_the_words(redacted: Report) -> None:
    halves = [row.text for row in Problem.objects.live().order_by("position")][1:3]
    assert halves == ["■" * (len(NAME) - 1), "■巡河流于形式。"]


def test_originals_are_withheld(redacted: Report) -> None:
    assert [document.withheld for document in redacted.documents.all()] == [True]


def test_the_words_are_found_no_longer(redacted: Report) -> None:
    assert search_problems(ProblemQuery(q=NAME)).total == 0
    assert search_problems(ProblemQuery(q="校舍")).total == 1


@pytest.mark.parametrize("page", ["report", "report_source"])
def test_no_page_of_the_report_shows_them(redacted: Report, client: Client, page: str) -> None:
    shown = client.get(reverse(f"reports:{page}", args=[redacted.public_id])).content.decode()
    assert NAME not in shown
    assert BLOCKS in shown


def test_no_page_of_a_problem_shows_them_nor_of_one_that_was_retired(redacted: Report, client: Client) -> None:
    for problem in redacted.problems.all():
        assert NAME not in client.get(reverse("reports:problem", args=[problem.public_id])).content.decode()


def test_the_original_is_not_given_out(redacted: Report, client: Client) -> None:
    assert client.get(reverse("reports:report_original", args=[redacted.public_id])).status_code == 404


def test_lists_show_blocks(redacted: Report, client: Client) -> None:
    for page in (reverse("reports:problems"), reverse("reports:reports"), reverse("reports:problems") + "?q=巡河"):
        assert NAME not in client.get(page).content.decode()


def test_no_page_of_the_admin_tells_them(redacted: Report, client: Client) -> None:
    user = User.objects.create_superuser("editor", password="x")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    asked = 0
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        places = [reverse(f"{name}_changelist")]
        for row in model._default_manager.all()[:30]:
            places += [reverse(f"{name}_{page}", args=[row.pk]) for page in ("change", "history")]
        for place in places:
            page = client.get(place, follow=True)
            assert page.status_code == 200, place
            assert NAME not in page.content.decode(), place
            asked += 1
    assert asked > 100
    for item in ("report", "round", *(f"p-{each.public_id}" for each in redacted.problems.all())):
        page = client.get(reverse("admin:reports_report_workbench", args=[redacted.pk]), {"item": item})
        assert NAME not in page.content.decode()


def test_only_a_keyed_hash_and_the_length_are_kept(redacted: Report, settings: Any) -> None:
    kept = Redaction.objects.get()
    assert (kept.length, kept.by_name) == (len(NAME), "operator")
    assert Mask.of(redacted).text(f"据{NAME}说") == f"据{BLOCKS}说"
    settings.SECRET_KEY = "another"
    assert Mask.of(redacted).text(f"据{NAME}说") == f"据{NAME}说"


def test_the_same_file_again_changes_nothing(redacted: Report) -> None:
    before = DocumentText.objects.get().text
    assert store(made_file(MADE), Bodies()).outcome == "unchanged"
    assert DocumentText.objects.get().text == before


def test_a_later_text_is_redacted_before_it_is_stored_even_where_a_line_breaks_inside_the_words(
    redacted: Report, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    broken = f"{NAME[:2]}\n{NAME[2:]}"
    text = f"河长制落实不够有力，副局长{broken}巡河流于形式，群众有反映。"
    with django_capture_on_commit_callbacks(execute=True):
        store(made_file([MADE[0], Made("2", text, MADE[1].measures, topics=("env",)), MADE[2]]), Bodies())
    assert rows_with(NAME) == []
    assert rows_with(broken) == []
    assert f"{BLOCKS[:2]}\n{BLOCKS[2:]}" in Report.objects.get().source_text.text
    assert nothing_is_wrong()


def test_a_copy_is_redacted_and_withheld_too(redacted: Report) -> None:
    store(made_file(MADE, name="转载.txt", before="首页 > 整改公开\n"), Bodies())
    assert SourceDocument.objects.filter(withheld=False).count() == 0
    assert rows_with(NAME) == []


def test_a_later_text_without_the_words_waits_for_an_editor(redacted: Report) -> None:
    other = Made("2", "河长制落实不够有力，副局长贾某巡河流于形式。", ["一是对其作出处理。"], topics=("env",))
    store(made_file([MADE[0], other, MADE[2]]), Bodies())
    record = Correction.objects.get(operation="redact")
    assert (record.state, record.conflict) == ("conflict", {"obstacle": "words_gone"})
    corrections.resolve(record, "keep", reason="网页已改写")
    record.refresh_from_db()
    assert record.state == "in_force"


def test_an_editor_cannot_bring_the_words_back(redacted: Report) -> None:
    corrections.apply("set", redacted.problems.get(number="1"), {"text": f"{NAME}失职。"}, reason=f"据{NAME}所述")
    assert rows_with(NAME) == []


def test_a_redaction_is_not_undone(redacted: Report) -> None:
    with pytest.raises(corrections.CorrectionError):
        corrections.undo(Correction.objects.get(operation="redact"), reason="试")


@pytest.mark.parametrize("words", ["没有的字", "贾", " ", "■■"])
def test_what_is_not_there_or_too_short_is_refused(redacted: Report, words: str) -> None:
    with pytest.raises(corrections.CorrectionError):
        corrections.redact(redacted, words=words, reason="试")
    assert Redaction.objects.count() == 1
