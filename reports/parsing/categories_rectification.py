"""Problems about the rectification of earlier findings, and problems listed under such a heading. Knows no Django.

A problem with a subject of its own keeps it first; a statement about rectifying itself (plan, mentality, faked traces,
an earlier finding not rectified) puts rectification first; a duty-holder named in it comes before (rules 3 and 4).
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

from reports.parsing.categories_lexicon import normalise
from reports.parsing.categories_rules import Rectification, rules
from reports.parsing.categories_scores import SENTENCE_END, Scores, score_statement
from reports.parsing.types import Evidence


@dataclass(frozen=True, slots=True)
class Setting:
    """The rectification heading over a problem.

    `topic` is None where there is none; `listed` says that the heading lists earlier findings that were not rectified;
    `holders` are the topics of the duty-holders that it names.
    """

    topic: str | None = None
    listed: bool = False
    evidence: tuple[Evidence, ...] = ()
    holders: tuple[str, ...] = ()


_NO_SETTING = Setting()


def setting_of(headings: Sequence[str]) -> Setting:
    """The innermost of `headings` (outermost first) that is about rectification; none over newly found problems."""
    for heading in reversed(headings):
        setting = _setting_of_one(heading)
        if setting is not None:
            return setting
    return _NO_SETTING


@functools.lru_cache(maxsize=4096)
def _setting_of_one(raw: str) -> Setting | None:
    """What one heading says of rectification; None where it leaves that to the heading further out."""
    rule = rules().rectification
    heading = normalise(raw)
    if _has(heading, rule.new):
        return _NO_SETTING
    if _has(heading, rule.captions) or not _has(heading, rule.failing):
        return None
    scores = score_statement(heading)
    named = [topic for topic in rule.topics if topic in scores and scores[topic].value >= rules().scores["sure"]]
    if not named:
        return None
    topic = min(named, key=lambda name: scores[name].first)
    evidence = tuple(Evidence(item.term, "heading", item.weight) for item in scores[topic].evidence)
    return Setting(topic, _has(heading, rule.listed), evidence, _holders(heading, rule))


def without_rectification(scores: Scores) -> Scores:
    """`scores` of all topics but those of rectification."""
    topics = rules().rectification.topics
    return {topic: score for topic, score in scores.items() if topic not in topics}


def own_rectification(text: str, named: Scores, setting: Setting) -> list[str]:
    """The rectification topics that a normalised statement itself names, first named first.

    `named` are its scores. Under a rectification heading a hint is enough.
    """
    rule = rules().rectification
    enough = rules().scores["least" if setting.topic else "sure"]
    own = [topic for topic in rule.topics if topic in named and named[topic].value >= enough]
    if len(own) > 1 and "inspections" in own and not _has(text, rule.inspections_by):
        own.remove("inspections")
    return sorted(own, key=lambda topic: named[topic].first)


def arrange(text: str, subject: list[str], own: list[str], named: Scores, setting: Setting) -> list[str]:
    """The topics of a normalised statement with rectification in its place.

    `subject` are its other topics in order, `own` the rectification topics that it names, `named` its own scores.
    """
    rule = rules().rectification
    if own:
        return _about_rectifying(text, subject, own, named, setting)
    if setting.topic is None:
        return subject
    # Under such a heading measures and headings press responsibility; only what else they name is a subject.
    subject = [t for t in subject if t in named] or [t for t in subject if t not in rule.holders][:1]
    if not subject:
        return [setting.topic, *setting.holders]
    return [setting.topic, *subject] if setting.listed else [*subject[:2], setting.topic]


def _about_rectifying(text: str, subject: list[str], own: list[str], named: Scores, setting: Setting) -> list[str]:
    rule = rules().rectification
    sure = rules().scores["sure"]
    holders = [
        topic
        for topic in _holders(text, rule)
        if topic in setting.holders or (topic in named and named[topic].value >= sure)
    ]
    if holders:
        return [*holders, *own]
    start = min(named[topic].first for topic in own)
    end = SENTENCE_END.search(text, start)
    subject = [topic for topic in subject if end is None or named[topic].first < end.end()]
    last = rules().last
    before = [t for t in subject if t not in last and (named[t].first < start or _stands_apart(t, start, named))]
    after = [topic for topic in subject if topic not in before]
    if not subject:
        after = list(setting.holders)
    return [*before, *own, *after]


def _stands_apart(topic: str, start: int, named: Scores) -> bool:
    """True of a subject that the rectification's own term names and another term too: 环保督察反馈的矿山修复."""
    return named[topic].first == start and len(named[topic].evidence) > 1


def _holders(text: str, rule: Rectification) -> tuple[str, ...]:
    return tuple(topic for topic, words in rule.holders.items() if _has(text, words))


def _has(text: str, words: Sequence[str]) -> bool:
    return any(word in text for word in words)
