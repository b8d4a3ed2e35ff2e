"""Problems about the rectification of earlier findings, and problems listed under such a heading. Knows no Django.

A problem with a subject of its own keeps it first; a statement about rectifying itself (plan, mentality, faked traces, an
earlier finding not rectified) puts rectification first; a duty-holder named in it comes before (rules 3 and 4).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reports.parsing.categories_lexicon import normalise
from reports.parsing.categories_rules import Rectification, rules
from reports.parsing.categories_scores import Scores, score_statement
from reports.parsing.types import Evidence


@dataclass(frozen=True, slots=True)
class Setting:
    """The rectification heading over a problem: its topic, None where there is none; whether it lists earlier findings."""

    topic: str | None = None
    listed: bool = False
    evidence: tuple[Evidence, ...] = ()
    holders: tuple[str, ...] = ()


def setting_of(headings: Sequence[str]) -> Setting:
    """The innermost of the headings (outermost first) that is about rectification; none above a heading of new problems."""
    rule = rules().rectification
    for raw in reversed(headings):
        heading = normalise(raw)
        if _has(heading, rule.new):
            return Setting()
        if _has(heading, rule.captions) or not _has(heading, rule.failing):
            continue
        scores = score_statement(heading)
        named = [topic for topic in rule.topics if topic in scores and scores[topic].value >= rules().scores["sure"]]
        if named:
            topic = min(named, key=lambda name: scores[name].first)
            evidence = tuple(Evidence(item.term, "heading", item.weight) for item in scores[topic].evidence)
            return Setting(topic, _has(heading, rule.listed), evidence, _holders(heading, rule))
    return Setting()


def arrange(text: str, topics: Sequence[str], named: Scores, setting: Setting) -> list[str]:
    """`topics` of a normalised statement with rectification in its place. `named` are the statement's own scores."""
    rule = rules().rectification
    subject = [topic for topic in topics if topic not in rule.topics]
    own = [topic for topic in topics if topic in rule.topics and topic in named]
    if own:
        return _about_rectifying(text, subject, own, named)
    if setting.topic is None:
        return list(topics)
    if not subject:
        return [setting.topic, *setting.holders]
    named_subject = [topic for topic in subject if topic in named] or subject[:1]
    return [setting.topic, *named_subject] if setting.listed else [*named_subject[:2], setting.topic]


def _about_rectifying(text: str, subject: list[str], own: list[str], named: Scores) -> list[str]:
    rule = rules().rectification
    holders = [topic for topic in _holders(text, rule) if topic in named]
    start = min(named[topic].first for topic in own)
    subject = [topic for topic in subject if topic in named and topic not in holders]
    before = [topic for topic in subject if named[topic].first < start]
    after = [topic for topic in subject if topic not in before]
    return [*holders, *before, *own, *after]


def _holders(text: str, rule: Rectification) -> tuple[str, ...]:
    return tuple(topic for topic, words in rule.holders.items() if _has(text, words))


def _has(text: str, words: Sequence[str]) -> bool:
    return any(word in text for word in words)
