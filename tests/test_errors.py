"""Pages of errors: both languages, with the request's id, and standing on nothing that may be broken."""

from __future__ import annotations

import json
import re
from ipaddress import ip_network
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path

from xunshi_site import errors
from xunshi_site.addresses import TrustedProxies

CHINESE = re.compile("[\u4e00-\u9fff]")


def failing(request: HttpRequest, how: str) -> HttpResponse:
    raise {
        "400": SuspiciousOperation,
        "403": PermissionDenied,
        "500": ZeroDivisionError,
        "503": OperationalError,
    }[how]


def endless(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n")
    return HttpResponse()


urlpatterns = [path("endless/", endless), path("fail/<how>/", failing), path("", include("xunshi_site.urls"))]
handler400, handler403 = "xunshi_site.errors.bad_request", "xunshi_site.errors.forbidden"
handler404, handler500 = "xunshi_site.errors.not_found", "xunshi_site.errors.server_error"


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False, enforce_csrf_checks=True)


def assert_explains(answer: Any, status: int) -> None:
    said = errors.texts()[str(status)]
    assert answer.status_code == status
    assert said["text"] in answer.text
    assert said["text_en"] in answer.text
    assert answer["X-Request-ID"] in answer.text
    assert answer["Cache-Control"] == "no-store"


def test_every_error_has_words_in_both_languages_and_a_code_of_its_own() -> None:
    said = errors.texts()
    assert set(said) == {"400", "403", "404", "405", "410", "413", "429", "500", "503"}
    for each in said.values():
        assert set(each) == {"code", "title", "text", "title_en", "text_en"}
        assert CHINESE.search(each["title"])
        assert CHINESE.search(each["text"])
        assert not CHINESE.search(each["title_en"] + each["text_en"])
    assert len({each["code"] for each in said.values()}) == len(said)


@pytest.mark.parametrize("status", [400, 403, 500, 503])
@override_settings(ROOT_URLCONF=__name__)
def test_a_failure_is_explained_without_a_database(visitor: Client, status: int) -> None:
    """No database may be touched in this test at all."""
    assert_explains(visitor.get(f"/fail/{status}/"), status)


@override_settings(ROOT_URLCONF=__name__)
def test_programs_get_json(visitor: Client) -> None:
    answer = visitor.get("/fail/503/", headers={"accept": "application/json"})
    told = json.loads(answer.content)
    assert (answer.status_code, told["code"], told["retry_after"]) == (503, "unavailable", int(answer["Retry-After"]))
    assert told["request_id"] == answer["X-Request-ID"]


def test_a_method_that_is_not_taken() -> None:
    answer = Client().put("/healthz")
    assert_explains(answer, 405)
    assert answer["Allow"] == "GET, HEAD"


def test_a_body_too_large_is_not_read(visitor: Client, settings) -> None:
    settings.LARGEST_BODY = 1000
    assert_explains(visitor.post("/language/setlang/", {"language": "x" * 2000}), 413)


def test_a_form_without_its_token(visitor: Client) -> None:
    assert_explains(visitor.post("/language/setlang/", {"language": "en"}), 403)


@pytest.mark.django_db
def test_a_missing_page_offers_the_search_and_stands_without_the_database_too(visitor: Client, monkeypatch) -> None:
    assert 'name="q"' in visitor.get("/nothing-here/").text
    monkeypatch.setattr(errors, "render", lambda *_, **__: (_ for _ in ()).throw(OperationalError()))
    assert_explains(visitor.get("/nothing-here/"), 404)


@pytest.mark.django_db
@pytest.mark.sqlite
@override_settings(ROOT_URLCONF=__name__)
def test_reading_that_takes_too_long_on_sqlite_ends(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xunshi_site.bounds.STATEMENT_SECONDS", 0.05)
    assert_explains(visitor.get("/endless/"), 503)


class TestRequestId:
    def test_is_taken_from_a_trusted_proxy_only(self, visitor: Client, settings) -> None:
        given = {"X-Request-ID": "proxy-0123456789"}
        assert visitor.get("/healthz", headers=given)["X-Request-ID"] != "proxy-0123456789"
        settings.TRUSTED_PROXIES = (ip_network("127.0.0.1"),)
        assert visitor.get("/healthz", headers=given)["X-Request-ID"] == "proxy-0123456789"
        hostile = {"X-Request-ID": '"><script>alert(1)</script>'}
        assert re.fullmatch("[0-9a-f]{16}", visitor.get("/healthz", headers=hostile)["X-Request-ID"])

    @pytest.mark.django_db
    def test_stands_in_the_log_beside_neither_words_nor_whole_addresses(self, visitor: Client, caplog) -> None:
        caplog.set_level("INFO", logger="archive.requests")
        answer = visitor.get("/about/x?q=somebody", REMOTE_ADDR="203.0.113.77")
        line = caplog.records[-1]
        assert (line.message, line.network) == ("GET /about/x 404", "203.0.113.0/24")
        assert "somebody" not in str(vars(line))
        assert answer["X-Request-ID"]


def test_the_first_middleware_says_who_asks(settings) -> None:
    assert settings.MIDDLEWARE[0] == f"{TrustedProxies.__module__}.{TrustedProxies.__name__}"
