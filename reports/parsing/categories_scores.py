"""How much a statement, its measures and its headings speak for each topic. Knows no Django."""

from __future__ import annotations

import bisect
import functools
import re
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from reports.parsing.categories_lexicon import Match, lexicon, normalise
from reports.parsing.categories_resemblance import likeliest
from reports.parsing.categories_rules import rules
from reports.parsing.types import Evidence

Source = Literal["statement", "measure", "heading"]

SENTENCE_END = re.compile(r"[\u3002;!?]")
CLAUSE_END = re.compile(r"[\u3002;!?,\u3001]")
# Means and purpose are not the subject: 以建设管网名义举债 is about 举债, 为推进旅游开发,未划定保护区 about 保护区.
# Not: 以文件落实文件 (no 名义 or 方式), 为企业服务不优 (no comma after).
_MEANS = re.compile(r"以[^\u3002;,]{1,20}?(?:名义|方式|形式|模式|为由|为名)|^为[^\u3002;,]{2,20},")
# Where a topic stands that the statement does not name: behind all that it names.
_NOWHERE = 1 << 30
# A further term for the same topic proves less than the first: 招标 beside 投标 is not twice the evidence.
_SECOND_TERM, _FURTHER_TERM = 0.5, 0.25
_MOST_EVIDENCE = 6


class TopicScore(NamedTuple):
    """How much speaks for a topic, where in the statement it is first named and how clearly, and by which terms.

    `evidence` has the weightiest term first. A term of two topics may name one more clearly than the other (`lead`).
    """

    value: float
    first: int
    evidence: tuple[Evidence, ...]
    lead: float = 0.0


Scores = dict[str, TopicScore]


class _Hit(NamedTuple):
    topic: str
    value: float
    start: int
    term: str


def score_statement(text: str) -> Scores:
    """The topics that a normalised statement names. Sentences after the one that names the subject are worth less."""
    numbers = rules().scores
    hits = _hits(text)
    lead_end = _end_of_lead(text, hits)
    means = [clause.span() for clause in _MEANS.finditer(text)] if text.startswith("为") or "以" in text else []
    where = _fields(text, hits)

    def factor(hit: _Hit) -> float:
        share = 1.0 if hit.start < lead_end else numbers["later_sentence"]
        if means and any(start <= hit.start < end for start, end in means):
            share *= numbers["means"]
        return share * where[hit] if hit in where else share

    scores = _scores((_faded(hit, factor(hit)) for hit in hits), "statement")
    return _without_strays(_with_carried_out(text, scores), text[:lead_end])


def _with_carried_out(text: str, scores: Scores) -> Scores:
    """`scores` with the topic of decisions from above, where the text says that one was not carried out (rule 13)."""
    rule = rules().carried_out
    found = rule.wording.search(text)
    if found is None or (rule.topic in scores and scores[rule.topic].value >= rule.value):
        return scores
    evidence = (Evidence(found[0], "statement", rule.value),)
    return {**scores, rule.topic: TopicScore(rule.value, found.start(), evidence, rule.value)}


def _without_strays(scores: Scores, lead: str) -> Scores:
    """`scores` with less for a topic named by one short term in a sentence that otherwise resembles other topics.

    渡口 names safety, but not in 渡口街道历史建筑保护不力. A long term such as 营商环境 is never there by chance.
    """
    rule = rules()
    numbers, apart = rule.scores, rule.rectification.topics
    named = [topic for topic in scores if topic not in apart]
    doubtful = [
        topic
        for topic in named
        if numbers["sure"] <= scores[topic].value <= numbers["equal"]
        and len(scores[topic].evidence[0].term) < numbers["long_term"]
    ]
    if not doubtful:
        return scores
    near = likeliest(lead, apart)[: int(numbers["resembled"])]
    strays = {topic: _scaled(scores[topic], numbers["stray"]) for topic in doubtful if topic not in near}
    return {**scores, **strays}


def score_headings(headings: Sequence[str]) -> Scores:
    """What the headings say, outermost first: the outermost gathers many things and weighs least."""
    numbers = rules().scores
    total: Scores = {}
    for depth, heading in enumerate(headings):
        factor = numbers["inner_heading"] if 0 < depth == len(headings) - 1 else numbers["outer_heading"]
        total = merged({topic: _scaled(score, factor) for topic, score in _heading_scores(heading).items()}, total)
    return total


def heading_support(headings: Sequence[str]) -> Scores:
    """The topics for which the innermost of `headings` speaks that names one: they need less in the statement itself.

    履行监管职责不力 names none, so the heading over it is asked. What comes last anyway, and rectification, which has
    rules of its own, are no support.
    """
    for heading in reversed(headings):
        support = _support_of_one(heading)
        if support:
            return support
    return {}


@functools.lru_cache(maxsize=4096)
def _support_of_one(heading: str) -> Scores:
    """Problems share their headings, so each is read once. Callers do not alter the result."""
    rule = rules()
    apart = {*rule.last, *rule.rectification.topics}
    return {
        topic: _scaled(score, rule.scores["support"])
        for topic, score in _heading_scores(heading).items()
        if topic not in apart and score.value >= rule.scores["supporting"]
    }


