"""Statements of problems and steps of rectification, composed clause by clause."""

from __future__ import annotations

from reports.synthetic.grammar import Clause
from reports.synthetic.scene import Scene
from reports.synthetic.vocabulary import frame

# A statement gets particulars until its choices are worth so many bits: two alike in a million are then unlikely.
ENOUGH_BITS = 46.0
_OWN_FAILING, _OWN_DETAIL, _OWN_STEP, _OWN_RESULT = 0.62, 0.68, 0.56, 0.5
_MOST_DETAILS = 4


def statement(scene: Scene) -> str:
    """What was found, without closing punctuation: a failing and its particulars, one sentence."""
    random = scene.random
    source = scene.topic.failings if random.random() < _OWN_FAILING else frame().failings
    failing = source.draw(random)
    said = [failing.say(scene)]
    bits = failing.bits + source.bits
    used: list[Clause] = []
    while bits < ENOUGH_BITS and len(used) < _MOST_DETAILS:
        source = scene.topic.details if random.random() < _OWN_DETAIL else frame().details
        detail = source.draw(random)
        if detail in used:
            continue
        used.append(detail)
        said.append(detail.say(scene))
        bits += detail.bits + source.bits
    return ",".join(said)


def failing(scene: Scene) -> str:
    """A failing in general, as the heading of several problems has it."""
    source = scene.topic.failings if scene.random.random() < 0.8 else frame().headings
    return source.draw(scene.random).say(scene)


def run_in(scene: Scene) -> str:
    """The short heading of a step: 强化督办问效."""
    return frame().run_in.draw(scene.random).say(scene)


def steps(scene: Scene, count: int) -> list[str]:
    """`count` steps of rectification for one problem, each of sentences that end with 。. No clause comes twice."""
    used: set[int] = set()
    return [_step(scene, used) for _ in range(count)]


def _step(scene: Scene, used: set[int]) -> str:
    random = scene.random
    said: list[str] = []
    if random.random() < 0.3:
        said.append(run_in(scene) + "。")
    for sentence in range(1 if random.random() < 0.42 else 2):
        clauses = 2 if random.random() < 0.5 else 3
        words = [_fresh(scene, used).say(scene) for _ in range(clauses)]
        if random.random() < (0.45 if sentence == 0 else 0.8):
            source = scene.topic.results if random.random() < _OWN_RESULT else frame().results
            words.append(source.draw(random).say(scene))
        said.append(("," if random.random() < 0.8 else ";").join(words) + "。")
    return "".join(said)


def _fresh(scene: Scene, used: set[int]) -> Clause:
    random = scene.random
    clause = frame().steps.draw(random)
    for _ in range(8):
        source = scene.topic.steps if random.random() < _OWN_STEP else frame().steps
        clause = source.draw(random)
        if id(clause) not in used:
            break
    used.add(id(clause))
    return clause
