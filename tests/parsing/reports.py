"""Builders of small reports about fictional places, and a reader of what the parser found in them."""

from __future__ import annotations

from dataclasses import dataclass

from reports.parsing.lines import split_lines
from reports.parsing.structure import read_structure

OPENING = (
    "根据省委统一部署,2024年3月5日至5月20日,省委第三巡视组对青禾县进行了巡视。"
    "2024年7月9日,省委巡视组向青禾县委反馈了意见。根据党务公开规定,现将巡视整改进展情况予以公布。\n"
)
ORGANISATION = (
    "一、组织整改落实情况\n县委坚持把巡视整改作为重大政治任务。\n"
    "(一)强化领导抓整改。成立领导小组,由县委书记任组长。\n(二)压实责任抓整改。制定整改方案,逐条明确责任单位。\n"
    "截至8月20日,巡视反馈的28个具体问题,已完成整改20个。\n"
)
CLOSING = "三、下一步整改工作安排\n(一)提高政治站位。持续学习,把整改融入日常。\n(二)健全长效机制。堵塞漏洞,巩固成果。\n"
CONTACT = (
    "欢迎广大干部群众对巡视整改落实情况进行监督。联系方式:0000-1234567;邮政信箱:青禾县委巡视整改办;"
    "电子邮箱:qh@example.cn。\n中共青禾县委\n2024年9月1日\n"
)
FULL_WIDTH = str.maketrans({",": "\uff0c", ":": "\uff1a", ";": "\uff1b", "(": "\uff08", ")": "\uff09"})


def report(
    body: str, *, head: str = "二、巡视反馈问题整改进展情况\n", organisation: str = ORGANISATION, closing: str = CLOSING
) -> str:
    """A whole report around a problem section."""
    return OPENING + organisation + head + body.strip("\n") + "\n" + closing + CONTACT


@dataclass(frozen=True)
class Found:
    """A problem as the parser found it, in plain words."""

    number: str | None
    path: list[str]
    text: str | None
    measures: list[str]


def problems_of(text: str) -> list[Found]:
    """What the parser finds in `text`, wordings taken from the source and joined without line ends."""
    lines = split_lines(text)
    structure = read_structure(lines)

    def words(piece) -> str:
        return lines[piece.line].source_text(text, piece.start, piece.end)

    return [
        Found(
            p.number,
            [words(part) for part in p.draft.path],
            words(p.draft.statement) if p.draft.statement is not None else None,
            ["".join(words(part) for part in structure.measures[m].parts) for m in p.measures],
        )
        for p in structure.problems
    ]


def outline_of(text: str) -> list[str]:
    """One line a problem: `number path>path|statement|measure|measure`, ∅ for what is lost."""
    return [
        "|".join([f"{p.number or '∅'} {'>'.join(p.path)}", p.text if p.text is not None else "∅", *p.measures])
        for p in problems_of(text)
    ]
