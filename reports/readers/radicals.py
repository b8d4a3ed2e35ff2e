"""Characters that PDF files give back instead of the ones that were printed: radicals, compatibility forms."""

from __future__ import annotations

import csv
import unicodedata
from functools import cache

from reports.data_files import read_text

# Kangxi radicals ⼀ to ⿕, compatibility ideographs, ligatures ﬁ ﬂ, the brackets of mathematics for 〈 〉:
# Unicode's own decomposition names the character.
_DECOMPOSED = ((0x2F00, 0x2FD5), (0xF900, 0xFAD9), (0xFB00, 0xFB06), (0x2329, 0x232A))


def fold_radicals(text: str) -> str:
    """`text` with each radical replaced by the ideograph that looks like it: ⼀ -> 一, ⻓ -> 长. All else stays."""
    return text.translate(_table())


@cache
def _table() -> dict[int, str]:
    """U+2E80 to U+2EFF have no decomposition: `cjk_radicals.csv` holds Unicode's EquivalentUnifiedIdeograph of each."""
    table = {
        code: unicodedata.normalize("NFKC", chr(code)) for first, last in _DECOMPOSED for code in range(first, last + 1)
    }
    source = read_text("cjk_radicals.csv")
    return table | {ord(row["radical"]): row["ideograph"] for row in csv.DictReader(source.splitlines())}
