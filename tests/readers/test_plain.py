"""Plain text in every encoding that reports come in; what is no text is refused with its reason."""

from __future__ import annotations

import codecs

import pytest

from reports.fold import fold
from reports.readers import ReadError, read_bytes
from reports.readers.encodings import decode, plausibility
from tests.readers.texts import OPENING, REPORT, REPORT_WITH_INDENT

# Written in traditional characters, for Big5.
TRADITIONAL = "根據省委統一部署\uff0c省委第九巡視組對雲渡縣進行了巡視。縣委召開專題會議\uff0c逐條研究整改方案。" * 3


@pytest.mark.parametrize(
    ("encoding", "named"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("gb18030", "gb18030"),
        ("gbk", "gb18030"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
    ],
)
def test_every_encoding_gives_the_same_text(encoding: str, named: str) -> None:
    document = read_bytes(REPORT_WITH_INDENT.encode(encoding), "a.txt")
    assert document.text == REPORT_WITH_INDENT
    assert (document.encoding, document.reader, document.media_type) == (named, "txt", "text/plain")
    assert document.metadata == {}


def test_big_endian_with_its_mark() -> None:
    data = codecs.BOM_UTF16_BE + REPORT.encode("utf-16-be")
    assert read_bytes(data, "a.txt").text == REPORT


def test_traditional_text_in_big5_and_in_gb18030() -> None:
    for encoding, named in (("big5", "big5hkscs"), ("gb18030", "gb18030"), ("utf-8", "utf-8")):
        document = read_bytes(TRADITIONAL.encode(encoding), "a.txt")
        assert (document.text, document.encoding) == (TRADITIONAL, named)


def test_one_short_sentence_is_enough_to_tell() -> None:
    for encoding in ("utf-8", "gb18030", "utf-16-le", "utf-16-be"):
        assert read_bytes(OPENING[:12].encode(encoding), "a").text == OPENING[:12]


@pytest.mark.parametrize(
    "text",
    [
        "\r\n  \t一、情况\r\r\n\n\u3000二、情况 \x0b\x0c\n\n",
        "\ufeff两个标记\n",
        "罕见字\U00020000\u9fa6和\ue000\u3400\n" + OPENING,
        "Only ASCII.\r\nTwo lines.",
    ],
)
def test_nothing_is_changed(text: str) -> None:
    """The parser's offsets count in this text: it is what Python's own decoding gives, to the character."""
    assert read_bytes(text.encode("utf-8"), "a.txt").text == text.encode("utf-8").decode("utf-8-sig")
    assert read_bytes((OPENING + text).encode("gb18030"), "a.txt").text == OPENING + text


def test_a_cut_end_costs_one_character_and_is_told() -> None:
    document = read_bytes(REPORT.encode("utf-8")[:-1], "a.txt")
    assert document.text == REPORT[:-1] + "\ufffd"
    assert document.encoding == "utf-8"
    assert document.metadata == {"replaced": "1"}


def test_plausibility_tells_the_right_reading_from_a_wrong_one() -> None:
    assert plausibility(REPORT) > 0.95
    assert plausibility(fold(REPORT)) > 0.9
    assert plausibility(REPORT.encode("utf-8").decode("gb18030", "replace")) < 0.5
    assert plausibility(TRADITIONAL.encode("big5").decode("gb18030", "replace")) < 0.6
    assert plausibility("no Chinese") == 0.0


def test_a_declared_encoding_is_only_a_hint() -> None:
    assert decode(REPORT.encode("gb18030"), declared=["utf-8", "no-such-encoding"]).text == REPORT


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \r\n\t ", "empty"),
        ("\ufeff\n\u3000".encode(), "empty"),
        (b"\x00" * 100, "empty"),
        (bytes(range(256)) * 40, "binary"),
        (b"text with \x00 in it", "binary"),
        (b"\x01\x02\x03 mostly control \x04\x05", "binary"),
        ("Une phrase accentu\xe9e, d\xe9j\xe0 vue \xe0 c\xf4t\xe9".encode("latin-1"), "encoding"),
        (b"\x89PNG\r\n\x1a\n" + bytes(64), "needs_ocr"),
        (b"\xff\xd8\xff\xe0" + bytes(64), "needs_ocr"),
        (b"II*\x00" + bytes(64), "needs_ocr"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "needs_ocr"),
        (b"Rar!\x1a\x07\x00" + bytes(20), "archive"),
        (b"7z\xbc\xaf\x27\x1c" + bytes(20), "archive"),
        (b"\x1f\x8b\x08\x00" + bytes(20), "archive"),
        (b"MZ\x90\x00" + bytes(100), "binary"),
        (b"{\\rtf1\\ansi text}", "unsupported"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "WordDocument".encode("utf-16-le"), "legacy_word"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "unsupported"),
        (b"PK\x03\x04 cut off", "damaged"),
    ],
)
def test_what_is_no_text_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(ReadError) as refused:
        read_bytes(data, "report.txt")
    assert refused.value.code == code


def test_an_old_word_file_is_told_how_to_convert() -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "WordDocument".encode("utf-16-le")
    with pytest.raises(ReadError) as refused:
        read_bytes(data, "report.doc")
    assert ".docx" in refused.value.zh
    assert "LibreOffice" in refused.value.en
