"""Which units of the problem sections are headings, and how deep each stands.

A mark means nothing by itself: (一) is a group here and a measure there. Every unit brings evidence of its own (a
wrapper, 问题n, the label that follows, the voice of its words); its style brings what all units of that style in the
document show; its number says whether it goes on with the headings or with the steps before it. The sum decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from reports.parsing.depths import Heading, custom_rank, holds_text, ranked
from reports.parsing.evidence import (
    GROUP,
    INTRODUCTION,
    NEVER,
    NO_PRIOR,
    SLIGHT,
    STEP_OF_A_ROW,
    TITLE_WITHOUT_NUMBER,
    Evidence,
    Prior,
    own_evidence,
    priors,
)
from reports.parsing.first_texts import first_texts
from reports.parsing.groups import find_groups, lone_problems
from reports.parsing.mixed_rows import mixed_rows
from reports.parsing.step_rows import step_rows
from reports.parsing.units import Unit
from reports.parsing.unnumbered import failing_signs, failing_titles

_FEW = 0.3
_DEEPER = 0.6  # a level below the one just opened needs some evidence that it lists problems too
_SHARED = 0.8  # of what all units of a style show together
_OWN_SPEECH = 0.5  # how one line speaks counts for less than how all lines of its style do
_ABOVE_LABEL = 3.5  # 针对“…”问题。 without a number, above a label
_LABELLED = 9.0  # 一是关于“…”的问题 ⏎ 整改情况:… names a problem wherever it stands: its wrapper and the label below it


@dataclass(slots=True)
class _State:
    """What has been read since the last heading, and where each style's numbering stands."""

    heading: int | None = None
    style: str = ""
    states_problem: bool = False
    label: bool = False
    labels: set[str] = field(default_factory=set)
    text: bool = False
    headings: dict[str, tuple[int, ...]] = field(default_factory=dict)
    steps: dict[str, tuple[int, ...]] = field(default_factory=dict)
    last_was_step: dict[str, bool] = field(default_factory=dict)

    def begin_section(self) -> None:
        """Below another section heading nothing goes on but the count of the headings: a 1 opens a new list."""
        self.heading, self.style, self.states_problem, self.label, self.text = None, "", False, False, False
        self.labels.clear()
        self.steps.clear()
        self.last_was_step.clear()

    def note_heading(self, unit: Unit, position: int) -> None:
        """`unit`, at `position`, is a heading."""
        self.heading, self.label, self.text = position, False, holds_text(unit)
        self.labels.clear()
        self.style = unit.key
        self.states_problem = unit.wrapper is not None or (unit.voice > 0 and not unit.is_sector())
        if _continues_brackets(unit, self):
            self.headings["ar_paren"] = unit.number
        self.headings[unit.key] = unit.number
        self.last_was_step[unit.key] = False

    def note_text(self, unit: Unit) -> None:
        """`unit` is none: a paragraph, a label, a step."""
        self.text = True
        self.label = self.label or unit.opens_rectification
        if unit.opens_rectification and unit.label is not None:
            self.labels.add(unit.label.word)
        if unit.marker is not None:
            self.steps[unit.key] = unit.number
            self.last_was_step[unit.key] = True


def find_headings(
    units: Sequence[Unit], sections: Sequence[Sequence[int]], *, listed: bool, named: frozenset[int]
) -> list[Heading]:
    """The headings among the units at the positions of the problem `sections` (section headings left out), in order.

    `listed` says that unnumbered paragraphs 针对“…”问题,… are the problems; `named` are lines that a field of work
    shows to be headings.
    """
    positions = [p for section in sections for p in section]
    evidence = {
        p: own_evidence(units[p], [units[q] for q in positions[i + 1 : i + 3]]) for i, p in enumerate(positions)
    }
    for section in sections:
        evidence |= dict.fromkeys(step_rows(units, section), STEP_OF_A_ROW)
        evidence |= dict.fromkeys(failing_titles(units, section), TITLE_WITHOUT_NUMBER)
    evidence |= dict.fromkeys(failing_signs(units, positions) | named, TITLE_WITHOUT_NUMBER)
    evidence |= dict.fromkeys(mixed_rows(units, sections), STEP_OF_A_ROW)
    groups = _see_groups(units, sections, evidence, listed=listed)
    styles = priors(units, positions, evidence)
    state = _State()
    chosen: list[int] = []
    for section in sections:
        state.begin_section()
        texts = first_texts(units, section)
        for place, position in enumerate(section):
            unit = units[position]
            if unit.duplicate or evidence[position] is INTRODUCTION:
                continue
            below = (
                position in texts and state.states_problem and not state.text and evidence[position].form < GROUP.form
            )
            if below or _goes_on_below(unit, units[section[place + 1]] if place + 1 < len(section) else None, state):
                state.note_text(unit)
            elif _score(unit, evidence[position], styles, state, listed) > 0:
                chosen.append(position)
                state.note_heading(unit, position)
            else:
                state.note_text(unit)
    return ranked(units, _with_lone_problems(units, sections, chosen), groups)


def _with_lone_problems(
    units: Sequence[Unit], sections: Sequence[Sequence[int]], chosen: Sequence[int]
) -> Sequence[int]:
    taken = frozenset(chosen)
    lone: frozenset[int] = frozenset()
    for section in sections:
        lone |= lone_problems(units, section, [p for p in section if p in taken])
    return sorted(taken | lone)


