"""Names that texts use: an inspection's by who sent the team, term, round and kind; a problem's by its number."""

from __future__ import annotations

from django.utils.translation import gettext as _

from reports.models import InspectionRound, Problem, Region
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


def round_name(row: InspectionRound) -> str:
    """`十一届省委第三轮常规巡视`, `2024年省委巡视“回头看”`: as much as is known. Select `authority_region` with it.

    In English what can be said without the names of committees.
    """
    if page_language() == ENGLISH:
        return _round_in_english(row)
    sender = _sender(row)
    term = f"{chinese_words(row.term)}届{sender}" if row.term else sender
    numbers = f"第{chinese_words(row.round)}轮" if row.round else ""
    numbers += f"第{chinese_words(row.batch)}批" if row.batch else ""
    year = f"{row.year}年" if row.year and not (row.term and row.round) else ""
    return f"{year}{term}{numbers}{_kind(row)}"


def _round_in_english(row: InspectionRound) -> str:
    """`2021 provincial xunshi, term 11, round 3, follow-up`."""
    level = _LEVELS[AuthorityLevel(row.authority_level)] if row.authority_level else ""
    words = " ".join(str(part) for part in (row.year, level, row.verb or "inspection") if part)
    numbers = [
        f"{name} {value}" for name, value in (("term", row.term), ("round", row.round), ("batch", row.batch)) if value
    ]
    kind = [] if row.kind == RoundKind.UNKNOWN else [str(RoundKind(row.kind).label)]
    return ", ".join([words, *numbers, *kind])


def problem_name(row: Problem) -> str:
    """`第 31 号` for `31.`, else the label without its closing mark: `问题6`, `(35-1)`. Empty without a label."""
    label = row.label.strip().strip("【】").rstrip(":\uff1a、.\uff0e ")
    return _("第 %s 号") % label if label.isdigit() else label


def _sender(row: InspectionRound) -> str:
    if row.authority_level == AuthorityLevel.CENTRAL:
        return "中央"
    return committee(row.authority_region) if row.authority_region else ""


def committee(region: Region) -> str:
    """`省委` of 示例省, `区党委` of an autonomous region, `市委` of a city; nothing for a name of another form."""
    return next((words for end, words in COMMITTEES if region.name.endswith(end)), "")


def _kind(row: InspectionRound) -> str:
    verb = str(Verb(row.verb).label) if row.verb else "巡视"
    if row.kind == RoundKind.FOLLOWUP:
        return f"{verb}“回头看”"
    return verb if row.kind == RoundKind.UNKNOWN else f"{RoundKind(row.kind).label}{verb}"
