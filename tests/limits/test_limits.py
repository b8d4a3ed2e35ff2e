"""What one address may ask for: 429 with a page that says when to come back, and nobody else is touched."""

from __future__ import annotations

import json
from ipaddress import ip_network
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from reports.search.rebuild import rebuild_index
from xunshi_site import environment
from xunshi_site.limits import middleware
from xunshi_site.limits.budgets import BUDGETS, OF_FORM, OF_NAMESPACE, OF_VIEW, Budget
from xunshi_site.limits.redis_store import RedisStore

SLOW = Budget(burst=2, per_minute=1)
ONE_AT_A_TIME = Budget(burst=100, per_minute=6000, slots=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def budgets(settings) -> dict[str, Budget]:
    """Every class may ask twice, and one export may run."""
    settings.RATE_LIMITS = dict.fromkeys(BUDGETS, SLOW) | {"export": ONE_AT_A_TIME, "workbook": ONE_AT_A_TIME}
    settings.TRUSTED_PROXIES = (ip_network("127.0.0.1"),)
    return settings.RATE_LIMITS


def get(client: Client, path: str, address: str = "203.0.113.7", **headers: str) -> Any:
    return client.get(path, headers={"X-Forwarded-For": address, **headers})


class TestRefusal:
    def test_is_a_page_in_both_languages_that_says_when_to_come_back(self, client, budgets) -> None:
        assert [get(client, "/problems/").status_code for _ in range(3)] == [200, 200, 429]
        refused = get(client, "/reports/")
        assert refused.status_code == 429
        assert 0 < int(refused["Retry-After"]) <= 60
        assert refused["Cache-Control"] == "no-store"
        page = refused.text
        assert f"请在 {refused['Retry-After']} 秒后再试" in page
        assert f"Please wait {refused['Retry-After']} second" in page
        assert refused["X-Request-ID"] in page

    def test_is_json_for_programs(self, client, budgets) -> None:
        for _ in range(2):
            get(client, "/suggest/?q=a")
        refused = get(client, "/suggest/?q=a")
        assert refused.status_code == 429
        told = json.loads(refused.content)
        assert (told["code"], told["retry_after"]) == ("too_many_requests", int(refused["Retry-After"]))

    def test_touches_neither_other_addresses_nor_plain_pages_nor_other_classes(self, client, budgets) -> None:
        for _ in range(3):
            get(client, "/problems/")
        assert get(client, "/problems/", "203.0.113.8").status_code == 200
        assert get(client, "/about/").status_code == 200
        assert get(client, "/suggest/?q=a").status_code == 200

    def test_cannot_be_evaded_by_a_claimed_address_nor_within_an_ipv6_network(self, client, budgets) -> None:
        claimed = [get(client, "/problems/", f"192.0.2.{n}, 203.0.113.7").status_code for n in range(3)]
        assert claimed[-1] == 429
        hopping = [get(client, "/problems/", f"2001:db8::{n}").status_code for n in range(1, 4)]
        assert hopping[-1] == 429

    def test_does_not_count_a_page_that_the_browser_has(self, client, budgets) -> None:
        etag = get(client, "/problems/")["ETag"]
        again = {get(client, "/problems/", **{"If-None-Match": etag}).status_code for _ in range(5)}
        assert again == {304}

    def test_of_a_form_counts_what_is_sent_not_what_is_shown(self, client, budgets) -> None:
        assert {get(client, "/admin/login/").status_code for _ in range(4)} == {200}
        sent = [client.post("/admin/login/", {"username": "a", "password": "b"}).status_code for _ in range(3)]
        assert sent[-1] == 429


class TestExports:
    def test_run_no_more_at_once_than_there_are_slots(self, client, budgets) -> None:
        rebuild_index()
        running = get(client, "/problems/export.csv")
        assert running.status_code == 200
        assert get(client, "/problems/export.csv", "203.0.113.8").status_code == 429
        assert get(client, "/problems/export.xlsx", "203.0.113.8").status_code == 200
        b"".join(running.streaming_content)
        assert get(client, "/problems/export.csv", "203.0.113.8").status_code == 200

    def test_give_their_slot_back_when_they_are_refused(self, client, budgets, monkeypatch) -> None:
        monkeypatch.setattr(
            "reports.views.export._refusal", lambda asked: middleware.error_response(asked.request, 503)
        )
        assert [get(client, "/problems/export.csv").status_code for _ in range(2)] == [503, 503]


def test_a_store_that_is_away_lets_everybody_pass(client, budgets, monkeypatch, caplog) -> None:
    monkeypatch.setattr(middleware, "store", lambda: RedisStore("redis://127.0.0.1:1/0"))
    assert [get(client, "/problems/").status_code for _ in range(3)] == [200, 200, 200]
    assert "limits are not counted" in caplog.text


class TestSettings:
    def test_other_rates_keep_the_form_of_the_table(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("RATE_LIMITS", "search=240, export=5")
        rates = environment.rates("RATE_LIMITS", BUDGETS)
        assert rates is not None
        assert (rates["search"].per_minute, rates["search"].burst) == (240, 2 * BUDGETS["search"].burst)
        assert (rates["export"].per_minute, rates["export"].slots) == (5, BUDGETS["export"].slots)
        assert rates["api"] == BUDGETS["api"]

    def test_can_be_off(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("RATE_LIMITS", "off")
        assert environment.rates("RATE_LIMITS", BUDGETS) is None

    @pytest.mark.parametrize("words", ["searching=1", "search=0", "search=fast", "on!"])
    def test_refuses_what_it_does_not_understand(self, monkeypatch: pytest.MonkeyPatch, words: str) -> None:
        monkeypatch.setenv("RATE_LIMITS", words)
        with pytest.raises(ImproperlyConfigured, match="RATE_LIMITS"):
            environment.rates("RATE_LIMITS", BUDGETS)


def view_names(resolver: URLResolver, namespace: str = "") -> set[str]:
    names: set[str] = set()
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            names.add(f"{namespace}{pattern.name}")
        else:
            names |= view_names(pattern, f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace)
    return names


def test_the_table_names_views_and_classes_that_exist() -> None:
    assert {*OF_VIEW, *OF_FORM} <= view_names(get_resolver())
    assert {*OF_VIEW.values(), *OF_FORM.values(), *OF_NAMESPACE.values()} <= set(BUDGETS)
