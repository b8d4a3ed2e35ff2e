"""Pages saved as one file: the page among its parts, its encoding and its address."""

from __future__ import annotations

import base64
import quopri

import pytest

from reports.readers import ReadError, read_bytes
from tests.readers.texts import OPENING, PARAGRAPHS, TITLE

ARTICLE = "".join(f"<p>{line}</p>\n" for line in (OPENING, *PARAGRAPHS))
PAGE = f"<html><head><title>{TITLE}</title></head><body><div>{ARTICLE}</div></body></html>"
HEAD = (
    "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://example.cn/a.html\r\n"
    "Subject: =?utf-8?B?" + base64.b64encode("保存的标题".encode()).decode() + "?=\r\nMIME-Version: 1.0\r\n"
    'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="----=_Part"\r\n\r\n'
)


def part(content: bytes, *, transfer: str = "base64", charset: str = "utf-8", kind: str = "text/html") -> bytes:
    encoded = {"base64": base64.encodebytes, "quoted-printable": quopri.encodestring, "8bit": bytes}[transfer](content)
    head = f'------=_Part\r\nContent-Type: {kind}; charset="{charset}"\r\nContent-Transfer-Encoding: {transfer}\r\n'
    return head.encode() + b"Content-Location: https://example.cn/part\r\n\r\n" + encoded + b"\r\n"


def saved(*parts: bytes, end: bytes = b"------=_Part--\r\n") -> bytes:
    return HEAD.encode() + b"".join(parts) + end


@pytest.mark.parametrize("transfer", ["base64", "quoted-printable", "8bit"])
@pytest.mark.parametrize(("encoding", "charset"), [("utf-8", "utf-8"), ("gb18030", "gb2312"), ("gb18030", "utf-8")])
def test_the_page_in_every_transfer_encoding(transfer: str, encoding: str, charset: str) -> None:
    picture = part(bytes(range(256)), kind="image/png")
    document = read_bytes(saved(part(PAGE.encode(encoding), transfer=transfer, charset=charset), picture), "a.mht")
    assert document.text.split("\n") == [OPENING, *PARAGRAPHS]
    assert (document.reader, document.media_type, document.encoding) == ("mhtml", "multipart/related", encoding)
    assert document.metadata == {"title": TITLE, "url": "https://example.cn/a.html"}


def test_unix_line_ends_and_a_name_that_says_nothing() -> None:
    data = saved(part(PAGE.encode())).replace(b"\r\n", b"\n")
    assert read_bytes(data, "download").text.split("\n") == [OPENING, *PARAGRAPHS]


def test_the_subject_is_the_title_of_a_page_without_one() -> None:
    assert (
        read_bytes(saved(part(f"<html><body>{ARTICLE}</body></html>".encode())), "a.mht").metadata["title"]
        == "保存的标题"
    )


def test_the_frame_that_holds_the_article_is_chosen() -> None:
    outer = "<html><body><p>栏目导航。</p><iframe src='cid:x'></iframe></body></html>"
    document = read_bytes(saved(part(outer.encode()), part(PAGE.encode())), "a.mhtml")
    assert document.text.split("\n") == [OPENING, *PARAGRAPHS]


def test_a_short_frame_is_an_advertisement() -> None:
    frame = "<html><body><p>一则启事\uff0c请浏览。</p></body></html>"
    assert "启事" not in read_bytes(saved(part(PAGE.encode()), part(frame.encode())), "a.mhtml").text


def test_a_file_cut_off_within_the_page_is_refused() -> None:
    whole = saved(part(PAGE.encode(), transfer="quoted-printable"))
    with pytest.raises(ReadError) as refused:
        read_bytes(whole[: len(whole) * 3 // 4], "a.mht")
    assert refused.value.code == "damaged"


def test_a_file_cut_off_within_its_pictures_is_read() -> None:
    whole = saved(part(PAGE.encode()), part(bytes(9_999), kind="image/png"))
    assert read_bytes(whole[:-5_000], "a.mht").text.split("\n") == [OPENING, *PARAGRAPHS]


def test_a_file_without_a_page_is_refused() -> None:
    with pytest.raises(ReadError) as refused:
        read_bytes(saved(part(bytes(64), kind="image/png")), "a.mht")
    assert refused.value.code == "no_text"
