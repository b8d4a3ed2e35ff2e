"""What stands for {n}, {village}, {doc} and the other slots of clauses. Each takes the scene and gives words.

Beside each slot stands how many bits its choice is worth over the whole corpus (`prose.ENOUGH_BITS`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reports.synthetic.grammar import Slot
    from reports.synthetic.scene import Scene

# Subjects of documents that say themselves what kind of document they are.
_DOCUMENT_WORDS = ("措施", "预案", "计划", "规则", "清单", "制度", "方案", "责任制")


def _digit(scene: Scene) -> str:
    return "23456789"[int(scene.random.random() * 8)]


def _tens(scene: Scene) -> str:
    return str(10 + int(scene.random.random() ** 1.7 * 89))


def _hundreds(scene: Scene) -> str:
    return str(100 + int(scene.random.random() ** 1.9 * 899))


def _thousands(scene: Scene) -> str:
    number = scene.random.random() ** 2.2
    return f"{1 + number * 8.9:.2f}万" if number > 0.75 else str(1000 + int(number * 9000))


def _small(scene: Scene) -> str:
    return f"{1 + scene.random.random() * 8:.1f}"


def _percent(scene: Scene) -> str:
    number = 12 + scene.random.random() * 87
    return f"{number:.0f}%" if number > 60 else f"{number:.1f}%"


def _wan(scene: Scene) -> str:
    number = 2.0 * 1800 ** scene.random.random()
    return f"{number:.0f}万元" if number > 900 else f"{number:.2f}万元" if number < 60 else f"{number:.1f}万元"


def _yi(scene: Scene) -> str:
    return f"{1.05 * 40 ** scene.random.random():.2f}亿元"


def _year(scene: Scene) -> str:
    return f"{scene.year - 1 - int(scene.random.random() * 4)}年"


def _years(scene: Scene) -> str:
    last = scene.year - 1 - int(scene.random.random() * 2)
    return f"{last - 1 - int(scene.random.random() * 4)}年至{last}年"


def _next_year(scene: Scene) -> str:
    return f"{scene.year + 1 + int(scene.random.random() * 3)}年"


def _of_place(kind: str) -> Slot:
    """A name of the scene's place, the first ones of its list more often."""

    def draw(scene: Scene) -> str:
        names: tuple[str, ...] = getattr(scene.locality, kind)
        return names[int(scene.random.random() ** 1.3 * len(names))]

    return draw


def _office(scene: Scene) -> str:
    offices = scene.topic.offices
    return scene.character + offices[int(scene.random.random() ** 1.5 * len(offices))]


def _counted(scene: Scene) -> str:
    thing = scene.topic.counted.draw(scene.random)
    return str(4 + int(scene.random.random() ** 2 * 90)) + thing


def _term(scene: Scene) -> str:
    return scene.topic.terms.draw(scene.random)


def _document(scene: Scene) -> str:
    subject = scene.topic.docs.draw(scene.random) if scene.random.random() < 0.5 else _term(scene)
    end = (
        ""
        if subject.endswith(_DOCUMENT_WORDS)
        else _DOCUMENT_ENDS[int(scene.random.random() ** 1.5 * len(_DOCUMENT_ENDS))]
    )
    place = scene.document_place if scene.random.random() < 0.7 else ""
    return f"《{place}{subject}{end}》"


_DOCUMENT_ENDS = (
    "实施方案",
    "管理办法",
    "实施办法",
    "工作方案",
    "实施细则",
    "暂行办法",
    "工作制度",
    "考核办法",
    "操作规程",
    "责任清单",
    "若干措施",
    "实施意见",
    "工作指引",
    "工作规范",
    "管理规定",
    "三年行动方案",
)


SLOTS: dict[str, tuple[Slot, float]] = {
    "n": (_digit, 3.0),
    "nn": (_tens, 6.0),
    "nnn": (_hundreds, 9.0),
    "k": (_thousands, 11.0),
    "small": (_small, 6.0),
    "pct": (_percent, 8.0),
    "wan": (_wan, 11.0),
    "yi": (_yi, 9.0),
    "year": (_year, 3.0),
    "years": (_years, 4.0),
    "nextyear": (_next_year, 2.0),
    "town": (_of_place("towns"), 11.0),
    "village": (_of_place("villages"), 14.0),
    "road": (_of_place("roads"), 12.0),
    "river": (_of_place("rivers"), 10.0),
    "firm": (_of_place("firms"), 16.0),
    "school": (_of_place("schools"), 11.0),
    "hospital": (_of_place("hospitals"), 10.0),
    "estate": (_of_place("estates"), 12.0),
    "park": (_of_place("parks"), 9.0),
    "office": (_office, 2.0),
    "counted": (_counted, 7.0),
    "doc": (_document, 6.0),
    "term": (_term, 5.0),
    "committee": (lambda scene: scene.committee, 0.0),
    "boss": (lambda scene: scene.boss, 0.0),
    "all": (lambda scene: scene.everywhere, 0.0),
}
