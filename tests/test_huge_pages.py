"""A process that holds much asks for memory in huge pages, once, where the system gives them to whoever asks."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from xunshi_site import huge_pages

ASKED = {"GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"}
MADVISE = "always [madvise] never\n"
A_PROCESS = """
import os, pathlib, sys
from xunshi_site import huge_pages
huge_pages.POLICY = pathlib.Path(sys.argv[1])
print("began", flush=True)
huge_pages.begin_anew()
print(os.environ["GLIBC_TUNABLES"], *sys.argv[2:])
"""
HOLDS_MUCH = """
held = bytearray(64_000_000)
held[::4096] = b"x" * len(held[::4096])
flags = [line for line in open("/proc/self/smaps") if line.startswith("VmFlags:")]
print(sum("hg" in line.split() for line in flags))
"""


def policy(folder: Path, words: str) -> Path:
    path = folder / "enabled"
    path.write_text(words, encoding="ascii")
    return path


def run_python(code: str, *words: str, **environment: str) -> str:
    command = [sys.executable, "-c", code, *words]
    kept = {name: value for name, value in os.environ.items() if name != "GLIBC_TUNABLES"}
    done = subprocess.run(command, cwd=ROOT, env=kept | environment, capture_output=True, text=True, check=True)
    return done.stdout


@pytest.mark.parametrize(
    ("environment", "added"),
    [
        ({}, ASKED),
        (
            {"GLIBC_TUNABLES": "glibc.malloc.arena_max=1"},
            {"GLIBC_TUNABLES": "glibc.malloc.arena_max=1:glibc.malloc.hugetlb=1"},
        ),
        (ASKED, {}),
        ({"GLIBC_TUNABLES": "glibc.malloc.hugetlb=0"}, {}),
    ],
    ids=["asked", "beside another wish", "asked before", "not wanted by the owner"],
)
def test_a_process_asks_where_its_owner_said_nothing(
    environment: dict[str, str], added: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(huge_pages, "POLICY", policy(tmp_path, MADVISE))
    assert huge_pages.asking(environment) == added


@pytest.mark.parametrize("words", ["[always] madvise never\n", "always madvise [never]\n", "\u5de8\u9875", None])
def test_it_does_not_ask_where_nobody_is_asked(
    words: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "enabled"
    if words is not None:
        path.write_text(words, encoding="utf-8")
    monkeypatch.setattr(huge_pages, "POLICY", path)
    assert huge_pages.asking({}) == {}


def test_a_process_begins_anew_once_with_the_same_words(tmp_path: Path) -> None:
    said = run_python(A_PROCESS, str(policy(tmp_path, MADVISE)), "\u901a\u62a5 1.txt", "--workers=2")
    assert said.splitlines() == ["began", "began", "glibc.malloc.hugetlb=1 \u901a\u62a5 1.txt --workers=2"]


def test_a_process_that_need_not_goes_on(tmp_path: Path) -> None:
    said = run_python(A_PROCESS, str(policy(tmp_path, MADVISE)), GLIBC_TUNABLES="glibc.malloc.hugetlb=0")
    assert said.splitlines() == ["began", "glibc.malloc.hugetlb=0"]


def test_the_system_takes_the_wish() -> None:
    """Memory taken after it was said stands among what may have huge pages (`hg`), and did not before."""
    library = os.confstr("CS_GNU_LIBC_VERSION") if "CS_GNU_LIBC_VERSION" in os.confstr_names else None
    if library is None or tuple(map(int, library.split()[1].split(".")[:2])) < (2, 35):
        pytest.skip("no C library that can be asked")
    if not huge_pages.POLICY.exists() or "[madvise]" not in huge_pages.POLICY.read_text(encoding="ascii"):
        pytest.skip("this system gives huge pages unasked, or none")
    assert int(run_python(HOLDS_MUCH)) == 0
    assert int(run_python(HOLDS_MUCH, **ASKED)) > 0


def test_commands_and_servers_ask() -> None:
    assert "huge_pages.begin_anew()" in (ROOT / "manage.py").read_text(encoding="utf-8")
    for name in ("Dockerfile", "deploy/archive.env"):
        assert "GLIBC_TUNABLES=glibc.malloc.hugetlb=1" in (ROOT / name).read_text(encoding="utf-8"), name
