"""The columns of the tables: what each is called, what it means, and where its value comes from.

The order is fixed: a column that is added goes to the end. Codes stand beside the words that people read, which are
Chinese whatever the language of the page, so that the same address gives the same rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import TextChoices
from django.utils import translation

from reports.exports.rows import MeasureRow, ProblemRow
from reports.links import link
from reports.models import Body, Category, InspectionRound, Problem, Region, Report
from reports.models.choices import AuthorityLevel, BodyLevel, Origin, RegionLevel, RoundKind, Stage, Status, Verb
from reports.models.dates import PartialDate
from reports.models.reference import named_codes

Cell = str | int | float | None
Address = Callable[[str], str]
"""Makes a path of the site an absolute address."""

PROBLEM, MEASURE = "problem", "measure"
ROWS = (PROBLEM, MEASURE)
BETWEEN_CODES, BETWEEN_WORDS, BETWEEN_HEADINGS = ";", "\uff1b", " > "


@dataclass(frozen=True, slots=True)
class Names:
    """Chinese names of categories and of types of measures, by code."""

    categories: Mapping[str, str]
    measure_types: Mapping[str, str]


def chinese_names() -> Names:
    """The names as they are now. One query."""
    categories = dict(Category.objects.values_list("code", "name_zh"))
    return Names(categories, {code: entry["zh"] for code, entry in named_codes("measure_types").items()})


@dataclass(frozen=True, slots=True)
class Source:
    """What the values of one row are taken from. `measure` and its `place` (from 1) are None in a row of a problem, and
    in the one row that a problem without measures has among rows of measures."""

    row: ProblemRow
    names: Names
    absolute: Address
    measure: MeasureRow | None = None
    place: int | None = None

    @property
    def problem(self) -> Problem:
        return self.row.problem

    @property
    def report(self) -> Report:
        return self.row.report

    @property
    def round(self) -> InspectionRound:
        return self.report.round

    @property
    def body(self) -> Body:
        return self.round.body

    @property
    def region(self) -> Region | None:
        return self.body.region

    @property
    def measures(self) -> list[MeasureRow]:
        """The measures that the row speaks of: all of the problem's, or the one."""
        return self.row.measures if self.measure is None else [self.measure]


@dataclass(frozen=True, slots=True)
class Column:
    """`name` heads the column, `meaning` explains it in Chinese. `number`: a spreadsheet may add the values up; all
    others are text there, codes and telephone numbers too, which would lose zeros. `width` in characters."""

    name: str
    meaning: str
    value: Callable[[Source], Cell]
    number: bool = False
    width: int = 14


def columns(rows: str) -> tuple[Column, ...]:
    """The columns of a table with a row for each problem, or for each measure under each problem."""
    return MEASURE_COLUMNS if rows == MEASURE else PROBLEM_COLUMNS


def sources(row: ProblemRow, rows: str, names: Names, absolute: Address) -> Iterator[Source]:
    """The rows of the table that a problem makes: one, or one for each of its measures, and one where it has none."""
    if rows != MEASURE or not row.measures:
        yield Source(row, names, absolute)
        return
    for place, measure in enumerate(row.measures, 1):
        yield Source(row, names, absolute, measure, place)


class Table:
    """Makes the lines of a table of `rows`, each cell through `written`, the form that the file wants it in.

    What all rows of a report or of a problem have in common is made once for it: two columns of three are the report's,
    and problems of one report mostly follow each other.
    """

    def __init__(self, rows: str, names: Names, absolute: Address, written: Callable[[Cell], Cell]) -> None:
        self._rows, self._names, self._absolute, self._written = rows, names, absolute, written
        self._own = _ONE_MEASURE if rows == MEASURE else _ALL_MEASURES
        self._report: tuple[Report | None, list[Cell]] = (None, [])

    def lines(self, row: ProblemRow) -> Iterator[list[Cell]]:
        """The lines that a problem makes, a cell for each of the table's columns."""
        source = Source(row, self._names, self._absolute)
        if self._report[0] is not row.report:
            self._report = (row.report, self._cells(_OF_REPORT, source))
        before, after = self._cells(_IDENTITY, source), self._report[1] + self._cells(_EARLIER, source)
        for source in sources(row, self._rows, self._names, self._absolute):
            yield before + self._cells(self._own, source) + after

    def _cells(self, some: tuple[Column, ...], source: Source) -> list[Cell]:
        return [self._written(column.value(source)) for column in some]


