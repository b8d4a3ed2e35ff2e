"""A `ParsedReport` as the plain values that rows keep (`parsed`), before public ids are known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from reports.importing.bodies import parsed_body_value
from reports.models.choices import RoundKind
from reports.parsing.types import (
    CategoryVote,
    ParsedDate,
    ParsedFact,
    ParsedMeasure,
    ParsedProblem,
    ParsedReport,
    ParsedWarning,
    RegionRef,
)

# schema.md's kinds name verb and kind together; a plain 巡视 has none, and a plain 巡察 says no kind either.
KIND_WORDS = (
    ("回头看", RoundKind.FOLLOWUP),
    ("专项", RoundKind.SPECIAL),
    ("机动", RoundKind.MOBILE),
    ("提级", RoundKind.UPGRADED),
    ("常规", RoundKind.REGULAR),
)


Lists = tuple[list[dict[str, Any]], list[dict[str, Any]]]


class ParsedValues:
    """The values of one parse. `problems[i]["measures"]` still are positions in `measures`.

    From one process to another they go without the two lists: of a new report nobody asks for them, since its rows come
    ready from the worker, and who asks gets them from the rows (`fresh.lists_of`).
    """

    __slots__ = ("_lists", "_recover", "report", "round")

    def __init__(
        self,
        report: dict[str, Any],
        round: dict[str, Any],
        problems: list[dict[str, Any]],
        measures: list[dict[str, Any]],
    ) -> None:
        self.report, self.round = report, round
        self._lists: Lists | None = (problems, measures)
        self._recover: Callable[[], Lists] | None = None

    @property
    def problems(self) -> list[dict[str, Any]]:
        return self._both()[0]

    @property
    def measures(self) -> list[dict[str, Any]]:
        return self._both()[1]

    def without_lists(self) -> ParsedValues:
        """The same, but that somebody must say how the lists are made (`recovered_by`) before they are asked for."""
        lighter = ParsedValues(self.report, self.round, [], [])
        lighter._lists = None
        return lighter

    def recovered_by(self, recover: Callable[[], Lists]) -> None:
        self._recover = recover

    def _both(self) -> Lists:
        if self._lists is None:
            assert self._recover is not None
            self._lists = self._recover()
        return self._lists

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ParsedValues):
            return NotImplemented
        return (self.report, self.round, self._both()) == (other.report, other.round, other._both())

    __hash__ = None  # type: ignore[assignment]  # as of any value that can change


def parsed_values(parsed: ParsedReport, name: str = "") -> ParsedValues:
    """Everything that rows keep of a parse, as JSON. A body that the text does not tell is named by the signature,
    else the title, else the file's name."""
    body = parsed_body_value(parsed, parsed.signed_by or parsed.title or name)
    return ParsedValues(
        report={**_report(parsed), "body": body},
        round=_round(parsed),
        problems=[_problem(problem) for problem in parsed.problems],
        measures=[_measure(measure) for measure in parsed.measures],
    )


def date_value(date: ParsedDate | None) -> dict[str, str] | None:
    if date is None:
        return None
    return {"date": date.date.isoformat(), "precision": date.precision, "words": date.words[:80]}


def region_value(region: RegionRef | None) -> dict[str, str] | None:
    return {"code": region.code, "name": region.name} if region else None


def warning_values(warnings: Sequence[ParsedWarning]) -> list[dict[str, Any]]:
    """Warnings as `Report.warnings` keeps them: code, span, and what they are about."""
    return [
        {
            "code": warning.code,
            "start": warning.span.start if warning.span else None,
            "end": warning.span.end if warning.span else None,
            "params": dict(warning.params),
        }
        for warning in warnings
    ]


def outline_values(parsed: ParsedReport) -> list[dict[str, Any]]:
    """The outline as `Report.outline` keeps it: the blocks tile the text."""
    return [
        {
            "kind": block.kind,
            "depth": block.depth,
            "start": block.span.start,
            "end": block.span.end,
            "heading": block.heading,
            "problem": block.problem,
        }
        for block in parsed.outline
    ]


def _report(parsed: ParsedReport) -> dict[str, Any]:
    contact = parsed.contact
    return {
        "title": (parsed.title or "")[:400],
        "stage": parsed.stage,
        "source": (parsed.source or "")[:200],
        "published": date_value(parsed.published),
        "signed_by": (parsed.signed_by or "")[:200],
        "signed": date_value(parsed.signed),
        "contact_phone": (contact.phone or "")[:100],
        "contact_address": (contact.address or "")[:300],
        "contact_postcode": (contact.postcode or "")[:20],
        "contact_email": (contact.email or "")[:200],
        "declared": {
            total.key: {
                "value": total.value,
                "words": total.words[:300],
                "start": total.span.start,
                "end": total.span.end,
            }
            for total in parsed.declared
        },
    }


def _round(parsed: ParsedReport) -> dict[str, Any]:
    inspection = parsed.inspection
    return {
        "verb": inspection.verb,
        "authority_level": inspection.authority_level,
        "authority_region": region_value(inspection.authority_region),
        "kind": round_kind(inspection.kind),
        "kind_words": inspection.kind or "",
        "term": inspection.term,
        "round": inspection.round,
        "batch": inspection.batch,
        "team": (inspection.team or "")[:100],
        "start": date_value(inspection.start),
        "end": date_value(inspection.end),
        "feedback": date_value(inspection.feedback),
    }


def round_kind(words: str | None) -> str:
    """The code of `RoundKind` for schema.md's kind; `unknown` where the text only says 巡视 or 巡察."""
    for word, kind in KIND_WORDS:
        if words and word in words:
            return kind.value
    return RoundKind.UNKNOWN.value


def _problem(problem: ParsedProblem) -> dict[str, Any]:
    status = problem.status
    return {
        "label": (problem.label or "")[:60],
        "number": (problem.number or "")[:30],
        "run": problem.run,
        "path": list(problem.path),
        "text": problem.text,
        "text_missing": problem.text_missing,
        "start": problem.span.start,
        "end": problem.span.end,
        "block_start": problem.block.start,
        "block_end": problem.block.end,
        "status": status.code if status else "unknown",
        "status_words": status.words[:200] if status else "",
        "status_start": status.span.start if status else None,
        "status_end": status.span.end if status else None,
        "categories": [_category(vote) for vote in problem.categories],
        "measures": list(problem.measures),
    }


def _category(vote: CategoryVote) -> dict[str, Any]:
    return {
        "code": vote.code,
        "score": round(vote.score, 4),
        "evidence": [{"term": each.term, "source": each.source, "weight": each.weight} for each in vote.evidence],
    }


def _measure(measure: ParsedMeasure) -> dict[str, Any]:
    return {
        "text": measure.text,
        "start": measure.span.start,
        "end": measure.span.end,
        "types": list(measure.types),
        "facts": [_fact(fact) for fact in measure.facts],
    }


def _fact(fact: ParsedFact) -> dict[str, Any]:
    return {
        "kind": fact.kind,
        "text": fact.text[:300],
        "value": fact.value,
        "verb": (fact.verb or "")[:30],
        "issuer": (fact.issuer or "")[:100],
        "start": fact.span.start,
        "end": fact.span.end,
    }
