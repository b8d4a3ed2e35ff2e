"""A page that was kept for one reader never reaches one who would have been given another.

Everything that a request can bring is varied at once, and each answer is compared with the one that a site without kept
pages gives to the same request.
"""

from __future__ import annotations

import gzip
import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.http import HttpResponse
from django.test import Client

from reports.views.kept import kept
from tests.views.conftest import Shown

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

QUESTIONS = (
    "/", "/about/", "/problems/?q=%E6%B2%B3&year=2021", "/problems/?year=2021&q=%E6%B2%B3", "/problems/?q=%E6%B2%B3",
    "/problems/?q=%E6%B2%B3&q=x", "/problems/?q=%e6%b2%b3", "/reports/", "/regions/990000/", "/statistics/", "/api/", "/data/",
    "/api/v1/problems", "/suggest/?q=%E6%B2%B3", "/feeds/problems.atom", "/sitemap.xml", "/robots.txt", "/opensearch.xml",
    "/problems/export.txt", "/statistics/table.csv", "/nothing/", "/problems/?q=%E6%B2%B3&whole=1",
)  # fmt: skip
METHODS = ("GET", "GET", "HEAD")
HOSTS = ("testserver", "other.example", "other.example:8080")
LANGUAGES = ("", "en", "zh-CN", "en-GB;q=0.5, zh;q=0.9", "fr")
ENCODINGS = ("", "gzip", "br, gzip;q=0.8", "identity")
ACCEPTED = ("", "text/html", "application/json")
COOKIES: tuple[dict[str, str], ...] = (
    {}, {"theme": "dark"}, {"size": "large"}, {"theme": "nonsense"}, {"django_language": "en"},
    {"theme": "dark", "size": "small", "django_language": "zh-hans"}, {"sessionid": "forged"}, {"messages": "forged"},
    {"csrftoken": "a" * 32},
)  # fmt: skip
HOW_MANY = 250


@dataclass(frozen=True)
class Asked:
    """A request; `editor` is whether somebody who is logged in sends it."""

    method: str
    address: str
    host: str
    secure: bool
    headers: tuple[tuple[str, str], ...]
    cookies: tuple[tuple[str, str], ...]
    editor: bool

    def send(self, editor: Client) -> HttpResponse:
        client = editor if self.editor else Client()
        before = dict(client.cookies)
        for name, value in self.cookies:
            if not (self.editor and name == "sessionid"):
                client.cookies[name] = value
        try:
            return client.generic(
                self.method, self.address, secure=self.secure, headers={"host": self.host, **dict(self.headers)}
            )
        finally:
            client.cookies.clear()
            client.cookies.update(before)


def requests(chance: random.Random) -> Iterator[Asked]:
    while True:
        headers = {
            "accept-language": chance.choice(LANGUAGES),
            "accept-encoding": chance.choice(ENCODINGS),
            "accept": chance.choice(ACCEPTED),
        }
        yield Asked(
            chance.choice(METHODS),
            chance.choice(QUESTIONS),
            chance.choice(HOSTS),
            chance.random() < 0.2,
            tuple((name, value) for name, value in headers.items() if value),
            tuple(chance.choice(COOKIES).items()),
            chance.random() < 0.15,
        )


def told(answer: Any) -> tuple[int, dict[str, str], bytes, list[str]]:
    """All that a reader sees of an answer; what is compressed is taken apart, for it need not be the same bytes."""
    body = answer.getvalue() if answer.streaming else answer.content
    headers = {name: value for name, value in answer.items() if name != "X-Request-ID"}
    if answer.get("Content-Encoding") == "gzip":
        headers.pop("Content-Length", None)
        body = gzip.decompress(body) if body else b""
    body = body.replace(answer["X-Request-ID"].encode(), b"")
    return answer.status_code, headers, body, sorted(answer.cookies)


def test_kept_or_made_anew_is_the_same(shown: Shown, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["testserver", "other.example"]
    editor = Client()
    editor.force_login(get_user_model().objects.create_superuser("editor"))
    asked = list(itertools.islice(requests(random.Random(7)), HOW_MANY))
    settings.PAGE_CACHE = 0
    expected = [told(each.send(editor)) for each in asked]
    settings.PAGE_CACHE = 8
    kept.clear()
    try:
        for _ in range(2):
            for each, right in zip(asked, expected, strict=True):
                assert told(each.send(editor)) == right, each
    finally:
        kept.clear()
