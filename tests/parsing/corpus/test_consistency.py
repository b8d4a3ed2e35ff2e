"""What must be true of the corpus itself, whatever the parser makes of it."""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

CORPUS = Path(__file__).parent
ROOT = CORPUS.parents[2]
REAL_REPORTS = ROOT.parent / "shared" / "reports"
INDEX: dict[str, list[dict[str, Any]]] = tomllib.loads((CORPUS / "index.toml").read_text(encoding="utf-8"))
TOPICS = frozenset(
    [
        "study",
        "economy",
        "debt",
        "business",
        "env",
        "rural",
        "urban",
        "livelihood",
        "culture",
        "safety",
        "society",
        "ideology",
        "reform",
        "responsibility",
        "supervision",
        "conduct",
        "integrity",
        "projects",
        "funds",
        "team",
        "cadres",
        "talent",
        "grassroots",
        "inspections",
        "audits",
        "other_rectification",
    ]
)
CATALOGUE = [
    f"{letter}{number:02d}" if letter == "L" else f"{letter}{number}"
    for letter, last in (("L", 19), ("W", 18), ("T", 11), ("D", 7), ("G", 7), ("P", 14), ("M", 8), ("X", 12))
    for number in range(1, last + 1)
]
WINDOW = 26  # characters in common with a real report that make a copied sentence
PAGE_LINE = re.compile(r"[—-] ?\d+ ?[—-]")


class _Text(HTMLParser):
    """Collects the text of a page, without scripts and styles."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self._skipping = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._skipping = self._skipping or tag in ("script", "style")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._skipping = False

    def handle_data(self, data: str) -> None:
        if not self._skipping:
            self.pieces.append(data)


def decoded(path: Path) -> str:
    """The text of a file of the corpus, in whichever of the two encodings it is."""
    raw = path.read_bytes()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("gb18030")


def squashed(text: str) -> str:
    """Without white space and zero-width characters."""
    return "".join(c for c in text if not c.isspace() and c != "\u200b")


def source_of(entry: dict[str, Any]) -> str:
    """The squashed text of a report; page numbers and the running head, which may stand inside a sentence, left out."""
    path = ROOT / entry["path"]
    text = decoded(path)
    if path.suffix == ".html":
        reader = _Text()
        reader.feed(text)
        return squashed("".join(reader.pieces))
    lines = [line for line in text.splitlines() if not PAGE_LINE.fullmatch(line.strip())]
    if "running-head" in entry["covers"]:
        lines = [line for line in lines if line.strip() != entry["running_head"]]
    return squashed("".join(lines))


def gold_of(entry: dict[str, Any]) -> dict[str, Any]:
    gold: dict[str, Any] = json.loads((CORPUS / entry["gold"]).read_text(encoding="utf-8"))
    return gold


def named(entry: dict[str, Any]) -> str:
    return Path(entry["path"]).stem


@pytest.mark.parametrize("entry", INDEX["report"], ids=named)
def test_every_annotated_text_stands_in_its_report_in_that_order(entry: dict[str, Any]) -> None:
    source, gold, position = source_of(entry), gold_of(entry), 0
    assert gold["document"] == Path(entry["path"]).name
    for problem in gold["problems"]:
        assert problem["text_missing"] == (problem["text"] is None)
        if problem["text"]:
            found = source.find(squashed(problem["text"]), position)
            assert found >= 0, problem["text"]
            position = found
        for text in [*problem["path"], *(measure["text"] for measure in problem["measures"])]:
            assert squashed(text) in source, text


@pytest.mark.parametrize("entry", INDEX["report"], ids=named)
def test_every_problem_has_measures_and_at_most_three_known_topics(entry: dict[str, Any]) -> None:
    for problem in gold_of(entry)["problems"]:
        assert problem["measures"], problem["text"]
        assert len(problem["topics"]) == len(set(problem["topics"])) <= 3
        assert set(problem["topics"]) <= TOPICS
        assert problem["number"] is None or re.fullmatch(r"\d+(-\d+)*", problem["number"])


@pytest.mark.parametrize("entry", INDEX["report"], ids=named)
def test_header_values_are_words_of_the_report(entry: dict[str, Any]) -> None:
    source, gold = source_of(entry), gold_of(entry)
    values = [gold["title"], gold["source"], gold["signed_by"], gold["inspection"]["team"], *gold["contact"].values()]
    for value in filter(None, values):
        assert squashed(value) in source, value


def test_every_form_of_the_catalogue_is_covered() -> None:
    covered = {form for kind in ("report", "lookalike") for entry in INDEX[kind] for form in entry.get("covers", [])}
    assert [form for form in CATALOGUE if form not in covered] == []


def test_index_and_folders_agree() -> None:
    assert {ROOT / e["path"] for e in INDEX["report"] if "reports/" in e["path"]} == set((CORPUS / "reports").iterdir())
    assert {CORPUS / e["gold"] for e in INDEX["report"]} == set((CORPUS / "gold").iterdir())
    assert {ROOT / e["path"] for e in INDEX["lookalike"]} == set((CORPUS / "lookalikes").glob("*.txt"))
    for entry in INDEX["lookalike"]:
        document = Path(entry["path"]).name
        assert gold_of(entry) == {"document": document, "refused": True, "code_hint": entry["code_hint"]}


def windows(text: str) -> set[str]:
    folded = squashed(unicodedata.normalize("NFKC", text))
    return {folded[i : i + WINDOW] for i in range(len(folded) - WINDOW + 1)}


@pytest.mark.skipif(not REAL_REPORTS.is_dir(), reason="no real reports beside the project")
def test_no_sentence_of_a_real_report_is_copied() -> None:
    real: set[str] = set()
    for path in REAL_REPORTS.glob("*.txt"):
        real |= windows(decoded(path))
    for entry in [*INDEX["report"], *INDEX["lookalike"]]:
        assert not windows(decoded(ROOT / entry["path"])) & real, entry["path"]
