"""Whatever is asked for: an answer with a reason, never a failure, and nothing of the question comes back as markup.

A run asks 300 times, by chance and anew each time; `make soak SOAK='--requests 20000 --seed 1'` asks as often as it is told,
the same for the same seed.
"""

from __future__ import annotations

import json
import os
import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st
from lxml import etree

from tests.hardening.hostile import Asked, requests, routes
from tests.test_headers import inline_parts
from tests.views.conftest import Shown

HOW_OFTEN = int(os.environ.get("HOSTILE_REQUESTS", "300"))
EXPECTED = {200, 204, 301, 302, 303, 304, 400, 403, 404, 405, 406, 410, 422, 429}

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def ask(client: Client, asked: Asked) -> Any:
    return client.generic(
        asked.method,
        asked.path,
        QUERY_STRING=asked.query,
        headers=asked.headers,
        **({"CONTENT_TYPE": "application/x-www-form-urlencoded"} if asked.method == "POST" else {}),
    )


def assert_harmless(answer: Any) -> None:
    assert answer.status_code in EXPECTED
    for name, value in answer.items():
        assert "\r" not in value
        assert "\n" not in value
        assert name != "X-Injected"
    assert urlsplit(answer.get("Location", "")).netloc == ""
    body = answer.getvalue() if answer.streaming else answer.content
    kind = answer.get("Content-Type", "").partition(";")[0]
    if not body:
        return
    if kind == "text/html":
        page = body.decode()
        assert inline_parts(page) == []
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        for linked in re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL):
            json.loads(linked)
    elif kind == "application/x-ndjson":
        for line in body.splitlines():
            json.loads(line)
    elif kind.endswith("json"):
        json.loads(body)
    elif kind.endswith("xml"):
        etree.fromstring(body)


def test_every_view_is_among_the_routes() -> None:
    found = set(routes())
    assert {"", "problems/", "problems/<slug:public_id>/", "regions/<str:code>/", "preferences/", "readyz"} <= found
    assert not any(route.startswith("admin/") for route in found)


def test_every_answer_is_harmless(client: Client, shown: Shown) -> None:
    known = [shown.county.public_id, shown.river.public_id, shown.county.round.body.public_id, "990121", "env", "pages"]
    client.raise_request_exception = True

    @settings(max_examples=HOW_OFTEN, suppress_health_check=list(HealthCheck), deadline=None, database=None)
    @given(st.data())
    def any_request(data: st.DataObject) -> None:
        asked = data.draw(requests(known))
        note(f"{asked}")
        client.cookies.clear()
        assert_harmless(ask(client, asked))

    any_request()
