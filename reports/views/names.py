"""Names that texts use: an inspection's by who sent the team, term, round and kind; a problem's by its number."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from reports.models import InspectionRound, Problem
from reports.models.choices import AuthorityLevel, RoundKind, Verb
from reports.search.numerals import chinese_words
from reports.views.wording import ENGLISH, page_language

# The committee of a region, by the end of the region's name; the first that fits.
COMMITTEES = (
    ("自治区", "区党委"),
    ("省", "省委"),
    ("州", "州委"),
    ("盟", "盟委"),
    ("地区", "地委"),
    ("市", "市委"),
    ("县", "县委"),
    ("旗", "旗委"),
    ("区", "区委"),
)

_LEVELS = {
    AuthorityLevel.CENTRAL: "central",
    AuthorityLevel.PROVINCE: "provincial",
    AuthorityLevel.PREFECTURE: "prefectural",
    AuthorityLevel.COUNTY: "county",
    AuthorityLevel.BODY: "",
}


@dataclass(frozen=True, slots=True)
class RoundFacts:
    """What an inspection is named by: the columns `ROUND_COLUMNS`. `sender` is the name of the authority's region."""

    year: int | None
    verb: str | None
    authority_level: str | None
    kind: str
    term: int | None
    round: int | None
    batch: int | None
    sender: str | None


ROUND_COLUMNS = ("year", "verb", "authority_level", "kind", "term", "round", "batch", "authority_region__name")


def round_name(row: InspectionRound) -> str:
    """As `name_of_round`. Select `authority_region` with the row."""
    sender = row.authority_region.name if row.authority_region else None
    return name_of_round(
        RoundFacts(row.year, row.verb, row.authority_level, row.kind, row.term, row.round, row.batch, sender)
    )


def term_name(row: InspectionRound) -> str:
    """`十一届省委`, `term 11`: under which term of which committee it was sent; empty where no report names the term.

    Select `authority_region` with the row.
    """
    if not row.term:
        return ""
    if page_language() == ENGLISH:
        return f"term {row.term}"
    sender = row.authority_region.name if row.authority_region else ""
    committee_words = "中央" if row.authority_level == AuthorityLevel.CENTRAL else committee(sender)
    return f"{chinese_words(row.term)}届{committee_words}"


def name_of_round(facts: RoundFacts) -> str:
    """`十一届省委第三轮常规巡视`, `2024年省委巡视“回头看”`: as much as is known.

    In English what can be said without the names of committees.
    """
    if page_language() == ENGLISH:
        return _round_in_english(facts)
    sender = _sender(facts)
    term = f"{chinese_words(facts.term)}届{sender}" if facts.term else sender
    numbers = f"第{chinese_words(facts.round)}轮" if facts.round else ""
    numbers += f"第{chinese_words(facts.batch)}批" if facts.batch else ""
    year = f"{facts.year}年" if facts.year and not (facts.term and facts.round) else ""
    return f"{year}{term}{numbers}{_kind(facts)}"


def _round_in_english(facts: RoundFacts) -> str:
    """`2021 provincial xunshi, term 11, round 3, follow-up`."""
    level = _LEVELS[AuthorityLevel(facts.authority_level)] if facts.authority_level else ""
    words = " ".join(str(part) for part in (facts.year, level, facts.verb or "inspection") if part)
    counted = (("term", facts.term), ("round", facts.round), ("batch", facts.batch))
    numbers = [f"{name} {value}" for name, value in counted if value]
    kind = [] if facts.kind == RoundKind.UNKNOWN else [str(RoundKind(facts.kind).label)]
    return ", ".join([words, *numbers, *kind])


def problem_name(row: Problem) -> str:
    """As `name_of_label`."""
    return name_of_label(row.label)


def name_of_label(written: str) -> str:
    """`第 31 号` for `31.`, else the label without its closing mark: `问题6`, `(35-1)`. Empty without a label."""
    label = written.strip().strip("【】").rstrip(":\uff1a、.\uff0e ")
    return _("第 %s 号") % label if label.isdigit() else label


def _sender(facts: RoundFacts) -> str:
    if facts.authority_level == AuthorityLevel.CENTRAL:
        return "中央"
    return committee(facts.sender) if facts.sender else ""


def committee(region: str) -> str:
    """`省委` of 示例省, `区党委` of an autonomous region, `市委` of a city; nothing for a name of another form."""
    return next((words for end, words in COMMITTEES if region.endswith(end)), "")


def _kind(facts: RoundFacts) -> str:
    verb = str(Verb(facts.verb).label) if facts.verb else "巡视"
    if facts.kind == RoundKind.FOLLOWUP:
        return f"{verb}“回头看”"
    return verb if facts.kind == RoundKind.UNKNOWN else f"{RoundKind(facts.kind).label}{verb}"
