"""Why there is no answer: one sentence in Chinese and one in English, and a code for programs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse

from reports.models import Measure, Problem, Report

RETRY_SECONDS = 60
SENTENCES: dict[str, tuple[int, str, str]] = {
    "not_found": (404, "没有这个网址，或者没有这个编号。", "There is no such address, or nothing has this id."),
    "withdrawn": (
        410,
        "所属的通报已经撤下，文字不再提供；编号不会改作他用。",
        "The report has been withdrawn; none of its words are given out any more. The id is never used again.",
    ),
    "retired": (
        410,
        "重新解析通报以后，这一条不再单独成立；最接近的一条见 successor。",
        "This row was retired when its report was read anew; successor is what comes nearest to it now.",
    ),
    "bad_cursor": (
        400,
        "cursor 不是这个列表给出的，或者排序已经换了。请从头取起。",
        "The cursor was not given by this list, or the order has changed. Begin again without it.",
    ),
    "method_not_allowed": (405, "接口只读，只能用 GET 和 HEAD。", "The API is read-only: GET and HEAD only."),
    "no_index": (503, "检索索引暂不可用，请稍后再试。", "The search index is not available. Try again later."),
}
MOST_STEPS = 10
"""So many successors of a retired row are followed."""


class Refusal(Exception):
    """Ends a request with one of SENTENCES. `more` are further members of the answer."""

    def __init__(self, code: str, **more: Any) -> None:
        super().__init__(code)
        self.code, self.more = code, more


def refusal_answer(code: str, **more: Any) -> HttpResponse:
    status, zh, en = SENTENCES[code]
    response = JsonResponse({"code": code, "zh": zh, "en": en, **more}, status=status)
    if status == 503:
        response["Retry-After"] = str(RETRY_SECONDS)
    return response


def refuse_hidden(row: Problem | Measure | Report, request: HttpRequest) -> None:
    """Refusal for a row that readers may not see: of a withdrawn report, or retired."""
    report = row if isinstance(row, Report) else row.report
    if report.withdrawn_at is not None:
        raise Refusal("withdrawn", withdrawn=report.withdrawn_at.date().isoformat())
    if not isinstance(row, Report) and row.retired_at is not None:
        raise Refusal("retired", retired=row.retired_at.date().isoformat(), successor=_successor(row, request))


def _successor(row: Problem | Measure, request: HttpRequest) -> dict[str, str] | None:
    """The id and address of the row that came nearest in the end; None where there is none."""
    name = "problem" if isinstance(row, Problem) else "measure"
    found, steps = row.successor, 0
    while found is not None and found.retired_at is not None and steps < MOST_STEPS:
        found, steps = found.successor, steps + 1
    if found is None or found.retired_at is not None:
        return None
    address = request.build_absolute_uri(reverse(f"reports:api:{name}", args=[found.public_id]))
    return {"public_id": found.public_id, "url": address}