@lru_cache(maxsize=1)
def _chinese() -> dict[type[TextChoices], dict[str, str]]:
    tables = (Status, Verb, RoundKind, AuthorityLevel, BodyLevel, RegionLevel, Stage, Origin)
    with translation.override("zh-hans"):
        return {table: {str(code): str(name) for code, name in table.choices} for table in tables}


def chinese_name(table: type[TextChoices], code: str | None) -> str | None:
    """The Chinese name of a code; None for no code."""
    return _chinese()[table].get(code or "")


def _iso(date: PartialDate | None) -> str | None:
    return date.iso() if date is not None else None


def _place(level: str) -> Callable[[Source], Cell]:
    """The name of the place of this level that the body's place is, or lies in."""

    def value(source: Source) -> Cell:
        region = source.region
        above = {place.level: place.name for place in region.chain()} if region else {}
        return above.get(level)

    return value


def _numbered(source: Source) -> str:
    """A line for each measure, the number in brackets: `[1] 一是…`."""
    return "\n".join(f"[{place}] {measure.text}" for place, measure in enumerate(source.measures, 1))


def _types(source: Source) -> list[str]:
    """The types of the row's measures, each once, in the order in which they appear."""
    return list(dict.fromkeys(code for measure in source.measures for code in measure.types))


def _type_names(source: Source) -> str:
    return BETWEEN_WORDS.join(source.names.measure_types.get(code, code) for code in _types(source))


def _topic_names(source: Source) -> str:
    return BETWEEN_WORDS.join(source.names.categories.get(code, code) for code in source.row.topics)


