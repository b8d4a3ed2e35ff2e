"""What must hold for every file: a document or a refusal, never another error; and the sentences of the refusals."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reports.readers import READER_VERSIONS, ReadDocument, ReadError, read_bytes, read_file
from reports.readers.errors import refusal, sentences
from reports.readers.limits import MAX_FILE_BYTES, MAX_MARKUP_BYTES, MAX_TEXT_CHARS
from tests.readers.pdf_files import pdf_file, set_page
from tests.readers.test_mhtml import PAGE, saved
from tests.readers.test_mhtml import part as mhtml_part
from tests.readers.texts import OPENING, REPORT
from tests.readers.word_files import abstract, lvl, num, p, tbl, tc, word_file

NAMES = st.sampled_from(["a.txt", "a.html", "a.mht", "a.docx", "a.pdf", "a.doc", "a", "\u4e00"])
WORD = word_file(
    p(OPENING, num=1, level=0) + tbl(tc(p("甲")) + tc(p("乙"))),
    numbering=abstract(0, lvl(0, "decimal", "%1.")) + num(1, 0),
)
FILES = {
    "utf-8": REPORT.encode(),
    "gb18030": REPORT.encode("gb18030"),
    "utf-16": REPORT.encode("utf-16"),
    "html": PAGE.encode(),
    "mhtml": saved(mhtml_part(PAGE.encode(), transfer="quoted-printable")),
    "docx": WORD,
    "pdf": pdf_file([set_page((OPENING,)), set_page((OPENING,))]),
}
STARTS = [
    b"%PDF-1.7\n",
    b"PK\x03\x04",
    b"<html>",
    b"<!DOCTYPE html>",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\xd0\xcf\x11\xe0",
    b"",
]
ANY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def read(data: bytes, name: str) -> ReadDocument | ReadError:
    """The document or the refusal; any other exception fails the test that asks."""
    try:
        document = read_bytes(data, name)
    except ReadError as error:
        return told(error)
    assert document.text.strip()
    assert "\x00" not in document.text
    document.text.encode("utf-8")  # no lone surrogates: databases refuse them
    assert document.reader_version == READER_VERSIONS[document.reader]
    assert all(isinstance(value, str) and value for value in document.metadata.values())
    return document


def told(refused: ReadError) -> ReadError:
    assert refused.code in sentences()
    assert refused.zh
    assert refused.en
    return refused


@ANY
@given(start=st.sampled_from(STARTS), rest=st.binary(max_size=300), name=NAMES)
def test_any_bytes_give_a_document_or_a_refusal(start: bytes, rest: bytes, name: str) -> None:
    read(start + rest, name)


@ANY
@given(kind=st.sampled_from(sorted(FILES)), data=st.data())
def test_a_damaged_file_gives_a_document_or_a_refusal(kind: str, data: st.DataObject) -> None:
    """Bytes overwritten, cut out, doubled, the end cut off: what happens to files on their way."""
    damaged = bytearray(FILES[kind])
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(damaged)))
        end = min(len(damaged), start + data.draw(st.integers(0, 60)))
        piece = damaged[start:end]
        damaged[start:end] = data.draw(st.sampled_from([b"", bytes(piece) * 2, b"\xff" * len(piece), b"<", b"\x00"]))
    read(bytes(damaged[: data.draw(st.integers(0, len(damaged)))]), data.draw(NAMES))


@ANY
@given(text=st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=200))
def test_any_utf_8_text_is_itself_or_refused(text: str) -> None:
    found = read(text.encode("utf-8"), "a.txt")
    if isinstance(found, ReadDocument) and found.reader == "txt":
        assert found.text in (text, text.removeprefix("\ufeff"))


@pytest.mark.parametrize("kind", FILES)
def test_the_undamaged_files_are_read(kind: str) -> None:
    found = read(FILES[kind], "a")
    assert isinstance(found, ReadDocument)
    assert OPENING in found.text


def test_what_is_too_large_is_refused_before_it_is_read() -> None:
    for data, name, code in (
        (b"a" * (MAX_FILE_BYTES + 1), "a.pdf", "too_large"),
        (b"a" * (MAX_MARKUP_BYTES + 1), "a.txt", "too_large"),
        (b"<html>" + b"a" * MAX_MARKUP_BYTES, "a.html", "too_large"),
        (b"a" * (MAX_TEXT_CHARS + 1), "a.txt", "text_too_long"),
    ):
        refused = read(data, name)
        assert isinstance(refused, ReadError)
        assert refused.code == code


def test_a_large_text_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes((REPORT + "\n").encode("gb18030") * 2_000)
    assert read_file(path).text == (REPORT + "\n") * 2_000


def test_a_folder_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "absent.txt"):
        with pytest.raises(ReadError) as refused:
            read_file(path)
        assert refused.value.code == "unreadable"


def test_every_refusal_has_two_sentences_with_the_same_gaps() -> None:
    for code, both in sentences().items():
        assert set(both) == {"zh", "en"}, code
        gaps = {language: set(re.findall(r"\{(\w+)\}", sentence)) for language, sentence in both.items()}
        assert gaps["zh"] == gaps["en"] <= {"detail", "limit"}, code
        assert both["zh"].endswith("。"), code
        assert not re.search(r"[\u4e00-\u9fff][,:;()]", both["zh"]), (
            f"{code}: half-width punctuation after an ideograph"
        )


def test_every_refusal_in_the_code_has_its_sentence() -> None:
    """A code stands in the source as refusal("code"…), or where sniff.py and encodings.py choose one."""
    sources = (Path(__file__).parents[2] / "reports" / "readers").glob("*.py")
    written = {
        code for path in sources for code in re.findall(r'refusal\(\s*"(\w+)"', path.read_text(encoding="utf-8"))
    }
    assert written <= set(sentences())
    assert set(sentences()) - written <= {"archive", "needs_ocr", "unsupported", "encoding"}


def test_a_detail_may_differ_between_the_languages() -> None:
    error = refusal("damaged", detail=("原因", "the reason"))
    assert "原因" in error.zh
    assert "the reason" in error.en
    assert str(error) == f"{error.zh} {error.en}"
    assert "1,000" in refusal("too_many_pages", limit=1_000).zh
