"""Layouts that chain numbered headings, L01 to L11 of the format catalogue. Each writes all groups on the sheet.

A function's docstring shows the chain; labels and numbers are given to the sheet as they are printed.
"""

from __future__ import annotations

from reports.synthetic.chance import between
from reports.synthetic.content import Group, Item, Unit
from reports.synthetic.numerals import chinese
from reports.synthetic.prose import run_in
from reports.synthetic.sheet import Sheet, field_heading, full_heading, grouped, inner, issue_heading


def l01(sheet: Sheet, groups: list[Group]) -> None:
    """(一)反馈问题:G / 1.问题1:P / 整改情况: plain sentences, further paragraphs without label."""
    for number, unit, path in grouped(sheet, groups, issue_heading):
        text = unit.item.statement + "。"
        sheet.line(f"{number}.问题{number}:{text}")
        paragraphs = _paragraphs(sheet, unit.item.steps)
        sheet.line("整改情况:", paragraphs[0])
        for paragraph in paragraphs[1:]:
            sheet.line(paragraph)
        label = f"问题{number}"
        sheet.problem(unit.item, label=label, number=str(number), path=path, text=text, measures=paragraphs)


def _paragraphs(sheet: Sheet, steps: list[str]) -> list[str]:
    if len(steps) < 3 or sheet.scene.random.random() < 0.6:
        return ["".join(steps)]
    middle = between(sheet.scene.random, 1, len(steps) - 1)
    return ["".join(steps[:middle]), "".join(steps[middle:])]


def l02(sheet: Sheet, groups: list[Group]) -> None:
    """(一)反馈问题:G / 1.P / 整改情况:一是…二是…"""
    for number, unit, path in grouped(sheet, groups, issue_heading):
        text = unit.item.statement + "。"
        sheet.rectified(unit.item, f"{number}.{text}", f"{number}.", number, path, text)


def l03(sheet: Sheet, groups: list[Group]) -> None:
    """(一)G / 1.问题1:P / 整改情况: ; one problem with counts of the last round: (1)已完成2个:1-3,…。整改情况:…"""
    first_of_last = next(iter(groups[-1].units))
    for number, unit, path in grouped(sheet, groups, full_heading):
        text, label = unit.item.statement + "。", f"问题{number}"
        heading = f"{number}.问题{number}:{text}"
        if unit is not first_of_last or len(unit.item.steps) < 2:
            sheet.rectified(unit.item, heading, label, number, path, text)
            continue
        sheet.line(heading)
        measures = _back_references(sheet, unit.item)
        sheet.line("整改情况:")
        for measure in measures:
            sheet.line(measure)
        sheet.problem(unit.item, label=label, number=str(number), path=path, text=text, measures=measures)


def _back_references(sheet: Sheet, item: Item) -> list[str]:
    """The steps as rectification of single problems of the round before, done and under way."""
    done, open_ = item.steps[:-1], item.steps[-1:]
    parts = []
    for place, (word, steps) in enumerate((("已完成", done), ("正在整改", open_)), 1):
        told = "".join(f"{place}-{between(sheet.scene.random, 1, 9)},{_short(step)}。整改情况:{step}" for step in steps)
        parts.append(f"({place}){word}{len(steps)}个:{told}")
    return parts


def _short(step: str) -> str:
    return "农技人员偏少" if len(step) % 3 == 0 else "档案管理不规范" if len(step) % 3 == 1 else "设施管护缺位"


def l04(sheet: Sheet, groups: list[Group]) -> None:
    """(一)反馈问题:G / 1.sub-group / (1)P / 整改情况: ; problems (9-1), (9-2) share one text."""
    number = heading = 0
    for place, group in enumerate(groups, 1):
        sheet.line(f"({chinese(place)})反馈问题:{group.full}")
        for block in group.blocks:
            heading += 1
            sheet.line(f"{heading}.{block.heading}")
            for unit in block.units:
                number += 1
                _unit_with_splits(sheet, unit, number, [group.full, block.heading])


def _unit_with_splits(sheet: Sheet, unit: Unit, number: int, path: list[str]) -> None:
    paragraph, measures = sheet.paragraph_or_marked(unit.items[-1].steps)
    for place, item in enumerate(unit.items, 1):
        own = str(number) if len(unit.items) == 1 else f"{number}-{place}"
        text = item.statement + "。"
        sheet.line(f"({own}){text}")
        sheet.problem(item, label=f"({own})", number=own, path=path, text=text, measures=measures)
    sheet.line("整改情况:", paragraph)


def l05(sheet: Sheet, groups: list[Group]) -> None:
    """(一)G方面 / 1.关于“sub”问题。/ (1)针对“P”问题:一是… ; the last group 1.针对“P”问题:…"""
    number = 0
    for place, group in enumerate(groups, 1):
        field = group.short + "方面"
        sheet.line(f"({chinese(place)}){field}")
        if group is groups[-1]:
            for own, unit in enumerate(group.units, 1):
                _aimed(sheet, unit.item, f"{own}.", str(own), [field])
            return
        for upper, block in enumerate(group.blocks, 1):
            sheet.line(f"{upper}.关于“{inner(block.heading)}”问题。")
            for unit in block.units:
                number += 1
                _aimed(sheet, unit.item, f"({number})", str(number), [field, inner(block.heading)])


