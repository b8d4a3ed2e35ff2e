"""/healthz, /readyz and /metrics: what anybody may know, and what only the house."""

from __future__ import annotations

from ipaddress import ip_network

import pytest
from django.db import OperationalError

from reports.models import ArchiveState, Change
from reports.search.rebuild import rebuild_index
from xunshi_site import vitals

pytestmark = pytest.mark.django_db


@pytest.fixture
def outside(settings) -> None:
    settings.INSIDE_ADDRESSES = (ip_network("192.0.2.0/24"),)


def fail(*arguments: object, **named: object) -> int:
    raise OperationalError


class TestReady:
    def test_answers_when_it_can_serve_and_tells_outsiders_no_more(self, client, outside) -> None:
        assert client.get("/healthz").content == b"ok\n"
        answer = client.get("/readyz")
        assert (answer.status_code, answer.content) == (200, b"ready\n")

    def test_tells_the_house_how_the_archive_stands(self, client) -> None:
        told = client.get("/readyz").text
        assert told.startswith("ready\n")
        assert "index: ready, 0 versions and 0 s behind\n" in told
        assert {"free space", "waiting conflicts", "waiting uploads"} <= {
            line.split(":")[0] for line in told.splitlines()
        }

    @pytest.mark.parametrize("broken", ["unapplied_migrations", "index_age"])
    def test_says_that_the_database_is_away(self, client, monkeypatch, broken: str) -> None:
        monkeypatch.setattr(vitals, broken, fail)
        monkeypatch.setattr("xunshi_site.health.connection.close", lambda: None)
        answer = client.get("/readyz")
        assert (answer.status_code, answer.content) == (503, b"database\n")
        assert client.get("/healthz").status_code == 200

    def test_is_not_ready_before_migration(self, client, monkeypatch) -> None:
        monkeypatch.setattr(vitals, "unapplied_migrations", lambda: 1)
        answer = client.get("/readyz")
        assert (answer.status_code, answer.content) == (503, b"migrations\n")

    def test_is_not_ready_without_a_usable_index(self, client, outside) -> None:
        ArchiveState.objects.update(version=5)
        answer = client.get("/readyz")
        assert (answer.status_code, answer.content) == (503, b"index\n")


class TestMetrics:
    def test_are_for_the_house_alone(self, client, outside) -> None:
        assert client.get("/metrics").status_code == 404

    def test_count_requests_by_view_and_status_and_searches_by_what_was_found(self, client) -> None:
        client.get("/problems/")
        told = client.get("/metrics").text
        assert 'archive_requests_total{method="GET",status="200",view="reports:problems"}' in told
        assert 'archive_request_seconds_bucket{le="0.1",view="reports:problems"}' in told

    def test_tell_how_far_the_index_is_behind(self, client) -> None:
        rebuild_index()
        ArchiveState.objects.update(version=2)
        for version in (1, 2):
            Change.objects.create(version=version, kind=Change.Kind.REPORT, public_id="aaaaaaaaaaaa", removed=True)
        told = client.get("/metrics").text
        assert "archive_index_lag_versions 2.0\n" in told
        assert "archive_index_ready 1.0\n" in told

    def test_say_when_the_database_is_away(self, client, monkeypatch) -> None:
        monkeypatch.setattr(vitals, "index_age", fail)
        monkeypatch.setattr("xunshi_site.health.connection.close", lambda: None)
        answer = client.get("/metrics")
        assert answer.status_code == 200
        assert "archive_database_up 0.0\n" in answer.text
