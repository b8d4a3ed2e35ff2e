"""Categories of a problem: the topics that its statement names, or else its measures and headings.

The rules are those of the annotation guide (one topic; a second only if the statement names it; what is general gives
way to what is concrete; earlier findings; …). Words and numbers are data: `data/category_terms.toml` and
`data/category_rules.toml`. Knows no Django.
"""

from __future__ import annotations

from collections.abc import Sequence

from reports.parsing.categories_lexicon import normalise
from reports.parsing.categories_rectification import arrange, own_rectification, setting_of, without_rectification
from reports.parsing.categories_rules import rules
from reports.parsing.categories_scores import (
    Scores,
    heading_support,
    merged,
    score_headings,
    score_measures,
    score_statement,
)
from reports.parsing.categories_selection import in_order, selected
from reports.parsing.types import CategoryVote

_MOST = 3


def categorise(statement: str | None, measures: Sequence[str], headings: Sequence[str]) -> tuple[CategoryVote, ...]:
    """The topics of a problem, none to three, most important first, each with the terms that decided.

    `statement` is None where the source lost it; `measures` are the texts of its measures; `headings` those above it,
    outermost first. Statement over measures over headings; a heading is asked only where the statement names no topic
    clearly. Never raises; too thin evidence gives no topic.
    """
    rule = rules()
    text = normalise(statement or "")
    named = score_statement(text)
    setting = setting_of(headings)
    own = own_rectification(text, named, setting)
    scores = said = named
    if own:
        subject = {t: s for t, s in without_rectification(named).items() if s.value >= rule.scores["sure"]}
    else:
        if not _is_enough(named):
            said = merged(named, score_measures(measures))
            scores = merged(said, heading_support(headings) or score_headings(headings))
        subject = without_rectification(scores) if setting.topic else scores
    chosen = selected(subject)
    chosen = [topic for topic in chosen if topic in said] or chosen[:1]  # a heading alone gives no second topic
    topics = arrange(text, in_order(text, chosen), own, named, setting)
    return tuple(
        CategoryVote(topic, round(scores[topic].value, 3), scores[topic].evidence)
        if topic in scores
        else CategoryVote(topic, rule.scores["sure"], setting.evidence)
        for topic in topics[:_MOST]
    )


def _is_enough(named: Scores) -> bool:
    """True when the statement decides alone: it names a topic, and not only that something was to be carried out."""
    rule = rules()
    return any(score.value >= rule.scores["alone"] for topic, score in named.items() if topic not in rule.last)