def _aimed(sheet: Sheet, item: Item, label: str, number: str, path: list[str], wrapper: str = "问题") -> None:
    """(3)针对“P”问题:一是…二是… in one paragraph."""
    text = inner(item.statement)
    paragraph, measures = sheet.paragraph_or_marked(item.steps)
    sheet.line(f"{label}针对“{text}”{wrapper}:{paragraph}")
    sheet.problem(item, label=label, number=number, path=path, text=text, measures=measures)


def l06(sheet: Sheet, groups: list[Group]) -> None:
    """1.关于“P”的问题 / 整改情况:一是… without groups."""
    for number, unit in enumerate((unit for group in groups for unit in group.units), 1):
        text = inner(unit.item.statement)
        sheet.rectified(unit.item, f"{number}.关于“{text}”的问题", f"{number}.", number, [], text)


def l07(sheet: Sheet, groups: list[Group]) -> None:
    """一、关于“P”问题的整改情况 / (一)run-in heading。detail"""
    number = 0
    for group in groups:
        for unit in group.units:
            number += 1
            text = inner(unit.item.statement)
            sheet.line(f"{chinese(number)}、关于“{text}”问题的整改情况")
            measures = []
            for place, step in enumerate(unit.item.steps, 1):
                heading = "" if step.index("。") < 12 else run_in(sheet.scene) + "。"
                measures.append(f"({chinese(place)}){heading}{step}")
                sheet.line(measures[-1])
            sheet.problem(
                unit.item, label=f"{chinese(number)}、", number=str(number), path=[], text=text, measures=measures
            )


def l08(sheet: Sheet, groups: list[Group]) -> None:
    """一、在G方面 / (一)关于P的问题。一是… in one paragraph"""
    for place, group in enumerate(groups, 1):
        field = f"在{group.short}方面"
        sheet.line(f"{chinese(place)}、{field}")
        for number, unit in enumerate(group.units, 1):
            text = unit.item.statement
            paragraph, measures = sheet.paragraph_or_marked(unit.item.steps)
            sheet.line(f"({chinese(number)})关于{text}的问题。{paragraph}")
            sheet.problem(
                unit.item, label=f"({chinese(number)})", number=str(number), path=[field], text=text, measures=measures
            )


def l09(sheet: Sheet, groups: list[Group]) -> None:
    """(一)在“G”方面 / 1.关于“sub”问题的整改 / (1)关于“P” / 整改情况:"""
    for place, group in enumerate(groups, 1):
        sheet.line(f"({chinese(place)})在“{inner(group.full)}”方面")
        for upper, block in enumerate(group.blocks, 1):
            sheet.line(f"{upper}.关于“{inner(block.heading)}”问题的整改")
            path = [inner(group.full), inner(block.heading)]
            for number, unit in enumerate(block.units, 1):
                text = inner(unit.item.statement)
                sheet.rectified(unit.item, f"({number})关于“{text}”", f"({number})", number, path, text)


def l10_nested(sheet: Sheet, groups: list[Group]) -> None:
    """(一)G / 1.关于“sub”的问题 / (1)针对“P”的问题:一是…"""
    number = upper = 0
    for place, group in enumerate(groups, 1):
        sheet.line(f"({chinese(place)}){group.full}")
        for block in group.blocks:
            upper += 1
            sheet.line(f"{upper}.关于“{inner(block.heading)}”的问题")
            for unit in block.units:
                number += 1
                _aimed(sheet, unit.item, f"({number})", str(number), [group.full, inner(block.heading)], "的问题")


def l10_quoted(sheet: Sheet, groups: list[Group]) -> None:
    """(一)G / 1.关于“P”的问题 / 一是…二是… in a paragraph without label"""
    for number, unit, path in grouped(sheet, groups, full_heading):
        text = inner(unit.item.statement)
        sheet.rectified(unit.item, f"{number}.关于“{text}”的问题", f"{number}.", number, path, text, lead="")


def l10_steps(sheet: Sheet, groups: list[Group]) -> None:
    """(一)G方面 / 1.关于P的问题。/ (1)step, a line each"""
    for number, unit, path in grouped(sheet, groups, field_heading):
        text = unit.item.statement
        sheet.listed(unit.item, f"{number}.关于{text}的问题。", f"{number}.", number, path, text)


def l11(sheet: Sheet, groups: list[Group]) -> None:
    """二、G / 1.P / (1)step with ①② inside; the first section 一、 is the organisation's"""
    for number, unit, path in grouped(sheet, groups, _section_heading):
        text = unit.item.statement
        sheet.listed(unit.item, f"{number}.{text}", f"{number}.", number, path, text)


def _section_heading(place: int, group: Group) -> tuple[str, str]:
    """二、G: the first section is another."""
    return f"{chinese(place + 1)}、{group.full}", group.full