def _see_groups(
    units: Sequence[Unit], sections: Sequence[Sequence[int]], evidence: dict[int, Evidence], *, listed: bool
) -> frozenset[int]:
    """Tells `evidence` of the groups that only their place shows; returns them."""
    styles = priors(units, [p for section in sections for p in section], evidence)
    problems = frozenset(p for p, shown in evidence.items() if _shows_problem(units[p], shown, styles, listed=listed))
    found: frozenset[int] = frozenset()
    for section in sections:
        groups = find_groups(units, section, problems)
        found |= groups.titles | groups.marked
        evidence |= {p: Evidence(max(GROUP.form, evidence[p].form), evidence[p].speech) for p in groups.marked}
        evidence |= dict.fromkeys(groups.titles, GROUP)
        evidence |= dict.fromkeys(groups.introductions, INTRODUCTION)
    return found


def _shows_problem(unit: Unit, evidence: Evidence, priors: dict[str, Prior], *, listed: bool) -> bool:
    if unit.marker is not None:
        return evidence.sum + _SHARED * priors.get(unit.key, NO_PRIOR).mean > 0
    if unit.wrapper is None:
        return False
    return listed or _stands_alone(unit, evidence) if unit.wrapper.kind == "target" else evidence.sum > 0


def _goes_on_below(unit: Unit, following: Unit | None, state: _State) -> bool:
    """An unnumbered paragraph below a label is no problem because another label or a field follows, unless that label
    has been there for this problem: then a new problem begins, whose number was lost.

    整改措施: ⏎ 针对群众反映的不便,压减环节7个。 ⏎ 整改成效:…
    Near-miss: 整改情况:公开账目。 ⏎ 会议记录不完整。 ⏎ 整改情况:…
    """
    if not state.label or unit.marker is not None or unit.wrapper is not None or unit.states_problem:
        return False
    if following is None or following.label is None:
        return False
    return following.is_field or (following.opens_rectification and following.label.word not in state.labels)


def lists_paragraphs(units: Sequence[Unit], positions: Sequence[int]) -> bool:
    """Whether paragraphs 针对“…”问题,… stand side by side under one heading or none: then each is a problem."""
    run = most = total = 0
    for position in positions:
        unit = units[position]
        if unit.opens_rectification:
            return False
        if unit.marker is None and unit.wrapper is not None and unit.wrapper.kind == "target":
            run += 1
            total += 1
            most = max(most, run)
        elif unit.marker is not None and not unit.is_step:
            run = 0
    return most >= 2 and total >= 2


def _score(unit: Unit, evidence: Evidence, priors: dict[str, Prior], state: _State, listed: bool) -> float:
    own = evidence.sum
    if own <= NEVER:
        return own
    style = unit.key
    if (
        style == "shi"
        and evidence.form < _LABELLED
        and (unit.is_step or state.label or state.text)
        and (state.label or (state.style != "shi" and state.states_problem))
    ):
        return -1.0  # inside a problem's own text: a sub-problem's step; right below it, alone on its line, a problem
    if unit.marker is None:
        if unit.wrapper is not None and unit.wrapper.kind == "target":
            return 4.0 if listed or _stands_alone(unit, evidence) else -1.0
        if state.label and own < 3:
            return -1.0
        return own
    if _continues_brackets(unit, state):
        style = "ar_paren"
    prior = priors.get(style, NO_PRIOR)
    form = evidence.form
    if form <= SLIGHT and prior.formed < _FEW:
        form = min(form, 0.0)  # one step with steps below it makes its style no list of problems
    score = form + _OWN_SPEECH * evidence.speech + _SHARED * max(-3.0, min(4.0, prior.mean))
    known, steps = state.headings.get(style), state.steps.get(style)
    if known and _follows(known, unit.number):
        score += 1.5
    if steps and state.last_was_step.get(style) and _follows(steps, unit.number):
        score -= 5.0 if state.label and own < 3 else 2.0
    if state.label and style not in state.headings:
        score -= 2.0
    below_group = not state.label and not state.states_problem and custom_rank(state.style) < custom_rank(style)
    inside = state.label or (state.text and not below_group) or state.style == style
    if inside and known is not None and unit.number[:1] == (1,) and not _follows(known, unit.number):
        score -= 3.0  # a new count inside an item
    if state.style and custom_rank(style) > custom_rank(state.style) and style not in state.headings:
        score -= _DEEPER
    return score


def _stands_alone(unit: Unit, evidence: Evidence) -> bool:
    """针对“台账不全”问题。 ⏎ 整改情况:…; near-miss, a step: 针对“台账不全”问题,补建台账。 ⏎ 整改成效:…"""
    return unit.wrapper is not None and unit.wrapper.after >= unit.end and evidence.form >= _ABOVE_LABEL


def _continues_brackets(unit: Unit, state: _State) -> bool:
    """(2) -> (3-1), (3-1) -> (3-2): a split item in the row of the single ones."""
    known = state.headings.get("ar_paren")
    return (
        unit.style == "compound" and unit.text[unit.start] == "(" and known is not None and _follows(known, unit.number)
    )


def _follows(before: tuple[int, ...], number: tuple[int, ...]) -> bool:
    """1 -> 2; (35, 1) -> (35, 2) or (36,); 3 -> (4, 1)."""
    if not before or not number:
        return False
    if len(before) == len(number) and before[:-1] == number[:-1] and number[-1] == before[-1] + 1:
        return True
    return number[0] == before[0] + 1
