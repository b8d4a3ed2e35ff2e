"""Which files an import means, and in what order: named ones, folders, patterns, zips with names in any encoding."""

from __future__ import annotations

import shutil
import struct
import zipfile
from pathlib import Path

import pytest

from reports.importing.sources import find_files, named_files, unmatched
from reports.importing.types import Given
from reports.readers import zips
from reports.readers.zips import UnsafeEntryError


def names(*paths: Path) -> list[str]:
    return [file.name for file in find_files(paths)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("乙.txt", "甲.html", "丙/丁.docx", "丙/说明.md", ".隐藏.txt"):
        path = tmp_path / "reports" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("文本", encoding="utf-8")
    return tmp_path / "reports"


def test_a_folder_means_its_report_files_in_path_order(folder: Path) -> None:
    assert names(folder) == ["丁.docx", "乙.txt", "甲.html"]


def test_a_file_named_is_meant_whatever_its_suffix(folder: Path) -> None:
    assert names(folder / "丙" / "说明.md") == ["说明.md"]


def test_a_file_meant_twice_comes_once(folder: Path) -> None:
    assert names(folder, folder / "乙.txt", folder / "丙" / ".." / "乙.txt") == ["丁.docx", "乙.txt", "甲.html"]


def test_a_pattern_that_the_shell_left_alone_is_expanded(folder: Path) -> None:
    assert names(folder / "*.txt") == ["乙.txt"]
    assert names(folder / "**" / "*.docx") == ["丁.docx"]


def test_a_path_that_is_not_there_is_an_error(folder: Path) -> None:
    with pytest.raises(FileNotFoundError):
        names(folder / "没有.txt")


def zipped(path: Path, *entries: tuple[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return path


def with_gbk_names(path: Path) -> Path:
    """The zip as Chinese Windows makes it: names in GBK, without the flag that says UTF-8."""
    data = path.read_bytes()
    for utf8, gbk in (("青禾县.txt", "青禾县.txt"),):
        old, new = utf8.encode(), gbk.encode("gbk")
        new = new[:-4] + b"_" * (len(old) - len(new)) + new[-4:]
        data = data.replace(old, new)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.index(signature) + offset
        flags = struct.unpack_from("<H", data, place)[0] & ~0x800
        data = data[:place] + struct.pack("<H", flags) + data[place + 2 :]
    path.write_bytes(data)
    return path


def test_a_zip_means_its_report_files_in_name_order(tmp_path: Path) -> None:
    archive = zipped(
        tmp_path / "通报.zip", ("乙.txt", b"2"), ("图/照片.jpg", b"x"), ("甲/丙.txt", b"3"), ("._乙.txt", b"m")
    )
    found = list(find_files([archive]))
    assert [(file.name, file.read()) for file in found] == [("乙.txt", b"2"), ("丙.txt", b"3")]
    assert found[0].place.endswith("通报.zip!乙.txt")


def test_names_in_gbk_are_read_as_their_maker_wrote_them(tmp_path: Path) -> None:
    archive = with_gbk_names(zipped(tmp_path / "旧.zip", ("青禾县.txt", b"1")))
    assert next(file.name.rstrip("_") for file in find_files([archive])).startswith("青禾县")


def test_an_entry_whose_name_leads_out_is_read_in_place_and_nothing_is_written(tmp_path: Path) -> None:
    archive = zipped(tmp_path / "坏.zip", ("../../外面.txt", b"1"))
    assert [(file.name, file.read()) for file in find_files([archive])] == [("外面.txt", b"1")]
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["坏.zip"]


def test_a_file_that_is_no_zip_is_handed_on_to_the_reader(tmp_path: Path) -> None:
    broken = tmp_path / "坏.zip"
    broken.write_bytes(b"no zip at all")
    assert [file.read() for file in find_files([broken])] == [b"no zip at all"]


def test_a_damaged_entry_costs_itself_only(tmp_path: Path) -> None:
    archive = zipped(tmp_path / "半坏.zip", ("甲.txt", "问题突出。".encode() * 200), ("乙.txt", b"fine"))
    data = bytearray(archive.read_bytes())
    data[45:60] = b"\xff" * 15
    archive.write_bytes(bytes(data))
    files = {file.name: file for file in find_files([archive])}
    with pytest.raises(UnsafeEntryError):
        files["甲.txt"].read()
    assert files["乙.txt"].read() == b"fine"


def test_an_entry_that_unpacks_to_more_than_a_file_may_hold_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zips, "MAX_FILE_BYTES", 1000)
    archive = zipped(tmp_path / "炸弹.zip", ("大.txt", b"0" * 100_000))
    with pytest.raises(UnsafeEntryError, match="过大"):
        next(find_files([archive])).read()


def test_a_manifest_names_files_zips_and_files_inside_zips(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "乙.zip", "w") as lot:
        lot.writestr("丙.txt", "1")
        lot.writestr("卷/丁.txt", "2")
    shutil.copy(tmp_path / "乙.zip", tmp_path / "戊.zip")
    (tmp_path / "甲.txt").write_text("3")
    (tmp_path / "无关.txt").write_text("4")
    (tmp_path / "惊!叹.txt").write_text("5")

    def told(*names: str) -> dict[Path, Given]:
        return {tmp_path.resolve() / name: Given(note=name) for name in names}

    given = told("甲.txt", "乙.zip!卷/丁.txt", "戊.zip", "惊!叹.txt", "戊.zip!没有.txt")
    found = [(file.name, file.given.note) for file in named_files(given)]
    assert sorted(found, key=str) == [
        ("丁.txt", "乙.zip!卷/丁.txt"), ("丁.txt", None), ("丙.txt", None), ("惊!叹.txt", "惊!叹.txt"), ("甲.txt", "甲.txt"),
    ]  # fmt: skip
    assert unmatched(given, named_files(given)) == [tmp_path.resolve() / "戊.zip!没有.txt"]
    with pytest.raises(FileNotFoundError):
        list(named_files(told("没有.zip!丙.txt")))