def score_measures(measures: Sequence[str]) -> Scores:
    """What the measures are about: a topic has the share of the measures of which it is the (or nearly the) first.

    Only the head of each measure is read, where its subject stands, and only so much of all of them together.
    """
    rule = rules()
    size, budget = int(rule.scores["measure_lead"]), int(rule.scores["measure_budget"])
    shares: dict[str, float] = {}
    first: dict[str, TopicScore] = {}
    read = 0
    for measure in measures:
        if budget <= 0:
            break
        head = measure[: min(size, budget)]
        budget -= len(head)
        read += 1
        scores = _scores(_hits(normalise(head)), "measure")
        for topic in rule.process & scores.keys():
            scores[topic] = _scaled(scores[topic], rule.scores["process_in_measures"])
        best = max((score.value for score in scores.values()), default=0.0)
        for topic, score in scores.items():
            if score.value >= 0.7 * best:
                shares[topic] = shares.get(topic, 0.0) + min(1.0, score.value / 3.0)
                place = _NOWHERE + read * size + score.first
                first.setdefault(topic, TopicScore(0.0, place, score.evidence))
    full = rule.scores["measures"]
    return {
        topic: TopicScore(full * share / read, first[topic].first, first[topic].evidence)
        for topic, share in shares.items()
    }


def merged(one: Scores, other: Scores) -> Scores:
    """The sum of two, topic by topic; the evidence of `one` first."""
    total = dict(one)
    for topic, score in other.items():
        before = one.get(topic)
        if before is not None:
            evidence = (before.evidence + score.evidence)[:_MOST_EVIDENCE]
            total[topic] = TopicScore(before.value + score.value, min(before.first, score.first), evidence, before.lead)
        else:
            total[topic] = score
    return total


@functools.lru_cache(maxsize=4096)
def _heading_scores(heading: str) -> Scores:
    """A heading is read once, as in `_support_of_one`."""
    scores = _scores(_hits(normalise(heading)), "heading")
    return {topic: TopicScore(score.value, _NOWHERE, score.evidence) for topic, score in scores.items()}


def _hits(text: str) -> list[_Hit]:
    """One hit for each topic of each distinct term of a normalised text.

    Umbrella terms fade beside a topic that is named; settings gain where the rule of things together says so.
    """
    first: dict[str, Match] = {}
    for match in lexicon().matches(text):
        first.setdefault(match.term.text, match)
    weights = [(weight, match) for match in first.values() for weight in match.term.weights]
    rule = rules()
    alone, beside, together = rule.scores["alone"], rule.scores["umbrella_beside"], rule.together
    concrete = any(weight.kind != "umbrella" and weight.value >= alone for weight, _ in weights)
    joined = any(term in text for term in together.terms)
    hits = []
    for weight, match in weights:
        value = weight.value
        if weight.kind == "umbrella" and concrete:
            value *= beside
        elif weight.kind == "setting" and joined and weight.topic == together.topic:
            value = together.value
        hits.append(_Hit(weight.topic, value, match.start, match.term.text))
    return hits


def _end_of_lead(text: str, hits: Sequence[_Hit]) -> int:
    """The end of the first sentence that names a topic: 统筹谋划不够。年轻干部偏少。 is about 年轻干部."""
    sure = rules().scores["sure"]
    named = min((hit.start for hit in hits if hit.value >= sure), default=None)
    if named is None:
        return len(text)
    end = SENTENCE_END.search(text, named)
    return end.end() if end else len(text)


def _fields(text: str, hits: Sequence[_Hit]) -> dict[_Hit, float]:
    """What the hits are worth that only say in which field something failed: 扶贫工作形式主义 is about 形式主义.

    Not: 扶贫工作滞后,存在形式主义 (the failing is a clause of its own).
    """
    rule = rules().failing
    failing = [hit for hit in hits if hit.topic in rule.worth and hit.value >= rule.least]
    fields = [hit for hit in hits if hit.topic in rule.fields]
    if not failing or not fields:
        return {}
    ends = [clause.start() for clause in CLAUSE_END.finditer(text)]
    worth: dict[int, float] = {}
    for hit in failing:
        clause = bisect.bisect(ends, hit.start)
        worth[clause] = min(rule.worth[hit.topic], worth.get(clause, 1.0))
    return {hit: worth.get(bisect.bisect(ends, hit.start), 1.0) for hit in fields}


def _faded(hit: _Hit, factor: float) -> _Hit:
    return hit if factor == 1.0 else _Hit(hit.topic, hit.value * factor, hit.start, hit.term)


def _scores(hits: Iterable[_Hit], source: Source) -> Scores:
    grouped: dict[str, list[_Hit]] = {}
    for hit in hits:
        grouped.setdefault(hit.topic, []).append(hit)
    return {topic: _score(found, source) for topic, found in grouped.items()}


def _score(hits: list[_Hit], source: Source) -> TopicScore:
    if len(hits) == 1:
        (hit,) = hits
        return TopicScore(hit.value, hit.start, (Evidence(hit.term, source, round(hit.value, 3)),), hit.value)
    hits.sort(key=lambda hit: (-hit.value, hit.start))
    value = hits[0].value + (_SECOND_TERM * hits[1].value + _FURTHER_TERM * sum(hit.value for hit in hits[2:]))
    earliest = min((hit for hit in hits if hit.value >= 0.5 * hits[0].value), key=lambda hit: hit.start)
    evidence = tuple(Evidence(hit.term, source, round(hit.value, 3)) for hit in hits[:_MOST_EVIDENCE])
    return TopicScore(value, earliest.start, evidence, earliest.value)


def _scaled(score: TopicScore, factor: float) -> TopicScore:
    evidence = tuple(Evidence(item.term, item.source, round(item.weight * factor, 3)) for item in score.evidence)
    return TopicScore(score.value * factor, score.first, evidence, score.lead * factor)
