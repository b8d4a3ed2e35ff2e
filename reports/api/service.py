"""The API put together, and its OpenAPI document."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.views.decorators.http import require_safe
from ninja import NinjaAPI
from ninja.renderers import JSONRenderer

from reports.api import places, problems
from reports.api.refusals import Refusal, refusal_answer
from reports.exports.facts import ARCHIVE, LICENCE_EN

VERSION = "1.0.0"
DESCRIPTION = (
    "只读，无须登记。每个列表用 next 接着取，直到 null；每个答复带 ETag，没有变就答 304；看不懂的参数不算错，"
    "列在 ignored 里。\n\n"
    "Read-only, no registration. A list goes on at `next` until that is null; every answer has an ETag, and what did "
    "not change is answered 304; parameters that mean nothing are no error but listed in `ignored`."
)


class ChineseJson(JSONRenderer):
    """Chinese characters as they are: a third of the bytes of escaped ones."""

    json_dumps_params = {"ensure_ascii": False, "separators": (",", ":")}


class ArchiveApi(NinjaAPI):
    """The document is made once: it changes with the software only."""

    @cached_property
    def document(self) -> dict[str, Any]:
        """The OpenAPI document. HEAD is left out: it is GET without its answer."""
        found: dict[str, Any] = json.loads(
            json.dumps(self.get_openapi_schema(path_prefix=reverse("reports:api:api-root")))
        )
        for operations in found["paths"].values():
            operations.pop("head", None)
        return found


api = ArchiveApi(
    title=f"{ARCHIVE} · the inspection-report archive",
    version=VERSION,
    description=DESCRIPTION,
    urls_namespace="api",
    docs_url=None,
    openapi_url=None,
    renderer=ChineseJson(),
    openapi_extra={"info": {"license": {"name": LICENCE_EN}}},
)
api.add_router("", problems.router)
api.add_router("", places.router)


@api.exception_handler(Refusal)
def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    return refusal_answer(refusal.code, **refusal.more)


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    return JsonResponse(api.document, json_dumps_params={"ensure_ascii": False})


def nowhere(request: HttpRequest, rest: str) -> HttpResponse:
    """Any other address below /api/: a program is not sent a page."""
    return refusal_answer("not_found")


urlpatterns = [
    path("api/v1/openapi.json", openapi, name="openapi"),
    path("api/v1/", api.urls),
    path("api/<path:rest>", nowhere, name="api_nowhere"),
]
