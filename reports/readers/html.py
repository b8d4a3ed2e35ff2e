"""Web pages (.html, .htm and their like): the article as lines, the page's statements about itself as metadata."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml import etree

from reports.readers.encodings import Decoded, decode
from reports.readers.errors import refusal
from reports.readers.html_lines import Element
from reports.readers.html_main import main_lines
from reports.readers.html_metadata import SAVED_FROM, page_metadata
from reports.readers.limits import MAX_HTML_DEPTH, MAX_MARKUP_BYTES, MAX_TAGS, in_words
from reports.readers.types import ReadDocument

VERSION = "1"

# <meta charset="gbk">, <meta … content="text/html; charset=gb2312">, <?xml version="1.0" encoding="GBK"?>
_DECLARED = re.compile(rb"(?:charset|encoding)\s{0,5}=\s{0,5}[\"']?\s{0,5}([\w-]{2,40})", re.I)
_HEAD_BYTES = 4_096
_EMPTY_PAGE = (
    "网页正文可能由脚本加载\uff0c请在浏览器中另存为“单个文件”后再导入",
    "a script may load it; save the page from a browser as a single file",
)


def read_html(data: bytes, *, declared: Sequence[str] = (), url: str = "") -> ReadDocument:
    """The page's article. `declared` are encodings named outside it (a mail header), `url` where it came from.

    Raises ReadError, `no_text` where the page shows no text (filled in by a script, or made of frames).
    """
    if len(data) > MAX_MARKUP_BYTES:
        raise refusal("too_large", limit=in_words(MAX_MARKUP_BYTES))
    page = decode_page(data, declared)
    root = parse_page(page.text)
    metadata = page_metadata(root)
    saved_from = SAVED_FROM.search(page.text[:_HEAD_BYTES])
    address = url or (saved_from[1] if saved_from else "")
    if address:
        metadata["url"] = address
    if page.replaced:
        metadata["replaced"] = str(page.replaced)
    body = root.find("body")
    head_title = root.findtext(".//head/title") or ""
    lines = main_lines(body if body is not None else root, (metadata.get("title", ""), head_title))
    if not lines:
        raise refusal("no_text", detail=_EMPTY_PAGE)
    return ReadDocument(
        text="\n".join(lines),
        reader="html",
        reader_version=VERSION,
        encoding=page.encoding,
        media_type="text/html",
        metadata=metadata,
    )


def decode_page(data: bytes, declared: Sequence[str] = ()) -> Decoded:
    """The page's source as text. What it declares is a hint only: a wrong declaration is common."""
    inside = [name.decode("ascii") for name in _DECLARED.findall(data[:_HEAD_BYTES])]
    return decode(data, declared=[*declared, *inside])


def parse_page(source: str) -> Element:
    """The tree of a page, without comments. Raises ReadError `too_deep`, `unpacks_too_large`, `no_text`."""
    if source.count("<") > MAX_TAGS:
        raise refusal("unpacks_too_large", detail=f"> {MAX_TAGS:,} <")
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True, recover=True
    )
    try:
        root = etree.fromstring(source.encode("utf-8", "replace"), parser)
    except etree.ParserError as error:  # nothing but comments
        raise refusal("no_text", detail=_EMPTY_PAGE) from error
    except etree.XMLSyntaxError as error:
        raise refusal("damaged", detail=("网页结构无法解析", "its structure cannot be parsed")) from error
    if root is None:
        raise refusal("no_text", detail=_EMPTY_PAGE)
    errors = {entry.type for entry in parser.error_log}
    if etree.ErrorTypes.ERR_NO_MEMORY in errors:  # what was parsed so far is not the page
        raise MemoryError
    if etree.ErrorTypes.ERR_RESOURCE_LIMIT in errors:
        raise refusal("too_deep", limit=MAX_HTML_DEPTH)
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > MAX_HTML_DEPTH:
            raise refusal("too_deep", limit=MAX_HTML_DEPTH)
    return root
