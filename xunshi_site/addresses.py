"""Who asks: the address of the client behind proxies that are trusted, and whether it belongs to the house.

X-Forwarded-For grows to the right: every proxy appends the address that it was called from. So it is read from the
right, and only as long as the address at hand is a trusted proxy's; what stands further left is the client's own claim.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from xunshi_site.environment import Networks

Address = IPv4Address | IPv6Address

SHARED_BITS = 64
"""A subscriber of IPv6 has at least such a network, and may take a new address in it for every request."""
UNIX_SOCKET = ip_address("127.0.0.1")
"""Whoever calls over a Unix socket has no address; it is on this machine."""


def read_address(text: str) -> Address | None:
    """An address as it stands in a header or in REMOTE_ADDR; IPv4 mapped into IPv6 is IPv4. None for anything else."""
    try:
        address = ip_address(text.strip().strip("[]"))
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def among(address: Address, networks: Iterable[Networks]) -> bool:
    return any(address in network for network in networks)


def client_behind(peer: Address, forwarded: str, trusted: Iterable[Networks]) -> Address:
    """The nearest address that is no trusted proxy: `peer`, or one of the header X-Forwarded-For (`forwarded`).

    When all are trusted, the furthest; at a word that is no address, the last one before it.
    """
    trusted = tuple(trusted)
    client = peer
    for word in reversed(forwarded.split(",")):
        if not among(client, trusted):
            break
        further = read_address(word)
        if further is None:
            break
        client = further
    return client


def subscriber(address: Address) -> str:
    """What limits count: an IPv4 address, or the /64 of an IPv6 address."""
    if isinstance(address, IPv4Address):
        return str(address)
    return str(IPv6Network((address, SHARED_BITS), strict=False))


def shortened(address: Address) -> str:
    """What a log may keep: the /24 of an IPv4 address, the /48 of an IPv6 address."""
    bits = 24 if isinstance(address, IPv4Address) else 48
    return str(ip_network((address, bits), strict=False))


def client_of(request: HttpRequest) -> Address:
    """The address that `TrustedProxies` found."""
    found: Address = getattr(request, "client", UNIX_SOCKET)
    return found


def login_address(request: HttpRequest) -> str:
    """What failed logins are counted by: the client's address, of IPv6 the first one of its subscriber's network."""
    client = client_of(request)
    return str(client) if isinstance(client, IPv4Address) else str(ip_network((client, SHARED_BITS), strict=False)[0])


def is_inside(request: HttpRequest) -> bool:
    """Whether the client is listed in INSIDE_ADDRESSES, and so may see what only operators need."""
    return among(client_of(request), settings.INSIDE_ADDRESSES)


class TrustedProxies:
    """Middleware, the first of all: sets `request.client`, and drops what a caller that is no trusted proxy claims."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        peer = read_address(request.META.get("REMOTE_ADDR", "")) or UNIX_SOCKET
        forwarded = request.META.pop("HTTP_X_FORWARDED_FOR", "")
        scheme = request.META.pop("HTTP_X_FORWARDED_PROTO", "")
        client = peer
        if among(peer, settings.TRUSTED_PROXIES):
            client = client_behind(peer, forwarded, settings.TRUSTED_PROXIES)
            # The nearest proxy's word is the last one, if each of them appends.
            request.META["HTTP_X_FORWARDED_PROTO"] = scheme.rpartition(",")[2].strip()
            request.from_proxy = True  # type: ignore[attr-defined]
        request.client = client  # type: ignore[attr-defined]
        request.META["REMOTE_ADDR"] = str(client)
        return self.get_response(request)
