"""Which of the topics that have a score are given, and in which order (rules 1, 2, 6 to 10 and 13). Knows no Django."""

from __future__ import annotations

from reports.parsing.categories_rules import rules
from reports.parsing.categories_scores import Scores


def selected(scores: Scores) -> list[str]:
    """The first topic, and a second and third where they are named clearly enough beside it, in order.

    Topics that are all fully named stand as the statement names them: its first noun is its subject.
    """
    numbers = rules().scores
    ranked = sorted(scores, key=lambda topic: (-scores[topic].value, scores[topic].first))
    if not ranked or scores[ranked[0]].value < numbers["least"]:
        return []
    top = min(scores[ranked[0]].value, numbers["full"])
    needed = (
        min(numbers["second"], numbers["second_share"] * top),
        max(numbers["third"], numbers["third_share"] * top),
    )
    chosen = ranked[:1]
    for least, topic in zip(needed, ranked[1:3], strict=False):
        if scores[topic].value < least:
            break
        chosen.append(topic)
    equal = numbers["equal"]
    return sorted(chosen, key=lambda t: (-min(scores[t].value, equal), scores[t].first, -scores[t].lead))


def in_order(text: str, topics: list[str]) -> list[str]:
    """`topics` of a normalised statement with the rules of precedence applied: what comes last, what before what."""
    rule = rules()
    topics = [t for t in topics if t not in rule.last] + [t for t in topics if t in rule.last]
    for pair in rule.before:
        if pair.first not in topics or (pair.terms and not any(term in text for term in pair.terms)):
            continue
        place = next((i for i, topic in enumerate(topics) if topic in pair.then), len(topics))
        if place < topics.index(pair.first):
            topics.remove(pair.first)
            topics.insert(place, pair.first)
    return topics
