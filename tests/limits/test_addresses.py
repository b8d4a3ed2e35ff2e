"""Who asks: X-Forwarded-For is believed from the right, through trusted proxies only."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from xunshi_site.addresses import TrustedProxies, client_behind, read_address, shortened, subscriber

PROXY, SECOND, CLIENT, CLAIMED = "10.0.0.1", "10.0.0.2", "203.0.113.7", "198.51.100.1"
TRUSTED = (ip_network("10.0.0.0/24"),)


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        (CLIENT, "", CLIENT),
        (CLIENT, CLAIMED, CLIENT),
        (CLIENT, PROXY, CLIENT),
        (PROXY, CLIENT, CLIENT),
        (PROXY, f"{CLAIMED}, {CLIENT}", CLIENT),
        (PROXY, f"{CLAIMED}, {CLIENT}, {SECOND}", CLIENT),
        (PROXY, f"{CLIENT}, nonsense, {SECOND}", SECOND),
        (PROXY, "", PROXY),
        (PROXY, "2001:db8::7", "2001:db8::7"),
        (PROXY, f"::ffff:{CLIENT}", CLIENT),
    ],
    ids=[
        "no proxy", "a claim without a proxy", "a proxy that is claimed", "one proxy", "a claim before one proxy",
        "a claim before two proxies", "no address among them", "a proxy that says nothing", "IPv6", "mapped IPv4",
    ],
)  # fmt: skip
def test_the_client_is_the_nearest_that_is_no_trusted_proxy(peer: str, forwarded: str, client: str) -> None:
    assert client_behind(ip_address(peer), forwarded, TRUSTED) == ip_address(client)


@given(st.text(max_size=200))
def test_whatever_a_client_claims_stays_without_effect(claim: str) -> None:
    """The proxy appends the address that called it."""
    assert client_behind(ip_address(PROXY), f"{claim}, {CLIENT}", TRUSTED) == ip_address(CLIENT)
    assert client_behind(ip_address(CLIENT), claim, TRUSTED) == ip_address(CLIENT)


def test_limits_count_ipv6_by_network_and_logs_keep_no_whole_address() -> None:
    assert subscriber(ip_address("2001:db8:1:2:3::4")) == subscriber(ip_address("2001:db8:1:2:ffff::")) != ""
    assert subscriber(ip_address("2001:db8:1:3::4")) == "2001:db8:1:3::/64"
    assert subscriber(ip_address(CLIENT)) == CLIENT
    assert shortened(ip_address(CLIENT)) == "203.0.113.0/24"
    assert shortened(ip_address("2001:db8:1:2::4")) == "2001:db8:1::/48"
    assert read_address("unknown") is None


@pytest.mark.parametrize(("peer", "believed"), [(PROXY, True), (CLIENT, False)], ids=["a trusted proxy", "anybody"])
def test_only_a_trusted_proxy_says_that_the_request_was_https(settings, peer: str, believed: bool) -> None:
    settings.TRUSTED_PROXIES = TRUSTED
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    request = RequestFactory().get("/", REMOTE_ADDR=peer, headers={"X-Forwarded-Proto": "http, https"})
    TrustedProxies(lambda _: HttpResponse())(request)
    assert request.is_secure() is believed
