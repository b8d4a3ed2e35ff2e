"""What did not change is not sent again; what changed in any way is."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from reports.models import Report
from tests.views.conftest import Shown, index_everything

PAGES = ("/", "/problems/?q=河", "/reports/", "/regions/", "/categories/", "/about/")


def etag(client: Client, path: str, **headers: str) -> str:
    return str(client.get(path, headers=headers)["ETag"])


@pytest.mark.parametrize("path", PAGES)
def test_a_page_that_a_browser_has_is_not_sent_again(client: Client, shown: Shown, path: str) -> None:
    again = client.get(path, headers={"if-none-match": etag(client, path)})
    assert (again.status_code, again.content) == (304, b"")
    assert again["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert {"Cookie", "Accept-Language"} <= {name.strip() for name in again["Vary"].split(",")}


def test_a_page_not_sent_costs_few_queries(
    client: Client, shown: Shown, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    known = etag(client, f"/reports/{shown.county.public_id}/")
    with django_assert_max_num_queries(2):  # type: ignore[operator]
        client.get(f"/reports/{shown.county.public_id}/", headers={"if-none-match": known})


def test_a_new_version_of_the_archive_makes_every_page_new(client: Client, shown: Shown) -> None:
    known = {path: etag(client, path) for path in PAGES}
    index_everything()
    for path, old in known.items():
        assert client.get(path, headers={"if-none-match": old}).status_code == 200


def test_language_looks_and_address_make_another_page(client: Client, shown: Shown) -> None:
    seen = {etag(client, "/about/"), etag(client, "/about/?x=1"), etag(client, "/about/", **{"accept-language": "en"})}
    client.cookies["theme"] = "dark"
    seen.add(etag(client, "/about/"))
    assert len(seen) == 4


def test_what_is_withdrawn_is_gone_for_those_who_have_it_too(client: Client, shown: Shown) -> None:
    path = f"/reports/{shown.county.public_id}/"
    known = etag(client, path)
    Report.objects.filter(pk=shown.county.pk).update(withdrawn_at=timezone.now(), withdrawn_reason="撤下。")
    index_everything()
    response = client.get(path, headers={"if-none-match": known})
    assert response.status_code == 410
    assert "ETag" not in response


def test_the_admin_and_readers_with_a_session_get_no_shared_copies(
    client: Client, admin_client: Client, shown: Shown
) -> None:
    assert "ETag" not in client.get("/admin/login/")
    response = admin_client.get("/about/")
    assert "ETag" not in response
    assert response["Cache-Control"] == "private, no-cache"
    assert client.get("/preferences/?theme=dark")["Cache-Control"] == "no-store"
