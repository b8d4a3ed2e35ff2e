"""What a reader chose about looks and language, kept in cookies, so that it holds without JavaScript."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

THEMES = ("light", "dark")
SIZES = ("small", "large")
LANGUAGES = tuple(code for code, _ in settings.LANGUAGES)
CHOICES = {"theme": THEMES, "size": SIZES, "language": LANGUAGES}
COOKIE_NAMES = {"theme": "theme", "size": "size", "language": settings.LANGUAGE_COOKIE_NAME}
A_YEAR = 365 * 24 * 3600


def chosen(request: HttpRequest, name: str, among: tuple[str, ...]) -> str:
    """The reader's choice, or an empty string for the default."""
    value = request.COOKIES.get(COOKIE_NAMES[name], "")
    return value if value in among else ""


@require_safe
def preferences(request: HttpRequest) -> HttpResponse:
    """`?theme=dark&next=/…`: remembers the choice and goes back. Any other value than a known one forgets it."""
    target = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        target = "/"
    response = HttpResponseRedirect(target)
    for name, among in CHOICES.items():
        if name not in request.GET:
            continue
        value = request.GET[name]
        if value in among:
            response.set_cookie(COOKIE_NAMES[name], value, max_age=A_YEAR, samesite="Lax", secure=request.is_secure())
        else:
            response.delete_cookie(COOKIE_NAMES[name], samesite="Lax")
    response["Cache-Control"] = "no-store"
    return response
