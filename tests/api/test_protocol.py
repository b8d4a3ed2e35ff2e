"""/api/v1/: what holds for every address: refusals, ETag, other sites' pages, and the OpenAPI document kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from reports.corrections import redact, withdraw
from reports.importing.run import import_paths
from reports.models import Problem
from tests.api.conftest import ROOT, Ask, Shown

DOCUMENT = f"{ROOT}openapi.json"
EXAMPLES = 12
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    unsupported_method,
]


class TestRefusals:
    @pytest.mark.parametrize(
        "address",
        ["problems/aaaaaaaaaaaa", "reports/x", "measures/%E4%BD%A0", "regions/000000", "nothing", "problems/"],
    )
    def test_what_is_not_there(self, shown: Shown, ask: Ask, address: str) -> None:
        refused = ask(address, 404)
        assert refused["code"] == "not_found"
        assert re.search("[\u4e00-\u9fff]", refused["zh"])
        assert refused["en"].isascii()

    def test_what_is_withdrawn(self, shown: Shown, ask: Ask) -> None:
        measure = shown.river.measure_links.first().measure.public_id
        held = shown.county.round.public_id
        withdraw(shown.county, reason="发布单位要求")
        for address in (
            f"reports/{shown.county.public_id}",
            f"problems/{shown.river.public_id}",
            f"measures/{measure}",
        ):
            assert ask(address, 410)["code"] == "withdrawn"
        assert ask(f"rounds/{held}", 410)["code"] == "withdrawn"

    def test_what_is_retired_names_what_came_after_it(self, shown: Shown, ask: Ask) -> None:
        first, second = Problem.objects.filter(report=shown.county).exclude(pk=shown.river.pk).order_by("position")
        Problem.objects.filter(pk=shown.river.pk).update(retired_at=timezone.now(), successor=first)
        Problem.objects.filter(pk=first.pk).update(retired_at=timezone.now(), successor=second)
        refused = ask(f"problems/{shown.river.public_id}", 410)
        assert refused["code"] == "retired"
        assert ask(refused["successor"]["url"])["public_id"] == second.public_id
        Problem.objects.filter(pk=first.pk).update(successor=None)
        assert ask(f"problems/{shown.river.public_id}", 410)["successor"] is None

    def test_without_an_index_nothing_is_found_for_nobody(
        self, shown: Shown, client: Client, tmp_path: Any, settings: Any
    ) -> None:
        settings.INDEX_DIR = tmp_path / "none"
        refused = client.get(f"{ROOT}search?q=水")
        assert (refused.status_code, refused["Retry-After"]) == (503, "60")
        assert refused.json()["code"] == "no_index"

    def test_nothing_can_be_written(self, shown: Shown, client: Client) -> None:
        for method in (client.post, client.put, client.patch, client.delete):
            refused = method(f"{ROOT}problems")
            assert (refused.status_code, refused["Allow"]) == (405, "GET, HEAD, OPTIONS")
            assert refused.json()["code"] == "method_not_allowed"


@pytest.mark.django_db(transaction=True)
class TestTakenBack:
    """What is withdrawn or redacted is gone from the very next answer."""

    def everything(self, client: Client) -> str:
        lists = ("search", "problems", "measures", "reports", "rounds", "bodies")
        return "".join(client.get(f"{ROOT}{name}?per_page=50").content.decode() for name in lists)

    def test_withdrawn(self, client: Client, shown: Shown) -> None:
        assert "禾水河" in self.everything(client)
        withdraw(shown.county, reason="发布单位要求")
        left = self.everything(client)
        assert "禾水河" not in left
        assert shown.county.public_id not in left
        assert "黑臭水体又有反弹" in left

    def test_redacted(self, client: Client, samples_folder: Path) -> None:
        import_paths([samples_folder / "01-qinghe-2021.txt"], origin="sample")
        problem = Problem.objects.exclude(text=None).order_by("position").first()
        assert problem is not None
        words = problem.text[:6]
        assert words in self.everything(client)
        redact(problem.report, words=words, reason="发布单位要求")
        left = self.everything(client)
        assert words not in left
        assert "■■■■■■" in left


class TestConditional:
    @pytest.mark.parametrize("name", ["search?q=水", "reports", "categories", "openapi.json"])
    def test_what_did_not_change_is_not_sent_again(self, client: Client, shown: Shown, name: str) -> None:
        first = client.get(ROOT + name)
        again = client.get(ROOT + name, headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again["Access-Control-Allow-Origin"] == "*"
        withdraw(shown.county, reason="发布单位要求")
        assert client.get(ROOT + name, headers={"If-None-Match": first["ETag"]}).status_code == 200

    def test_head_is_get_without_its_answer(self, client: Client, shown: Shown) -> None:
        response = client.head(f"{ROOT}problems")
        assert (response.status_code, response.content) == (200, b"")
        assert response["ETag"] == client.get(f"{ROOT}problems")["ETag"]


class TestOtherSites:
    def test_their_pages_may_ask(self, client: Client, shown: Shown) -> None:
        for address in ("problems", "problems/aaaaaaaaaaaa", "nothing"):
            assert client.get(ROOT + address, headers={"Origin": "https://example.org"})[
                "Access-Control-Allow-Origin"
            ] == ("*")
        asked = client.options(f"{ROOT}problems", headers={"Access-Control-Request-Method": "GET"})
        assert asked.status_code == 204
        assert "GET" in asked["Access-Control-Allow-Methods"]
        assert asked["Access-Control-Allow-Headers"] == "If-None-Match"

    def test_no_other_page_of_ours(self, client: Client, shown: Shown) -> None:
        for address in ("/", "/problems/", "/api/", "/admin/login/"):
            assert "Access-Control-Allow-Origin" not in client.get(address)


@pytest.fixture
def document(shown: Shown) -> Iterator[schemathesis.BaseSchema]:
    """The document as served. As Django's own test client does, the test's connection is kept between requests."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi(DOCUMENT, get_wsgi_application())
    for signal in signals:
        signal.connect(close_old_connections)


def test_every_answer_keeps_the_document(document: schemathesis.BaseSchema) -> None:
    """Values that mean nothing are no errors here, so what the document forbids is not asked to be refused."""
    asked = []
    for found in document.get_all_operations():
        operation = found.ok()

        @hypothesis.settings(max_examples=EXAMPLES, derandomize=True, suppress_health_check=list(HealthCheck))
        @hypothesis.given(operation.as_strategy())
        def keeps_it(case: schemathesis.Case) -> None:
            case.call_and_validate(checks=CHECKS, headers={"Accept-Encoding": "identity"})

        keeps_it()
        asked.append(operation.label)
    assert len(asked) == 15
