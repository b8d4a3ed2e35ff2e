"""Writes the columns `pinyin` and `initials` of reports/data/regions.csv.

Needs pypinyin, which the project itself does not (`pip install --target DIR pypinyin`, then `PYTHONPATH=DIR`).
Pinyin is without tones, blanks and apostrophes, one syllable after the other, with `v` for ü; initials are the
syllables' first letters. `reports/data/pinyin_exceptions.csv` decides before the dictionary does: a single
character there is that character's reading in every name, longer words override the characters.

usage: python docs/make_region_pinyin.py            rewrites the file in place
"""

import csv
from pathlib import Path

from pypinyin import lazy_pinyin

DATA = Path(__file__).resolve().parent.parent / "reports" / "data"


def syllables(name: str, exceptions: dict[str, list[str]]) -> list[str]:
    """The syllables of a region's name, one for each of its characters."""
    spelt = list(lazy_pinyin(name))
    if len(spelt) != len(name):
        raise ValueError(f"no reading for every character of {name}")
    for words in sorted(exceptions, key=len):
        start = name.find(words)
        while start >= 0:
            spelt[start : start + len(words)] = exceptions[words]
            start = name.find(words, start + 1)
    return spelt


def main() -> None:
    with (DATA / "pinyin_exceptions.csv").open(encoding="utf-8", newline="") as lines:
        exceptions = {row["words"]: row["pinyin"].split() for row in csv.DictReader(lines)}
    path = DATA / "regions.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    for row in rows:
        spelt = syllables(row["name"], exceptions)
        row["pinyin"], row["initials"] = "".join(spelt), "".join(syllable[0] for syllable in spelt)
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
