"""Categories of a problem: the topics that its statement names, or else its measures and headings.

The rules are those of the annotation guide (one topic; a second only if the statement names it; what is general gives
way to what is concrete; earlier findings; …). Words and numbers are data: `data/category_terms.toml` and
`data/category_rules.toml`. Knows no Django.
"""

from __future__ import annotations

from collections.abc import Sequence

from reports.parsing.categories_lexicon import normalise
from reports.parsing.categories_rectification import arrange, setting_of
from reports.parsing.categories_rules import rules
from reports.parsing.categories_scores import Scores, merged, score_headings, score_measures, score_statement
from reports.parsing.types import CategoryVote

_MOST = 3


def categorise(statement: str | None, measures: Sequence[str], headings: Sequence[str]) -> tuple[CategoryVote, ...]:
    """The topics of a problem, none to three, most important first, each with the terms that decided.

    `statement` is None where the source lost it; `measures` are the texts of its measures; `headings` those above it,
    outermost first. Statement over measures over headings. Never raises; too thin evidence gives no topic.
    """
    text = normalise(statement or "")
    named = score_statement(text)
    setting = setting_of(headings)
    scores = named
    if max((score.value for score in named.values()), default=0.0) < rules().scores["sure"]:
        scores = merged(merged(named, score_measures(measures)), score_headings(headings))
    topics = arrange(text, _in_order(text, _selected(scores)), named, setting)
    sure = rules().scores["sure"]
    return tuple(
        CategoryVote(topic, round(scores[topic].value, 3), scores[topic].evidence)
        if topic in scores
        else CategoryVote(topic, sure, setting.evidence)
        for topic in list(dict.fromkeys(topics))[:_MOST]
    )


def _selected(scores: Scores) -> list[str]:
    """The first topic, and the second and third where they are named clearly enough beside it."""
    numbers = rules().scores
    earliest = min((score.first for score in scores.values() if score.value >= numbers["sure"]), default=-1)
    worth = {
        topic: score.value * (numbers["first_noun"] if score.first == earliest else 1.0)
        for topic, score in scores.items()
    }
    ranked = sorted(worth, key=lambda topic: (-worth[topic], scores[topic].first))
    if not ranked or worth[ranked[0]] < numbers["least"]:
        return []
    chosen = ranked[:1]
    for place, topic in zip(("second", "third"), ranked[1:3], strict=False):
        if worth[topic] < max(numbers[place], numbers[f"{place}_share"] * worth[ranked[0]]):
            break
        chosen.append(topic)
    return chosen


def _in_order(text: str, topics: list[str]) -> list[str]:
    rule = rules()
    topics = [t for t in topics if t not in rule.last] + [t for t in topics if t in rule.last]
    for pair in rule.before:
        if {pair.first, pair.then} <= set(topics) and (not pair.terms or any(term in text for term in pair.terms)):
            place = topics.index(pair.then)
            if place < topics.index(pair.first):
                topics.remove(pair.first)
                topics.insert(place, pair.first)
    return topics
