"""What a report says, before it is laid out: groups, headings between, problems with their steps and their status."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from reports.synthetic.bodies import Body
from reports.synthetic.chance import Wheel, between
from reports.synthetic.prose import failing, statement, steps
from reports.synthetic.scene import Scene
from reports.synthetic.vocabulary import FOCUSES, TOPICS, frame, topics

# Keys of declared totals that split the problems by how far they have come (schema.md), and how often each comes up.
SPLITS = (
    (("completed", 0.78), ("mostly_completed", 0.12), ("long_term", 0.07), ("not_completed", 0.03)),
    (("completed", 0.8), ("in_progress", 0.2)),
    (("completed", 0.74), ("in_progress", 0.22), ("not_completed", 0.04)),
    (("completed", 0.9), ("long_term", 0.1)),
)
_SHARES = {"line": 0.4, "discipline": 0.28, "organisation": 0.2, "rectification": 0.12}


@dataclass(slots=True)
class Item:
    """One problem."""

    statement: str
    topic: str
    steps: list[str]


@dataclass(slots=True)
class Unit:
    """What one number stands for: a problem, or several that are numbered n-1, n-2 and share their steps."""

    items: list[Item]
    status: str

    @property
    def item(self) -> Item:
        return self.items[0]


@dataclass(slots=True)
class Block:
    """Problems under one heading between group and problem; not every layout prints the heading."""

    heading: str
    units: list[Unit]


@dataclass(slots=True)
class Group:
    """Problems of one focus of supervision. `full`: the heading as a failing; `short`: as a field (for …方面)."""

    focus: str
    full: str
    short: str
    blocks: list[Block] = field(default_factory=list)

    @property
    def units(self) -> Iterator[Unit]:
        for block in self.blocks:
            yield from block.units


@dataclass(frozen=True, slots=True)
class Amount:
    """How much a report is to hold. `split_every`: about one unit in so many is split into n-1, n-2 (0: none)."""

    problems: int
    mean_steps: float = 3.0
    split_every: int = 0


def compose(scene: Scene, body: Body, amount: Amount) -> list[Group]:
    """The groups of one report with about `amount.problems` problems, each statement another."""
    said: set[str] = set()
    split = SPLITS[between(scene.random, 0, len(SPLITS) - 1)]
    groups: list[Group] = []
    for focus in FOCUSES:
        share = max(1, round(amount.problems * _SHARES[focus]))
        group = _group(scene, focus, body)
        wheel = Wheel(body.topics if focus == "line" and not body.own_committee else TOPICS[focus], exponent=0.55)
        while share > 0:
            scene.topic = topics()[wheel.draw(scene.random)]
            size = min(share, between(scene.random, 2, 5))
            heading = failing(scene)
            group.blocks.append(Block(heading, [_unit(scene, amount, split, said) for _ in range(size)]))
            share -= size
        groups.append(group)
    return groups


def _group(scene: Scene, focus: str, body: Body) -> Group:
    scene.topic = topics()[body.topics[0] if focus == "line" else TOPICS[focus][0]]
    words = frame()
    return Group(
        focus,
        words.group_full[focus].draw(scene.random).say(scene),
        words.group_short[focus].draw(scene.random).say(scene),
    )


def _unit(scene: Scene, amount: Amount, split: Sequence[tuple[str, float]], said: set[str]) -> Unit:
    random = scene.random
    several = amount.split_every and random.random() * amount.split_every < 1
    items = [_item(scene, amount, said) for _ in range(between(random, 2, 3) if several else 1)]
    for item in items[:-1]:
        item.steps = items[-1].steps
    return Unit(items, _status(random.random(), split))


def _item(scene: Scene, amount: Amount, said: set[str]) -> Item:
    words = statement(scene)
    while words in said:
        words = statement(scene)
    said.add(words)
    count = max(1, min(8, round(amount.mean_steps + (scene.random.random() + scene.random.random() - 1) * 2.6)))
    return Item(words, scene.topic.code, steps(scene, count))


def _status(chance: float, split: Sequence[tuple[str, float]]) -> str:
    for key, share in split:
        chance -= share
        if chance < 0:
            return key
    return split[0][0]
