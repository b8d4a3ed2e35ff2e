"""A manifest says where files came from; every fault is named at once, with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from reports.importing.manifest import ManifestError, read_manifest

pytestmark = pytest.mark.django_db


def written(tmp_path: Path, text: str, name: str = "manifest.csv", encoding: str = "utf-8") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


def test_a_table_gives_each_file_its_source(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "path,source_url,source_name,published,fetched,region,note\n"
        "甲.txt,https://example.cn/a,青禾县政府网,2024-08-02,2024-09-01T08:30:00,990121,转载\n"
        "sub/乙.txt,,,,,,\n",
    )
    found = read_manifest(path)
    assert sorted(each.relative_to(tmp_path.resolve()).as_posix() for each in found) == ["sub/乙.txt", "甲.txt"]
    given = found[tmp_path.resolve() / "甲.txt"]
    assert (given.source_url, given.source_name, given.published) == (
        "https://example.cn/a",
        "青禾县政府网",
        "2024-08-02",
    )
    assert (given.region, given.note) == ("990121", "转载")
    assert given.fetched is not None
    assert given.fetched.isoformat() == "2024-09-01T08:30:00+08:00"


def test_a_table_from_excel_in_gbk_and_json_lines_say_the_same(tmp_path: Path) -> None:
    table = written(tmp_path, "path,source_name\n甲.txt,青禾县政府网\n", "a.csv", "gb18030")
    lines = written(tmp_path, '{"path": "甲.txt", "source_name": "青禾县政府网"}\n\n', "a.jsonl")
    assert read_manifest(table) == read_manifest(lines)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("path,url\n甲.txt,x\n", "不认识的列：url"),
        ("source_url\nx\n", "缺少 path 列"),
        ("path\n../外.txt\n", "第 2 行 path 不可用"),
        ("path\n/etc/passwd\n", "第 2 行 path 不可用"),
        ("path,published\n甲.txt,2024年8月\n", "不是日期"),
        ("path,fetched\n甲.txt,昨天\n", "不是时间"),
        ("path,published\n甲.txt,2024-13-01\n", "不是日期"),
        ("path,fetched\n甲.txt,2024-02-30T08:30:00\n", "不是时间"),
        ("path,region\n甲.txt,430199\n", "第 2 行.*不是行政区划代码"),
        ("path,region\n甲.txt,某县\n", "不是行政区划代码"),
        ("path,region\n甲.txt,99-qinghe\n", "不是行政区划代码"),
        ("path,note\n甲.txt,转载,有误\n", "第 2 行的列太多"),
        ("path\n甲.txt\n甲.txt\n", "第 3 行重复"),
    ],
)
def test_a_fault_is_named_with_its_line(tmp_path: Path, text: str, fault: str) -> None:
    with pytest.raises(ManifestError, match=fault):
        read_manifest(written(tmp_path, text))


def test_a_place_that_the_archive_knows_is_taken(tmp_path: Path) -> None:
    path = written(tmp_path, "path,region\n甲.txt,430121\n乙.txt,990999\n")
    assert [given.region for given in read_manifest(path).values()] == ["430121", "990999"]


def test_a_note_may_have_lines(tmp_path: Path) -> None:
    (given,) = read_manifest(written(tmp_path, 'path,note\n甲.txt,"转载,\n有改动"\n')).values()
    assert given.note == "转载,\n有改动"


def test_all_faults_are_named_at_once(tmp_path: Path) -> None:
    text = '{"path": "甲.txt"}\n不是\n{"path": "乙.txt", "url": "x"}\n{"path": ""}\n'
    with pytest.raises(ManifestError) as raised:
        read_manifest(written(tmp_path, text, "m.jsonl"))
    assert len(str(raised.value).splitlines()) == 3
