"""How much a reader takes in before it refuses: one table, each number with its reason.

Real reports are small (30 to 200 kB of text, 10 to 80 pages). The limits lie far above that, and low enough that one
hostile file costs seconds and some hundred megabytes, not the machine.
"""

from __future__ import annotations

from typing import Final

MB: Final = 1024 * 1024

# A saved page with its pictures, or a report scanned beside its text layer, stays under this.
MAX_FILE_BYTES: Final = 64 * MB
# Text and HTML are held several times over while they are decoded and walked: about 20 bytes for each of these.
MAX_MARKUP_BYTES: Final = 16 * MB
# Twenty times the longest report known; the parser is measured on a fifth of it.
MAX_TEXT_CHARS: Final = 5_000_000

# Signs `<` in markup: two for an element, of which a tree takes 500 bytes each. The wordiest real page has 50,000.
MAX_TAGS: Final = 1_000_000
# Elements inside one another. Pages with unclosed tags reach some hundreds; libxml2 itself stops at 2,048.
MAX_HTML_DEPTH: Final = 1_000
# Word's own documents stay under 60, tables within tables included. Walked by recursion, so well under Python's 1,000.
MAX_DOCX_DEPTH: Final = 150
# One part of a .docx, unpacked. 300 pages of WPS's wordiest XML are 20 MB.
MAX_DOCX_PART_BYTES: Final = 32 * MB
# Entries in the archive that a .docx is: one for each picture and part.
MAX_DOCX_ENTRIES: Final = 10_000
# Cells of one table, blanks for merged ones included: a merged cell may claim any width.
MAX_TABLE_CELLS: Final = 200_000
MAX_CELL_SPAN: Final = 1_000

# Pages of one PDF: ten times the longest report known.
MAX_PDF_PAGES: Final = 1_000
# Pieces of text placed on PDF pages, for the whole file: a page of dense text has about 1,500.
MAX_PDF_PIECES: Final = 2_000_000

# Parts of a saved page (.mhtml): the page, its frames, style sheets and pictures.
MAX_MHTML_PARTS: Final = 5_000

# A zip that was uploaded: entries, and their bytes unpacked. Zips inside zips are not opened.
MAX_UPLOAD_ENTRIES: Final = 2_000
MAX_UNPACKED_BYTES: Final = 1_024 * MB

# The child process for uploads: ten times what the slowest real file took, and room for the largest file allowed.
SANDBOX_SECONDS: Final = 60
SANDBOX_MEMORY_MB: Final = 1_024


def in_words(number: int) -> str:
    """A count of bytes as it stands in a message: `16 MB`."""
    return f"{number // MB} MB" if number >= MB else f"{number} B"
