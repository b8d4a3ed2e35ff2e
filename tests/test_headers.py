"""What every answer says to the browser: nothing inline, nothing from elsewhere, no cookie that is not needed."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from tests.conftest import ROOT, RunManage
from tests.test_settings import PRODUCTION

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
}
# A browser does not run what has another type than a script's: linked data may stand in a page.
INLINE = re.compile(
    r"""<script(?![^>]*\ssrc=)(?![^>]*type="application/(?:ld\+)?json")|<style|\sstyle=|\son[a-z]+\s*=\s*["']"""
    r"""|\s(?:href|src|(?:form)?action)\s*=\s*["']?\s*javascript:""",
    re.IGNORECASE,
)
TAG = re.compile(r"<[a-zA-Z][^>]*>")
PAGES = (
    "/",
    "/problems/?q=x",
    "/about/",
    "/statistics/",
    "/compare/",
    "/styleguide/",
    "/no/such/page",
    "/admin/login/",
)


def inline_parts(page: str) -> list[str]:
    """Tags that the policy would keep from working."""
    return [tag for tag in TAG.findall(page) if INLINE.search(tag)]


def test_no_template_and_no_picture_has_anything_inline() -> None:
    files = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "static").rglob("*.svg")]
    found = {str(path.relative_to(ROOT)): parts for path in files if (parts := inline_parts(path.read_text("utf-8")))}
    assert found == {}
    for known in ('<p style="color:red">', "<a onclick='x()'>", "<script>"):
        assert inline_parts(known)


def test_no_script_makes_anything_inline() -> None:
    for path in (ROOT / "static").rglob("*.js"):
        assert not re.search(
            r"""setAttribute\(\s*["'](?:style|on)|\beval\(|new Function|document\.write""", path.read_text("utf-8")
        )


@pytest.mark.django_db
class TestEveryAnswer:
    @pytest.mark.parametrize("address", PAGES)
    def test_has_the_policy_and_nothing_that_it_forbids(self, client: Client, address: str) -> None:
        answer = client.get(address)
        assert set(answer["Content-Security-Policy"].split("; ")) == POLICY
        assert inline_parts(answer.text) == []

    def test_says_who_may_learn_what(self, client: Client) -> None:
        answer = client.get("/")
        assert answer["Referrer-Policy"] == "same-origin"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["X-Frame-Options"] == "DENY"
        assert answer["Cross-Origin-Opener-Policy"] == answer["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "geolocation=()" in answer["Permissions-Policy"]

    @pytest.mark.parametrize("address", PAGES[:-1])
    def test_sets_no_cookie_for_readers(self, client: Client, address: str) -> None:
        assert not client.get(address).cookies

    def test_the_admin_keeps_to_the_same_policy(self, admin_client: Client) -> None:
        names = ["report", "problem", "measure", "correction", "importrun", "upload"]
        for address in [reverse("admin:index"), *(reverse(f"admin:reports_{name}_changelist") for name in names)]:
            answer = admin_client.get(address)
            assert answer.status_code == 200
            assert set(answer["Content-Security-Policy"].split("; ")) == POLICY
            assert inline_parts(answer.text) == []


@pytest.mark.django_db
class TestCookies:
    def test_of_the_admin_are_for_no_script_and_no_other_site(self, client: Client) -> None:
        get_user_model().objects.create_superuser("editor", password="long-enough-1")
        answer = client.post("/admin/login/?next=/admin/", {"username": "editor", "password": "long-enough-1"})
        assert answer.status_code == 302
        assert {"csrftoken", "sessionid"} <= set(answer.cookies)
        for cookie in answer.cookies.values():
            assert cookie["httponly"]
            assert cookie["samesite"] == "Lax"

    def test_a_session_begun_by_somebody_else_does_not_become_the_editor_s(self, client: Client) -> None:
        """Session fixation: the key that a visitor was made to bring is not the one that is logged in."""
        get_user_model().objects.create_superuser("editor", password="long-enough-1")
        session = client.session
        session["planted"] = "yes"
        session.save()
        client.post("/admin/login/", {"username": "editor", "password": "long-enough-1"})
        assert client.session.session_key != session.session_key
        assert not type(session)().exists(session.session_key)

    def test_a_choice_of_looks_is_kept_and_leads_nowhere_else(self, client: Client) -> None:
        for target in (
            "https://example.org/",
            "//example.org",
            "/\\example.org",
            "javascript:alert(1)",
            "https:///example.org",
        ):
            for path in ("/preferences/", "/language/setlang/"):
                data = {"theme": "dark", "language": "en", "next": target}
                answer = client.get(path, data) if path == "/preferences/" else client.post(path, data)
                assert answer.status_code == 302
                assert answer["Location"] == "/", (path, target)
                assert {cookie["samesite"] for cookie in answer.cookies.values()} == {"Lax"}


def test_in_production_everything_is_https_and_secure(run_manage: RunManage, tmp_path: Path) -> None:
    """In a process of its own, since settings are read once."""
    script = tmp_path / "ask.py"
    script.write_text(
        "from django.test import Client\n"
        "plain = Client(headers={'host': 'archive.example.org'}, REMOTE_ADDR='203.0.113.7')\n"
        "behind = Client(headers={'host': 'archive.example.org', 'X-Forwarded-Proto': 'https'}, REMOTE_ADDR='10.0.0.1')\n"
        "spoofed = plain.get('/about/', headers={'X-Forwarded-Proto': 'https'})\n"
        "print(spoofed.status_code, spoofed['Location'])\n"
        "answer = behind.get('/preferences/?theme=dark')\n"
        "print(answer.status_code, answer['Strict-Transport-Security'], answer.cookies['theme'].OutputString())\n"
        "print(answer['Content-Security-Policy'])\n"
    )
    run = run_manage("shell", "--no-imports", "-c", f"exec(open({str(script)!r}).read())", **PRODUCTION)
    assert run.returncode == 0, run.stderr
    spoofed, kept, policy = run.stdout.splitlines()
    assert spoofed == "301 https://archive.example.org/about/"
    assert kept.startswith("302 max-age=31536000; includeSubDomains; preload theme=dark")
    assert "Secure" in kept
    assert "upgrade-insecure-requests" in policy
    # Each request left a line with its id, and nothing of what was asked for in it.
    lines = [json.loads(line) for line in run.stderr.splitlines()]
    assert [line["path"] for line in lines] == ["/about/", "/preferences/"]
    assert all(line["request_id"] for line in lines)
    assert "theme" not in run.stderr
