"""A .docx as what it is: a ZIP archive of XML parts. Parts are unpacked one by one, each within its limit."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from urllib.parse import unquote

from lxml import etree

from reports.readers.errors import refusal
from reports.readers.limits import MAX_DOCX_DEPTH, MAX_DOCX_ENTRIES, MAX_DOCX_PART_BYTES, MAX_TAGS, in_words

Element = etree._Element

_DAMAGED = ("压缩内容损坏", "its packed contents are broken")
_NOT_XML = ("内部 XML 不完整", "its XML is incomplete")
# The transitional and the strict edition of the standard name the same elements in two namespaces.
_SHORT_NAMES = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc:",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m:",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m:",
}
_WORD_NAMESPACES = tuple(uri for uri, prefix in _SHORT_NAMES.items() if not prefix)


class Package:
    """The parts of a .docx by name. Every method raises ReadError: `damaged`, `encrypted`, `unpacks_too_large` …"""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise refusal("damaged", detail=_DAMAGED) from error
        if len(self._zip.infolist()) > MAX_DOCX_ENTRIES:
            raise refusal("unpacks_too_large", detail=f"> {MAX_DOCX_ENTRIES:,} ZIP entries")

    def part(self, name: str) -> Element | None:
        """The root of the XML part `name`, None where there is no such part."""
        try:
            entry = self._zip.getinfo(name)
        except KeyError:
            return None
        if entry.flag_bits & 0x1:
            raise refusal("encrypted")
        return _parsed(self._unpacked(entry))

    def _unpacked(self, entry: zipfile.ZipInfo) -> bytes:
        """The bytes of an entry: what the archive says of its size is not believed."""
        try:
            with self._zip.open(entry) as packed:
                data = packed.read(MAX_DOCX_PART_BYTES + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError) as error:
            raise refusal("damaged", detail=_DAMAGED) from error
        if len(data) > MAX_DOCX_PART_BYTES:
            raise refusal("unpacks_too_large", detail=f"{entry.filename} > {in_words(MAX_DOCX_PART_BYTES)}")
        return data

    def related(self, source: str) -> dict[str, str]:
        """Last word of a relation's type (`officeDocument`, `styles`, `numbering` …) -> name of the part."""
        folder, file = posixpath.split(source)
        relations = self.part(posixpath.join(folder, "_rels", f"{file}.rels"))
        found: dict[str, str] = {}
        for relation in relations if relations is not None else ():
            kind = (relation.get("Type") or "").rsplit("/", 1)[-1]
            target = unquote(relation.get("Target") or "")
            if kind and target and relation.get("TargetMode") != "External":
                found.setdefault(kind, posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/"))
        return found


def _parsed(data: bytes) -> Element:
    """The tree, without entities: Word never writes any, so a part that declares some is refused."""
    if data.count(b"<") > MAX_TAGS:
        raise refusal("unpacks_too_large", detail=f"> {MAX_TAGS:,} <")
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        if any("depth" in entry.message for entry in parser.error_log):
            raise refusal("too_deep", limit=MAX_DOCX_DEPTH) from error
        if b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data[:4096]:
            raise refusal("xml_entities") from error
        raise refusal("damaged", detail=_NOT_XML) from error
    if root.getroottree().docinfo.doctype:
        raise refusal("xml_entities")
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > MAX_DOCX_DEPTH:
            raise refusal("too_deep", limit=MAX_DOCX_DEPTH)
    return root


def short_name(element: Element) -> str:
    """`p` for <w:p>, `mc:Choice`, `m:t`; `?p` for an element of another vocabulary (drawings)."""
    namespace, _, local = str(element.tag).rpartition("}")
    return _SHORT_NAMES.get(namespace[1:], "?") + local


def child(element: Element | None, *names: str) -> Element | None:
    """The first child called `names[0]`, of that the first called `names[1]`, and so on; None where one is missing."""
    for name in names:
        element = next((e for e in element if short_name(e) == name), None) if element is not None else None
    return element


def attribute(element: Element | None, name: str = "val") -> str | None:
    """The attribute w:`name`; None where it, or the element, is absent."""
    if element is None:
        return None
    return next((value for uri in _WORD_NAMESPACES if (value := element.get(f"{{{uri}}}{name}")) is not None), None)


def number(element: Element | None, name: str = "val") -> int | None:
    """The attribute w:`name` as a whole number of at most six digits, else None."""
    value = attribute(element, name)
    return int(value) if value is not None and value.lstrip("-").isdecimal() and len(value) <= 6 else None


def is_on(element: Element | None) -> bool:
    """A switch such as <w:vanish/>: on when it is there, but for w:val="0"."""
    return element is not None and attribute(element) not in ("0", "false", "off")
