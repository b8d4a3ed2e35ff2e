"""One synthetic report: its text, and what a perfect reader finds in it (the annotation schema's object)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from reports.synthetic import damage, layouts_blocks, layouts_chains, surroundings
from reports.synthetic.chance import Wheel, between, dice
from reports.synthetic.content import Amount, Group, compose
from reports.synthetic.inspections import Inspection
from reports.synthetic.names import Locality
from reports.synthetic.numerals import chinese
from reports.synthetic.opening import Header, official_name, opening, page_top, title_lines
from reports.synthetic.scene import Scene
from reports.synthetic.sheet import Sheet, wide, widened
from reports.synthetic.vocabulary import topics

Write = Callable[[Sheet, list[Group]], None]
Damage = str


@dataclass(frozen=True, slots=True)
class Layout:
    """A layout of the format catalogue. `sections`: problems stand under 二、, else their headings are the top ones."""

    code: str
    write: Write
    share: int
    sections: bool = True
    split_every: int = 0
    problems: float = 1.0
    closing_section: int | None = 3
    damages: tuple[Damage, ...] = ()


_PLAIN_DAMAGE = ("X9 split", "X10 stops", "breaks")
LAYOUTS = (
    Layout("L10", layouts_chains.l10_nested, 9, damages=("breaks",)),
    Layout("L10", layouts_chains.l10_quoted, 8),
    Layout("L10", layouts_chains.l10_steps, 5),
    Layout("L02", layouts_chains.l02, 12, damages=_PLAIN_DAMAGE),
    Layout("L01", layouts_chains.l01, 8, damages=("X9 glue", "X10 stops")),
    Layout("L04", layouts_chains.l04, 8, split_every=14, damages=_PLAIN_DAMAGE),
    Layout("L05", layouts_chains.l05, 7, damages=("breaks",)),
    Layout("L03", layouts_chains.l03, 5, damages=("X9 glue", "X10 stops")),
    Layout("L06", layouts_chains.l06, 4, damages=("X1", "X1", "X1", "X10 stops")),
    Layout("L07", layouts_chains.l07, 4, sections=False, problems=0.8, closing_section=None),
    Layout("L08", layouts_chains.l08, 5, sections=False, closing_section=None),
    Layout("L09", layouts_chains.l09, 5, damages=("X10 stops",)),
    Layout("L11", layouts_chains.l11, 5, sections=False, closing_section=6),
    Layout("L12", layouts_blocks.l12, 4),
    Layout("L13", layouts_blocks.l13_cells, 2),
    Layout("L13", layouts_blocks.l13_tabs, 1),
    Layout("L14", layouts_blocks.l14_brackets, 2, damages=("X9 split",)),
    Layout("L14", layouts_blocks.l14_plain, 2, damages=("X10 stops",)),
    Layout("L15", layouts_blocks.l15_label, 2),
    Layout("L15", layouts_blocks.l15_heading, 2),
    Layout("L16", layouts_blocks.l16, 3),
    Layout("L17", layouts_blocks.l17, 3, sections=False, closing_section=4),
    Layout("L18", layouts_blocks.l18, 3),
)
_BY_SHARE = tuple(layout for layout in LAYOUTS for _ in range(layout.share))
# One report in so many that could be damaged is.
_DAMAGED = 0.2
_ORGANISATION_UNDER_HEADING = ("L11", "L17")


@dataclass(frozen=True, slots=True)
class SyntheticReport:
    """`gold`: an object of the annotation schema, without offsets; who names the file fills in `document`."""

    text: str
    gold: dict[str, Any]
    layout: str
    damage: str | None


def make_report(inspection: Inspection, locality: Locality, seed: str, layout: Layout | None = None) -> SyntheticReport:
    """The report on one inspection; the same for the same arguments. `layout`: None draws one by the shares."""
    random = dice(seed)
    form = layout or _BY_SHARE[int(random.random() * len(_BY_SHARE))]
    scene = _scene(inspection, locality, random)
    groups = compose(scene, inspection.body, _amount(inspection, form, random))
    sheet = Sheet(scene)
    form.write(sheet, groups)
    hurt = _drawn_damage(form, random)
    if hurt == "X1":
        sheet.lines, sheet.problems = damage.drop_headings(sheet.lines, sheet.problems, random)
    elif hurt == "X9 glue":
        sheet.lines = damage.glue_paragraphs(sheet.lines, random)
    elif hurt == "X9 split":
        sheet.lines = damage.split_paragraphs(sheet.lines, random)
    elif hurt == "X10 stops":
        sheet.lines = damage.double_stops(sheet.lines, random)
    return _around(inspection, form, groups, sheet, scene, hurt)


def _scene(inspection: Inspection, locality: Locality, random: Random) -> Scene:
    body = inspection.body
    return Scene(
        random=random,
        locality=locality,
        committee=body.committee,
        boss=f"{body.committee}书记",
        everywhere=body.everywhere,
        character=body.place.character if body.place.code else "集团",
        document_place=body.place.name if body.place.code else "集团",
        year=inspection.start.year,
        topic=topics()[body.topics[0]],
    )


def _amount(inspection: Inspection, layout: Layout, random: Random) -> Amount:
    low, high = (32, 62) if inspection.body.own_committee else (26, 52)
    return Amount(
        problems=round(between(random, low, high) * layout.problems), mean_steps=3.6, split_every=layout.split_every
    )


def _drawn_damage(layout: Layout, random: Random) -> str | None:
    if not layout.damages or random.random() > _DAMAGED * (3 if layout.code == "L06" else 1):
        return None
    return Wheel(layout.damages, exponent=0.0).draw(random)


def _around(
    inspection: Inspection, layout: Layout, groups: list[Group], sheet: Sheet, scene: Scene, hurt: str | None
) -> SyntheticReport:
    """The finished report: everything before and after the problems, punctuation, damage to the page."""
    random, header, verb = scene.random, Header(), inspection.verb
    official = official_name(inspection.body, random)
    stage = f"{verb}整改" if layout.code == "L17" or random.random() < 0.7 else f"{verb}集中整改"
    title = title_lines(inspection, official, stage.removeprefix(verb), header, random)
    first, dates_below = opening(inspection, bool(title), header, random)
    sums, declared = surroundings.totals(groups, inspection.signed, verb, random)
    headed = layout.sections or layout.code in _ORGANISATION_UNDER_HEADING
    before = surroundings.organisation(scene, numbered=headed and layout.code != "L11")
    if dates_below is not None:
        before.insert(0, dates_below)
    before.append(sums)
    body = [first]
    if headed:
        body.append(f"一、{_one(surroundings.ORGANISATION_HEADINGS, random)}")
    body += before
    if layout.sections:
        body.append(f"二、{_one(surroundings.PROBLEM_HEADINGS, random).replace('巡视', verb)}")
    body += sheet.lines
    heading = (
        layout.closing_section and f"{chinese(layout.closing_section)}、{_one(surroundings.CLOSING_HEADINGS, random)}"
    )
    body += surroundings.closing(scene, heading or None)
    body.append(surroundings.contact(inspection.body.place, scene, header))
    body += surroundings.signature(inspection, official, header, random)
    top = page_top(inspection, title, header, random)
    gold = {
        "document": "",
        **header.as_json(inspection.body.place, not inspection.body.place.code),
        "declared": declared,
        "problems": sheet.problems,
    }
    if random.random() < 0.4:
        body = [wide(line) for line in body]
        gold["problems"] = widened(gold["problems"])
    if hurt == "breaks":
        body = damage.break_lines(body, header.title or "", random)
    return SyntheticReport("\n".join([*top, *body]) + "\n", gold, layout.code, hurt)


def _one(words: tuple[str, ...], random: Random) -> str:
    return words[int(random.random() * len(words))]
