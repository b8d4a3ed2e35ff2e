"""Layouts of fields, tables and single headings, L12 to L18 of the format catalogue. Each writes all groups."""

from __future__ import annotations

from reports.synthetic.chance import between
from reports.synthetic.content import Group, Unit
from reports.synthetic.numerals import chinese
from reports.synthetic.scene import Scene
from reports.synthetic.sheet import Sheet, field_heading, full_heading, grouped, inner

# The words of a status in a field of its own.
STATUS_WORDS = {
    "completed": "已完成整改",
    "mostly_completed": "基本完成整改",
    "in_progress": "正在整改",
    "long_term": "长期坚持",
    "not_completed": "未完成",
}


def l12(sheet: Sheet, groups: list[Group]) -> None:
    """问题1 / 问题描述: / 整改措施: / 整改成效: / 责任单位: / 整改时限: / 整改状态:"""
    for number, unit in enumerate(_units(groups), 1):
        item = unit.item
        text = item.statement + "。"
        sheet.line(f"问题{number}")
        sheet.line("问题描述:", text)
        steps, outcome = (item.steps[:-1], item.steps[-1]) if len(item.steps) > 1 else (item.steps, None)
        paragraph, measures = sheet.paragraph_or_marked(steps)
        sheet.line("整改措施:", paragraph)
        if outcome is not None:
            sheet.line("整改成效:", outcome)
            measures = [*measures, outcome]
        sheet.line("责任单位:", _office(sheet.scene))
        if number % 2:
            sheet.line("整改时限:", f"{sheet.scene.year + 1}年{between(sheet.scene.random, 1, 12)}月底")
        sheet.line("整改状态:", STATUS_WORDS[unit.status])
        sheet.problem(item, label=f"问题{number}", number=str(number), path=[], text=text, measures=measures)


def _office(scene: Scene) -> str:
    return scene.character + scene.topic.offices[int(scene.random.random() * len(scene.topic.offices))]


def l13_cells(sheet: Sheet, groups: list[Group]) -> None:
    """A flattened table, one cell a line: 序号 / 反馈问题 / 整改措施 / 责任单位 / 完成情况"""
    for heading in ("序号", "反馈问题", "整改措施", "责任单位", "完成情况"):
        sheet.line(heading)
    for number, unit in enumerate(_units(groups), 1):
        for cell in _row(sheet, unit, number):
            sheet.line(cell)


def l13_tabs(sheet: Sheet, groups: list[Group]) -> None:
    """A flattened table with tabs between the cells, its header again on every page"""
    header = "\t".join(("序号", "反馈问题", "整改措施", "责任单位", "完成情况"))
    sheet.line(header)
    for number, unit in enumerate(_units(groups), 1):
        if number % 9 == 1 and number > 1:
            sheet.line(f"— {number // 9} —")
            sheet.line(header)
        sheet.line("\t".join(_row(sheet, unit, number)))


def _row(sheet: Sheet, unit: Unit, number: int) -> tuple[str, ...]:
    item = unit.item
    text = item.statement + "。"
    paragraph, measures = sheet.paragraph_or_marked(item.steps)
    sheet.problem(item, label=str(number), number=str(number), path=[], text=text, measures=measures)
    return str(number), text, paragraph, _office(sheet.scene), STATUS_WORDS[unit.status]


def l14_brackets(sheet: Sheet, groups: list[Group]) -> None:
    """(一)G / 【问题1】P / 整改情况:"""
    for number, unit, path in grouped(sheet, groups, full_heading):
        label, text = f"【问题{number}】", unit.item.statement + "。"
        sheet.rectified(unit.item, label + text, label, number, path, text)


def l14_plain(sheet: Sheet, groups: list[Group]) -> None:
    """问题一:P / 整改情况: without groups"""
    for number, unit in enumerate(_units(groups), 1):
        label, text = f"问题{chinese(number)}", unit.item.statement + "。"
        sheet.rectified(unit.item, f"{label}:{text}", label, number, [], text)


def l15_label(sheet: Sheet, groups: list[Group]) -> None:
    """(一)G / 1.P / 整改进展:已完成整改。一是…"""
    for number, unit, path in grouped(sheet, groups, full_heading):
        text = unit.item.statement + "。"
        lead = f"整改进展:{STATUS_WORDS[unit.status]}。"
        sheet.rectified(unit.item, f"{number}.{text}", f"{number}.", number, path, text, lead)


def l15_heading(sheet: Sheet, groups: list[Group]) -> None:
    """(一)G / 1.P(已完成整改) / 整改措施及成效:"""
    for number, unit, path in grouped(sheet, groups, full_heading):
        text = unit.item.statement + "。"
        heading = f"{number}.{text}({STATUS_WORDS[unit.status]})"
        sheet.rectified(unit.item, heading, f"{number}.", number, path, text, "整改措施及成效:")


def l16(sheet: Sheet, groups: list[Group]) -> None:
    """(一)在G方面 / 针对“P”问题,一是…;二是… paragraphs without numbers"""
    for _number, unit, path in grouped(sheet, groups, _aspect_heading):
        text = inner(unit.item.statement)
        paragraph, measures = sheet.paragraph_or_marked(unit.item.steps)
        sheet.line(f"针对“{text}”问题,{paragraph}")
        sheet.problem(unit.item, label=None, number=None, path=path, text=text, measures=measures)


def _aspect_heading(place: int, group: Group) -> tuple[str, str]:
    """(一)在G方面"""
    name = f"在{group.short}方面"
    return f"({chinese(place)}){name}", name


def l17(sheet: Sheet, groups: list[Group]) -> None:
    """二、已完成整改事项 / (一)聚焦G方面 / 1.关于“P”的问题 / 整改情况: ; then 三、持续推进事项 in the same way"""
    number = 0
    for section, (part, of_part) in enumerate((("已完成整改事项", True), ("持续推进事项", False)), 2):
        kept = [
            (group, [unit for unit in group.units if (unit.status in ("completed", "mostly_completed")) is of_part])
            for group in groups
        ]
        kept = [(group, units) for group, units in kept if units]
        if not kept:
            continue
        sheet.line(f"{chinese(section)}、{part}")
        for place, (group, units) in enumerate(kept, 1):
            field = group.short + "方面"
            sheet.line(f"({chinese(place)}){field}")
            for unit in units:
                number += 1
                text = inner(unit.item.statement)
                heading = f"{number}.关于“{text}”的问题"
                sheet.rectified(unit.item, heading, f"{number}.", number, [part, field], text)


def l18(sheet: Sheet, groups: list[Group]) -> None:
    """(一)G方面 / 问题1 / (1)反馈问题:P / (2)整改情况:一是…"""
    for number, unit, path in grouped(sheet, groups, field_heading):
        label, text = f"问题{number}", unit.item.statement + "。"
        sheet.line(label)
        sheet.rectified(unit.item, "(1)反馈问题:" + text, label, number, path, text, "(2)整改情况:")


def _units(groups: list[Group]) -> list[Unit]:
    return [unit for group in groups for unit in group.units]
