"""The archive of the page tests, asked by programs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from tests.views.conftest import Shown, shown

__all__ = ["Shown", "shown"]
ROOT = "/api/v1/"
SITE = "http://testserver"

Ask = Callable[..., dict[str, Any]]


@pytest.fixture
def ask(client: Client) -> Ask:
    """The JSON of an address below /api/v1/, or of a `next`; its status must be the one wanted."""

    def asked(address: str, status: int = 200) -> dict[str, Any]:
        response = client.get(address.removeprefix(SITE) if address.startswith(SITE) else ROOT + address)
        assert response.status_code == status, response.content.decode()
        assert response["Content-Type"].startswith("application/json")
        answer: dict[str, Any] = response.json()
        return answer

    return asked


@pytest.fixture
def walk(ask: Ask) -> Callable[[str], Iterator[dict[str, Any]]]:
    """The pages of a list, from the first to the last."""

    def pages(address: str) -> Iterator[dict[str, Any]]:
        following: str | None = address
        while following:
            page = ask(following)
            yield page
            following = page["next"]

    return pages
