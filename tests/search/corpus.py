"""A small archive made of phrases written for these tests, indexed without a database, in eight segments or more."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from pathlib import Path

from reports.search.documents import IndexDocument
from reports.search.folder import IndexFolder
from reports.search.query import IndexStatus
from reports.search.schema import PROBLEM, REPORT
from reports.search.view import View

SEGMENTS = 8

PHRASES = (
    "落实“回头看”要求不够有力",
    "县城污水管网不全, 雨污分流推进慢",
    "黑臭水体整治\uff08第二批\uff09未完成",
    "PPP项目监管缺位",
    "\uff30\uff30\uff30 项目、G207国道改造超概算1.5亿元",
    "十二届县委第三轮巡察反馈的问题",
    "第12届村委会换届把关不严",
    "制定《青禾县河湖长制实施方案》——2021年印发",
    "清退违规领取的补贴1390件, 追缴资金30.5万元。",
    "主体责任压得不实; “一岗双责”落实差距大",
    "整 改 措 施\n\u3000\u3000已完成",
    "開發區管理委員會權責不清",
    "召开专题会议3次,约谈5人次",
    "第(35-1)项: 台账\u200b不清",
    "Wi-Fi 覆盖 ok? 已覆盖 97%",
    "党组“第一议题”制度!!!流于形式…",
)


def made_documents(count: int, seed: int) -> list[IndexDocument]:
    """Problems of random phrases, cut at random places too, so that any neighbourhood of signs occurs."""
    chance = random.Random(seed)

    def text(longest: int) -> str:
        parts = []
        for _ in range(chance.randint(1, longest)):
            phrase = chance.choice(PHRASES)
            start = chance.randint(0, 6) if chance.random() < 0.4 else 0
            parts.append(phrase[start : len(phrase) - (chance.randint(0, 5) if chance.random() < 0.4 else 0)])
        return chance.choice(("", "。", " ", "\n", ",")).join(parts)

    return [
        problem(
            number,
            statement=[text(2)],
            measures=[text(3) for _ in range(chance.randint(0, 4))],
            path=[text(1) for _ in range(chance.randint(0, 2))],
            context=["示例省松岭市青禾县", "青禾县", text(1)],
            day=dt.date(2019, 1, 1) + dt.timedelta(days=chance.randint(0, 900)) if chance.random() < 0.9 else None,
            facets={
                "region": chance.choice(
                    (("990000",), ("990000", "990100"), ("990000", "990100", "990121"), ("central",))
                ),
                "year": (chance.choice(("2019", "2020", "2021", "unknown")),),
                "category": chance.choice(
                    (("none",), ("line", "env"), ("line", "env", "urban"), ("discipline", "funds"))
                ),
                "status": (chance.choice(("completed", "in_progress", "unknown")),),
                "term": (chance.choice(("12", "13", "unknown")),),
                "flag": chance.choice(((), ("mismatch",), ("mismatch", "damaged"))),
            },
        )
        for number in range(count)
    ]


def problem(
    number: int,
    *,
    day: dt.date | None = None,
    facets: dict[str, Sequence[str]] | None = None,
    report: int | None = None,
    **streams: Sequence[str],
) -> IndexDocument:
    report = number // 7 if report is None else report
    return IndexDocument(
        PROBLEM, public_id("p", number), number, public_id("r", report), report, day, facets or {}, streams
    )


def report(number: int, *, day: dt.date | None = None, **streams: Sequence[str]) -> IndexDocument:
    return IndexDocument(REPORT, public_id("r", number), number, public_id("r", number), number, day, {}, streams)


def public_id(letter: str, number: int) -> str:
    """Twelve base32 characters, spread over the alphabet, different in the first nine."""
    alphabet = "abcdefghijklmnopqrstuvwxyz234567"
    value, digits = (number * 2_654_435_761) % 32**7, ""
    for _ in range(11):
        digits += alphabet[value % 32]
        value //= 32
    return letter + digits


def index_documents(folder: Path, documents: Sequence[IndexDocument]) -> View:
    """Indexes the documents in eight segments and opens them.

    The engine merges eight small segments at once, in the background: the snapshot has to be taken before.
    """
    for _ in range(20):
        view = _in_eight_segments(folder, documents)
        if view.searcher.num_segments >= SEGMENTS:
            return view
    raise AssertionError("the engine always merged before the snapshot")


def _in_eight_segments(folder: Path, documents: Sequence[IndexDocument]) -> View:
    generation = IndexFolder(folder).prepare()
    IndexFolder(folder).put_in_use(generation)
    index = generation.open()
    writer = index.writer(15_000_000, 1)
    for segment in range(SEGMENTS):
        for document in documents[segment::SEGMENTS]:
            writer.add_document(document.for_engine())
        writer.commit()
    index.reload()
    return View(index.searcher(), IndexStatus(1))