_IDENTITY = (
    Column("problem_id", "问题编号，长期不变", lambda s: s.problem.public_id),
    Column("url", "问题的固定网址", lambda s: s.absolute(link("problem", s.problem.public_id)), width=30),
    Column("number", "原文编号，只留数字和连字号", lambda s: s.problem.number, width=8),
    Column("label", "原文编号的写法", lambda s: s.problem.label, width=8),
    Column("path", "上级标题，由外到内", lambda s: BETWEEN_HEADINGS.join(s.problem.path), width=30),
    Column("text", "问题的表述；空：来源缺失原文", lambda s: s.problem.text, width=60),
    Column("text_missing", "1：来源缺失问题原文", lambda s: int(s.problem.text_missing), number=True, width=8),
    Column("status", "整改状态代码", lambda s: s.problem.status),
    Column("status_name", "整改状态", lambda s: chinese_name(Status, s.problem.status)),
    Column("status_words", "整改状态的原文", lambda s: s.problem.status_words),
    Column("topics", "问题类别代码，主要的在前；空：未分类", lambda s: BETWEEN_CODES.join(s.row.topics)),
    Column("topic_names", "问题类别", _topic_names, width=24),
    Column("start", "表述在通报正文中的起点（字）", lambda s: s.problem.start, number=True, width=8),
    Column("end", "表述在通报正文中的止点（字）", lambda s: s.problem.end, number=True, width=8),
    Column("measure_count", "问题之下的措施数", lambda s: len(s.row.measures), number=True, width=8),
)
_TYPES = (
    Column("measure_types", "措施类型代码", lambda s: BETWEEN_CODES.join(_types(s)), width=20),
    Column("measure_type_names", "措施类型", _type_names, width=24),
)
_ALL_MEASURES = (
    Column("measures", "各条整改措施，一条一行", _numbered, width=60),
    *_TYPES,
)
_ONE_MEASURE = (
    Column(
        "measure_id",
        "措施编号；同一措施可在几个问题之下，编号相同；空：问题没有措施",
        lambda s: s.measure.public_id if s.measure else None,
    ),
    Column("measure_place", "第几条措施", lambda s: s.place, number=True, width=8),
    Column("measure_text", "整改措施", lambda s: s.measure.text if s.measure else None, width=60),
    *_TYPES,
    Column(
        "measure_start",
        "措施在正文中的起点（字）",
        lambda s: s.measure.start if s.measure else None,
        number=True,
        width=8,
    ),
    Column(
        "measure_end", "措施在正文中的止点（字）", lambda s: s.measure.end if s.measure else None, number=True, width=8
    ),
)
_BODY = (
    Column("region_code", "地区代码；空：中央单位", lambda s: r.code if (r := s.region) else None, width=10),
    Column("region_name", "地区", lambda s: r.name if (r := s.region) else None),
    Column("region_level", "地区级别代码", lambda s: r.level if (r := s.region) else None),
    Column("region_level_name", "地区级别", lambda s: chinese_name(RegionLevel, r.level) if (r := s.region) else None),
    Column("province", "省份", _place("province")),
    Column("prefecture", "地级市州", _place("prefecture")),
    Column("body_id", "被巡视单位编号", lambda s: s.body.public_id),
    Column("body_name", "被巡视单位", lambda s: s.body.name, width=30),
    Column("body_kind", "单位性质代码", lambda s: s.body.kind),
    Column("body_level", "单位层级代码", lambda s: s.body.level),
    Column("body_level_name", "单位层级", lambda s: chinese_name(BodyLevel, s.body.level)),
    Column("central", "1：中央单位", lambda s: int(s.body.central), number=True, width=8),
)
_ROUND = (
    Column("round_id", "巡视轮次编号", lambda s: s.round.public_id),
    Column("year", "巡视年份", lambda s: s.round.year, number=True, width=8),
    Column("verb", "巡视或巡察，代码", lambda s: s.round.verb),
    Column("verb_name", "巡视或巡察", lambda s: chinese_name(Verb, s.round.verb)),
    Column("kind", "巡视方式代码", lambda s: s.round.kind),
    Column("kind_name", "巡视方式", lambda s: chinese_name(RoundKind, s.round.kind)),
    Column("kind_words", "巡视方式的原文", lambda s: s.round.kind_words),
    Column("authority_level", "派出机关级别代码", lambda s: s.round.authority_level),
    Column("authority_level_name", "派出机关级别", lambda s: chinese_name(AuthorityLevel, s.round.authority_level)),
    Column(
        "authority_region_code",
        "派出机关的地区代码",
        lambda s: a.code if (a := s.round.authority_region) else None,
    ),
    Column(
        "authority_name",
        "派出机关的地区或单位",
        lambda s: a.name if (a := s.round.authority_region or s.round.authority_body) else None,
    ),
    Column("team", "巡视组", lambda s: s.round.team, width=20),
    Column("term", "届次", lambda s: s.round.term, number=True, width=8),
    Column("round", "轮次", lambda s: s.round.round, number=True, width=8),
    Column("batch", "批次", lambda s: s.round.batch, number=True, width=8),
    Column("inspection_start", "进驻日期，知道到月则为 2024-03", lambda s: _iso(s.round.start_date)),
    Column("inspection_end", "进驻结束日期", lambda s: _iso(s.round.end_date)),
    Column("feedback", "反馈日期", lambda s: _iso(s.round.feedback_date)),
)
_REPORT = (
    Column("report_id", "通报编号，长期不变", lambda s: s.report.public_id),
    Column("report_url", "通报的固定网址", lambda s: s.absolute(link("report", s.report.public_id)), width=30),
    Column("report_title", "通报标题", lambda s: s.report.title, width=40),
    Column("stage", "阶段代码", lambda s: s.report.stage),
    Column("stage_name", "阶段", lambda s: chinese_name(Stage, s.report.stage)),
    Column("published", "网页公布日期", lambda s: _iso(s.report.page_date)),
    Column("published_year", "公布年份", lambda s: s.report.published_year, number=True, width=8),
    Column("source", "公布网站", lambda s: s.report.source, width=20),
    Column("source_url", "公布网址", lambda s: s.report.source_text.document.url, width=30),
    Column("signed_by", "落款", lambda s: s.report.signed_by, width=24),
    Column("signed", "落款日期", lambda s: _iso(s.report.signed_date)),
    Column("contact_phone", "联系电话", lambda s: s.report.contact_phone, width=18),
    Column("contact_address", "邮政信箱", lambda s: s.report.contact_address, width=24),
    Column("contact_postcode", "邮编", lambda s: s.report.contact_postcode),
    Column("contact_email", "电子邮箱", lambda s: s.report.contact_email, width=24),
    Column("origin", "性质代码：真实通报、虚构样例、合成测试", lambda s: s.report.origin),
    Column("origin_name", "性质", lambda s: chinese_name(Origin, s.report.origin)),
    Column("parser_version", "解析器版本", lambda s: s.report.parser_version),
)
_EARLIER = (
    Column(
        "continues",
        "延续自：同一单位更早的通报里，它所延续的问题的编号，由编辑核定；空：没有核定",
        lambda s: s.row.continues,
    ),
)
_OF_REPORT = _BODY + _ROUND + _REPORT
PROBLEM_COLUMNS = _IDENTITY + _ALL_MEASURES + _OF_REPORT + _EARLIER
MEASURE_COLUMNS = _IDENTITY + _ONE_MEASURE + _OF_REPORT + _EARLIER
