"""A small PDF writer: text at given places in a CID font whose ToUnicode table names every character."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

LEFT, RIGHT, TOP, BOTTOM, SIZE, LEADING = 80.0, 520.0, 740.0, 100.0, 16.0, 28.0
FULL = int((RIGHT - LEFT) / SIZE)  # characters of a full line


@dataclass(frozen=True)
class At:
    """Text drawn at a place (points from the lower left corner), in a size, turned by quarters where `turn` is set."""

    text: str
    x: float
    y: float
    size: float = SIZE
    turn: tuple[float, float, float, float] = (1, 0, 0, 1)

    def operators(self) -> bytes:
        codes = self.text.encode("utf-16-be").hex()
        matrix = " ".join(f"{value:g}" for value in (*self.turn, self.x, self.y))
        return f"BT /F1 {self.size:g} Tf {matrix} Tm <{codes}> Tj ET\n".encode()


@dataclass(frozen=True)
class Drawn:
    """Operators as they stand in a content stream."""

    content: bytes

    def operators(self) -> bytes:
        return self.content


def set_page(paragraphs: Iterable[str], *, indent: int = 2, top: float = TOP) -> list[At]:
    """Paragraphs set solid, one below the other: first line indented, each line as full as it goes."""
    placed: list[At] = []
    y = top
    for paragraph in paragraphs:
        x, row = LEFT + indent * SIZE, ""
        for character in [*paragraph, ""]:
            if not character or x + (width(row) + width(character)) * SIZE > RIGHT:
                placed.append(At(row, x, y))
                x, y, row = LEFT, y - LEADING, ""
            row += character
    return placed


def width(text: str) -> float:
    """In em: what is ASCII takes half the room of an ideograph."""
    return sum(0.5 if character.isascii() else 1.0 for character in text)


def pdf_file(pages: Sequence[Sequence[At | Drawn]], *, to_unicode: bool = True, picture: bool = False) -> bytes:
    """A PDF of these pages; without `to_unicode` its characters have no names; with `picture` each shows an image."""
    used = sorted({character for page in pages for piece in page for character in getattr(piece, "text", "")})
    named_codes = [f"<{ord(character):04x}> <{ord(character):04x}>\n" for character in used]
    if any(isinstance(piece, Drawn) for page in pages for piece in page):
        named_codes = [f"<{code:04x}> <{code:04x}>\n" for code in range(0x4E00, 0xA000)]
    maps = "".join(
        f"{len(part)} beginbfchar\n{''.join(part)}endbfchar\n"
        for part in (named_codes[i : i + 100] for i in range(0, len(named_codes), 100))
    )
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def\n"
        f"1 begincodespacerange <0000> <ffff> endcodespacerange\n{maps}endcmap end end"
    ).encode()
    named = b"/ToUnicode 5 0 R" if to_unicode else b""
    objects: list[bytes] = [
        b"",  # the page tree, when its pages are known
        b"<< /Type /Font /Subtype /Type0 /BaseFont /Song /Encoding /Identity-H /DescendantFonts [3 0 R] %b >>" % named,
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Song /DW 1000 /FontDescriptor 4 0 R"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /W [32 126 500] >>",
        b"<< /Type /FontDescriptor /FontName /Song /Flags 4 /FontBBox [0 0 1000 1000] /ItalicAngle 0 /Ascent 880"
        b" /Descent -120 /CapHeight 700 /StemV 80 >>",
        _stream(cmap),
        _stream(
            b"\xff", "/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8"
        ),
    ]
    kids = []
    for page in pages:
        content = b"".join(piece.operators() for piece in page) + (
            b"q 500 0 0 700 40 40 cm /I1 Do Q" if picture else b""
        )
        objects.append(_stream(content))
        objects.append(
            f"<< /Type /Page /Parent 1 0 R /MediaBox [0 0 595 842] /Contents {len(objects)} 0 R"
            " /Resources << /Font << /F1 2 0 R >> /XObject << /I1 6 0 R >> >> >>".encode()
        )
        kids.append(f"{len(objects)} 0 R")
    objects[0] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    objects.append(b"<< /Type /Catalog /Pages 1 0 R >>")
    return _assembled(objects)


def _stream(data: bytes, entries: str = "") -> bytes:
    return f"<< {entries} /Length {len(data)} >>\nstream\n".encode() + data + b"\nendstream"


def _assembled(objects: list[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.7\n")
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer << /Size %d /Root %d 0 R >>\n" % (len(objects) + 1, len(objects))
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % start)
