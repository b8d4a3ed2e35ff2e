"""`check_archive` names everything that it promises to find: each promise is broken once, behind the services' back."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from reports import corrections
from reports.corrections.bodies import body_value, in_region
from reports.importing.bodies import Bodies
from reports.importing.store import store
from reports.importing.uploads import receive
from reports.models import (
    Body,
    Correction,
    DeclaredTotal,
    DocumentText,
    InspectionRound,
    Measure,
    MeasureFact,
    Problem,
    ProblemCategory,
    ProblemMeasure,
    Region,
    Report,
    SourceDocument,
    Tombstone,
    Upload,
)
from reports.ops.check import CHECKS
from reports.search.sync import content_change
from tests.corrections.conftest import MADE
from tests.importing.conftest import load_county
from tests.importing.making import Header, Made, made_file
from tests.shared_archive import built_archive, take_copy

pytestmark = pytest.mark.django_db


def build() -> None:
    """Three reports, one of them withdrawn, one with corrections in force: a field, a row made by an editor, a deletion,
    another region; and an upload that waits."""
    load_county()
    other = Header(round=5, start="2024-03-08", signed="2024-12-30")
    store(made_file([Made("1", "路灯损坏未及时修复。", ["一是更换路灯。"])], header=other, name="又一轮.txt"), Bodies())
    report = store(made_file(MADE, header=Header(totals={"problems": 3})), Bodies()).report
    corrections.apply("set", report.problems.get(number="1"), {"status": "completed"}, reason="原文")
    corrections.apply("add", report, {"values": {"text": "食堂管理混乱。"}}, reason="漏读")
    corrections.apply("delete", report.problems.get(number="3"), {}, reason="重复")
    region = in_region(body_value(report.round.body), Region.objects.get(code="990122"))
    corrections.apply("set", report, {"body": region}, reason="落款为准")
    third = Header(round=7, start="2025-03-08", signed="2025-12-30")
    gone = store(
        made_file([Made("1", "食堂账目不清。", ["一是清理账目。"])], header=third, name="三.txt"), Bodies()
    ).report
    corrections.withdraw(gone, reason="应要求撤下")
    receive([SimpleUploadedFile("等.txt", b"1")], {}, by="operator")


@pytest.fixture(scope="module")
def built(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    with built_archive(tmp_path_factory.mktemp("built"), build, django_db_blocker) as home:
        yield home


@pytest.fixture
def archive(built: Path, archive_home: Path, db: None) -> Report:
    """The report with corrections of what `build` made."""
    take_copy(built, archive_home)
    return Report.objects.get(round__round=3)


def found() -> set[str]:
    return {name for name, check in CHECKS.items() if list(check())}


def test_an_archive_that_is_whole_has_no_findings(archive: Report) -> None:
    assert found() == set()


def a_problem() -> Any:
    return Problem.objects.filter(report__title__gt="", number="2").order_by("pk")[0]


def _forget_correction() -> None:
    Correction.objects.filter(operation="set").delete()


def _point_across_reports() -> None:
    link = ProblemMeasure.objects.filter(problem__number="2")[0]
    foreign = Measure.objects.get(text="一是更换路灯。")
    ProblemMeasure.objects.filter(pk=link.pk).update(measure=foreign)


def _lose_original() -> None:
    SourceDocument.objects.order_by("pk")[0].path.unlink()


def _alter_original() -> None:
    path = SourceDocument.objects.order_by("pk")[0].path
    path.write_bytes(path.read_bytes() + b"!")


def _round_without_reports() -> None:
    body = Body.objects.all()[0]
    InspectionRound.objects.create(public_id="aaaaaaaaaaaa", body=body)


def _uploaded_file() -> Path:
    return Upload.objects.get().path / "000"


def _another_body() -> None:
    body = Body.objects.create(public_id="cccccccccccc", name="别的单位", level="other")
    InspectionRound.objects.update(body=body)


def _raise_version_unapplied() -> None:
    with content_change(defer=True) as change:
        change.touch(Report.objects.all()[0])


BROKEN: dict[str, tuple[str, Callable[[], object]]] = {
    "a statement was written past the services": ("shown_values", lambda: Problem.objects.filter(number="2").update(text="别的。")),
    "a status": ("shown_values", lambda: Problem.objects.filter(number="2").update(status="completed")),
    "a parsed value": ("shown_values", lambda: Measure.objects.update(parsed={**Measure.objects.all()[0].parsed, "text": "别的。"})),
    "a report's title": ("shown_values", lambda: Report.objects.update(title="别的")),
    "a declared total": ("shown_values", lambda: DeclaredTotal.objects.update(value=99)),
    "a category": ("shown_values", lambda: ProblemCategory.objects.filter(problem__number="2").delete()),
    "a fact": (
        "shown_values",
        lambda: MeasureFact.objects.create(measure=a_problem().measures.all()[0], kind="document", text="《办法》", start=1, end=5),
    ),
    "a place in the order": ("shown_values", lambda: Problem.objects.filter(number="2").update(position=77)),
    "a correction is lost": ("shown_values", _forget_correction),
    "a deleted row came back": ("shown_values", lambda: Problem.objects.filter(number="3").update(retired_at=None, position=88)),
    "a row of an editor is gone": ("shown_values", lambda: Problem.objects.filter(parsed__isnull=True).update(retired_at=timezone.now())),
    "a round says another thing": ("shown_values", lambda: InspectionRound.objects.update(team="别的")),
    "a round's parse": ("rounds", lambda: InspectionRound.objects.update(parsed={"term": 1})),
    "a round has no report": ("rounds", _round_without_reports),
    "a span lies outside its text": ("spans", lambda: Measure.objects.filter(retired_at=None).update(end=10**6)),
    "an original is missing": ("documents", _lose_original),
    "an original was altered": ("documents", _alter_original),
    "a text was altered": ("documents", lambda: DocumentText.objects.update(text="别的")),
    "a measure of another report": ("links", _point_across_reports),
    "a measure under no problem": ("links", lambda: ProblemMeasure.objects.all().delete()),
    "a body without a round": ("links", lambda: Body.objects.create(public_id="bbbbbbbbbbbb", name="空", level="other")),
    "a report stands under another body": ("shown_values", _another_body),
    "a tombstone is gone": ("withdrawn", lambda: Tombstone.objects.first().delete()),
    "a withdrawn file is given out": ("withdrawn", lambda: SourceDocument.objects.update(withheld=False)),
    "an uploaded file was altered": ("uploads", lambda: _uploaded_file().write_bytes(b"!")),
    "an uploaded file is missing": ("uploads", lambda: _uploaded_file().unlink()),
    "a finished upload left files": ("uploads", lambda: Upload.objects.update(state="discarded")),
    "a key names no row": ("references", lambda: Problem.objects.filter(number="2").update(successor=10**9)),
    "origins are mixed": ("origins", lambda: Report.objects.filter(pk=Report.objects.order_by("pk")[0].pk).update(origin="sample")),
    "the index was left behind": ("index", _raise_version_unapplied),
    "the index shows what is not there": ("index", lambda: Problem.objects.filter(number="2").update(retired_at=timezone.now())),
}  # fmt: skip


@pytest.mark.parametrize("what", BROKEN)
def test_what_is_broken_is_named(archive: Report, what: str) -> None:
    check, do_break = BROKEN[what]
    with transaction.atomic():
        do_break()
        assert check in found()
        transaction.set_rollback(True)  # the database would not take a lost reference in the end


def test_the_command_says_it_and_its_exit_code_too(archive: Report) -> None:
    said = io.StringIO()
    call_command("check_archive", stdout=said)
    Problem.objects.filter(number="2").update(status="completed")
    with pytest.raises(SystemExit) as ended:
        call_command("check_archive", stdout=said)
    assert ended.value.code == 1
    assert archive.public_id in said.getvalue()


def test_every_check_is_broken_by_some_example() -> None:
    assert {check for check, _break in BROKEN.values()} == set(CHECKS)
