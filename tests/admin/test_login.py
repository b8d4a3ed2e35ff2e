"""Guessing is locked out, an editor is not; who belongs to no group, or to another, is let do nothing."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from reports import corrections
from reports.models import EditorAlias, ErrorReport, Report, Upload
from tests.admin.conftest import member

pytestmark = pytest.mark.django_db
LOGIN = reverse("admin:login")


@pytest.fixture
def wang(db: None) -> User:
    return User.objects.create_user("wang", password="correct horse", is_staff=True)


def tries(address: str, password: str, name: str = "wang") -> bool:
    """Whether a browser at this address gets in."""
    client = Client(REMOTE_ADDR=address)
    client.post(LOGIN, {"username": name, "password": password})
    return "_auth_user_id" in client.session


class TestLockOut:
    def test_five_wrong_passwords_lock_the_name_to_their_address_alone(self, wang: User) -> None:
        for _each in range(settings.AXES_FAILURE_LIMIT):
            assert not tries("192.0.2.1", "wrong")
        assert not tries("192.0.2.1", "correct horse")
        assert tries("192.0.2.2", "correct horse")

    def test_nobody_else_at_the_address_is_locked_out(self, wang: User) -> None:
        for _each in range(settings.AXES_FAILURE_LIMIT):
            tries("192.0.2.1", "wrong", name="li")
        assert tries("192.0.2.1", "correct horse")

    def test_a_subscriber_of_ipv6_has_one_address_however_many_he_takes(self, wang: User) -> None:
        for last in range(settings.AXES_FAILURE_LIMIT):
            tries(f"2001:db8::{last}", "wrong")
        assert not tries("2001:db8::ffff", "correct horse")
        assert tries("2001:db8:0:1::1", "correct horse")


class TestSessions:
    def test_they_end_at_logout_and_with_a_new_password(self, wang: User) -> None:
        clients = [Client(), Client()]
        for client in clients:
            client.post(LOGIN, {"username": "wang", "password": "correct horse"})
        clients[0].post(reverse("admin:logout"))
        assert clients[0].get(reverse("admin:index")).status_code == 302
        assert clients[1].get(reverse("admin:index")).status_code == 200
        wang.set_password("another horse")
        wang.save()
        assert clients[1].get(reverse("admin:index")).status_code == 302

    def test_they_end_after_a_working_day(self) -> None:
        assert settings.SESSION_COOKIE_AGE <= 12 * 3600


OPERATORS, EVERYBODY = ("operator",), ("editor", "operator")
ACTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "correct a report": ("report_change", EVERYBODY),
    "correct a problem": ("problem_change", EVERYBODY),
    "undo": ("correction_undo", EVERYBODY),
    "decide": ("correction_decide", EVERYBODY),
    "answer a hint": ("errorreport_change", EVERYBODY),
    "look at an upload": ("upload_change", EVERYBODY),
    "withdraw": ("report_withdraw", OPERATORS),
    "redact": ("report_redact", OPERATORS),
    "upload": ("upload_add", OPERATORS),
    "confirm an upload": ("upload_confirm", OPERATORS),
    "discard an upload": ("upload_discard", OPERATORS),
}
"""What can be done, its page, and the groups that may."""
POSTED = {"upload_confirm", "upload_discard"}


@pytest.fixture
def keys(report: Report) -> dict[str, int]:
    made = corrections.apply("set", report.problems.get(number="1"), {"status": "completed"}, reason="原文")
    hint = ErrorReport.objects.create(target_type="report", target=report.public_id, report=report, wrong="错")
    upload = Upload.objects.create(folder="aaaaaaaaaaaa", state="previewed", files=[{"name": "a", "size": 1}])
    return {
        "report": report.pk,
        "problem": report.problems.get(number="1").pk,
        "measure": report.measures.order_by("pk")[0].pk,
        "inspectionround": report.round.pk,
        "correction": made.pk,
        "errorreport": hint.pk,
        "upload": upload.pk,
    }


def answer(client: Client, page: str, keys: dict[str, int]) -> int:
    model = page.partition("_")[0]
    address = reverse(f"admin:reports_{page}", args=[] if page.endswith("_add") else [keys[model]])
    return int((client.post if page in POSTED else client.get)(address).status_code)


@pytest.mark.parametrize("act", ACTS)
def test_only_those_who_may_get_to_the_page_of_an_act(keys: dict[str, int], act: str) -> None:
    page, allowed = ACTS[act]
    stranger = Client()
    user = User.objects.create_user("nobody", is_staff=True)
    stranger.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert answer(stranger, page, keys) == 403
    assert answer(Client(), page, keys) == 302
    for group in ("editor", "operator"):
        assert (answer(member(group), page, keys) in (200, 302)) == (group in allowed), group


@pytest.mark.parametrize("model", ["report", "problem", "measure", "inspectionround", "errorreport"])
def test_who_may_only_look_changes_nothing(keys: dict[str, int], model: str) -> None:
    from django.contrib.auth.models import Permission

    viewer = User.objects.create_user("viewer", is_staff=True)
    viewer.user_permissions.set(
        Permission.objects.filter(content_type__app_label="reports", codename__startswith="view")
    )
    client = Client()
    client.force_login(viewer, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse(f"admin:reports_{model}_change", args=[keys[model]])
    assert client.get(address).status_code == 200
    assert client.post(address, {"title": "别的", "text": "别的", "state": "done", "reason": "试"}).status_code == 403
    action = {"report": "mark_reviewed", "problem": "categorise", "errorreport": "done"}.get(model, "")
    data = {"action": action, "_selected_action": [keys[model]], "reason": "试", "topic": ""}
    client.post(reverse(f"admin:reports_{model}_changelist"), data)
    assert Report.objects.get().reviewed_at is None
    assert ErrorReport.objects.get().state == "open"
    assert not EditorAlias.objects.exists()
