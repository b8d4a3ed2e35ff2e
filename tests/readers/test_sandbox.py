"""Files from outside are read in a child process: same answers, and an end after so much time and memory."""

from __future__ import annotations

import json
import signal
import sys
from pathlib import Path

import pytest

from reports.readers import ReadError, read_bytes, read_file
from reports.readers.sandbox import _outcome, read_untrusted
from tests.readers.pdf_files import pdf_file, set_page
from tests.readers.texts import OPENING, REPORT
from tests.readers.word_files import p, word_file


def refused_code(path: Path, **limits: float) -> str:
    with pytest.raises(ReadError) as refused:
        read_untrusted(path, **limits)  # type: ignore[arg-type]
    assert refused.value.zh
    assert refused.value.en
    return refused.value.code


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("通报.txt", REPORT.encode("gb18030")),
        ("a b.html", f"<html><title>题</title><body><p>{OPENING}</p></body></html>".encode()),
        ("c.docx", word_file(p(OPENING))),
        ("d.pdf", pdf_file([set_page((OPENING,))])),
    ],
)
def test_the_child_gives_what_the_reader_gives(tmp_path: Path, name: str, data: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert read_untrusted(path) == read_file(path) == read_bytes(data, name)


def test_an_upload_is_read_by_its_own_name(tmp_path: Path) -> None:
    path = tmp_path / "upload.tmp"
    path.write_bytes(b"<p>" + OPENING.encode() + b"</p>")
    assert read_untrusted(path, name="通报.html").text == OPENING
    assert read_untrusted(path).reader == "txt"


def test_refusals_come_through_with_their_sentences(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(32))
    with pytest.raises(ReadError) as outside:
        read_untrusted(path)
    with pytest.raises(ReadError) as inside:
        read_file(path)
    assert (outside.value.code, outside.value.zh, outside.value.en) == (
        inside.value.code,
        inside.value.zh,
        inside.value.en,
    )
    assert refused_code(tmp_path / "absent.txt") == "unreadable"
    assert refused_code(tmp_path) == "unreadable"


def test_time_is_limited(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(REPORT.encode())
    assert refused_code(path, seconds=0.01) == "timeout"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits a process's memory")
def test_memory_is_limited(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(b"<html><body>" + ("<p>" + OPENING + "</p>").encode() * 60_000)
    assert refused_code(path, memory_mb=100) in ("memory", "crashed")


def test_what_the_childs_end_means() -> None:
    for returncode, output, code in (
        (-signal.SIGXCPU, b"", "timeout"),
        (-signal.SIGSEGV, b"", "crashed"),
        (1, b"", "crashed"),
        (0, b'{"docu', "crashed"),
        (0, json.dumps({"error": {"code": "memory", "zh": "", "en": ""}}).encode(), "memory"),
    ):
        with pytest.raises(ReadError) as refused:
            _outcome(returncode, output, seconds=7, memory_mb=9)
        assert refused.value.code == code
        assert refused.value.zh


def test_the_child_knows_nothing_of_the_sites_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a secret nor an option of Python set outside changes how a file is read."""
    monkeypatch.setenv("PYTHONSTARTUP", "/nowhere")
    monkeypatch.setenv("PYTHONPATH", "/nowhere")
    path = tmp_path / "a.txt"
    path.write_bytes(REPORT.encode())
    assert read_untrusted(path).text == REPORT
