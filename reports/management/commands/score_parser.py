"""score_parser: the parser against gold, problem by problem, and what it gained and lost since the baseline."""

from __future__ import annotations

import json
import tomllib
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from reports.management.commands.parse_reports import parsed_lines
from reports.parsing.agreement import agreement
from reports.parsing.gazetteer import default_gazetteer
from reports.parsing.scoring import DocumentScore, Totals, changes, compare

_FEWEST_TO_NAME = 2


class Document(NamedTuple):
    """A report file and its gold."""

    path: Path
    gold: dict[str, Any]


class Command(BaseCommand):
    help = (
        "Score the parser over the corpus in tests/parsing/corpus, and over ../shared where it is there: rates per "
        "document, gains and losses per problem against the committed baseline, agreement and confusions per category. "
        "Letters: t statement, n number, p path, m measures, c topics, f first topic. Exit code 1 when one was lost."
    )
    requires_system_checks: tuple[str, ...] = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--update", action="store_true", help="write the baseline anew")
        parser.add_argument("--categories", action="store_true", help="agreement and confusions per category")
        parser.add_argument("--wrong", action="store_true", help="every problem that is not wholly right")

    def handle(self, *args: Any, **options: Any) -> None:
        root = Path(settings.BASE_DIR)
        corpus = root / "tests" / "parsing" / "corpus"
        gazetteer = default_gazetteer().with_csv(root / "samples" / "regions.csv")
        scores: dict[str, DocumentScore] = {}
        golds: dict[str, dict[str, Any]] = {}
        for document in [*own_corpus(root, corpus), *shared_corpus(root.parent / "shared")]:
            scores[document.path.name] = compare(document.gold, next(iter(parsed_lines([document.path], gazetteer))))
            golds[document.path.name] = document.gold
        self._rates(scores)
        if options["wrong"]:
            self._wrong(scores, golds)
        if options["categories"]:
            self._categories(scores)
        baseline = corpus / "baseline.json"
        if options["update"]:
            lines = (f'"{name}": {json.dumps(score.as_baseline())}' for name, score in sorted(scores.items()))
            baseline.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
            self.stdout.write(f"baseline written: {len(scores)} documents")
            return
        lost = self._changes(
            json.loads(baseline.read_text(encoding="utf-8")) if baseline.is_file() else {}, scores, golds
        )
        if lost:
            raise CommandError(f"{lost} losses against the baseline", returncode=1)

    def _rates(self, scores: dict[str, DocumentScore]) -> None:
        whole = Totals()
        rows: list[tuple[str, dict[str, float]]] = []
        for name, score in scores.items():
            one = Totals()
            one.add(score)
            whole.add(score)
            rows.append((name, one.rates()))
        names = list(whole.rates())
        self.stdout.write(f"{'':44}" + "".join(f"{name:>10}" for name in [*names, "header", "declared"]))
        for name, rates in [*rows, ("ALL", whole.rates())]:
            values = "".join(f"{rates[key]:10.3f}" for key in names)
            wrong = (len(scores[name].header), len(scores[name].declared)) if name in scores else _all_wrong(scores)
            self.stdout.write(f"{name[:43]:44}{values}" + "".join(f"{-n if n else 'ok':>10}" for n in wrong))

    def _changes(
        self, baseline: dict[str, Any], scores: dict[str, DocumentScore], golds: dict[str, dict[str, Any]]
    ) -> int:
        lost = 0
        for name, score in scores.items():
            old = baseline.get(name)
            if old is None:
                self.stdout.write(f"new      {name}")
                continue
            if len(old["problems"]) != len(score.problems):
                self.stdout.write(f"gold of another length: {name}; no comparison")
                continue
            for i, gained, gone in changes(old["problems"], score.problems):
                problem = golds[name]["problems"][i]
                words = (problem["text"] or "∅")[:40]
                for sign, letters in (("gained", gained), ("LOST", gone)):
                    if letters:
                        self.stdout.write(f"{sign:8} {letters:6} {name} {problem['label'] or ''} {words}")
                lost += bool(gone)
            for what, before, after in (
                ("header", old["header"], score.header),
                ("declared", old["declared"], score.declared),
            ):
                for key in sorted(set(before) ^ set(after)):
                    self.stdout.write(f"{'LOST' if key in after else 'gained':8} {what} {key} {name}")
                    lost += key in after
            if score.extra != old["extra"]:
                more = score.extra > old["extra"]
                sign = "LOST" if more else "gained"
                self.stdout.write(f"{sign:8} extra problems {old['extra']} -> {score.extra} {name}")
                lost += more
        return lost

    def _wrong(self, scores: dict[str, DocumentScore], golds: dict[str, dict[str, Any]]) -> None:
        for name, score in scores.items():
            for letters, problem in zip(score.problems, golds[name]["problems"], strict=True):
                if "-" in letters:
                    self.stdout.write(f"{letters} {name} {problem['label'] or ''} {(problem['text'] or '∅')[:50]}")

    def _categories(self, scores: dict[str, DocumentScore]) -> None:
        pairs = [pair for score in scores.values() for pair in score.topics]
        result = agreement([wanted for wanted, _ in pairs], [given for _, given in pairs])
        self.stdout.write(f"{result.problems} problems: topics F1 {result.f1:.3f}, first topic {result.first:.3f}")
        for row in result.categories:
            self.stdout.write(f"{row.code:16} precision {_share(row.precision)} recall {_share(row.recall)}")
        for each in result.confusions:
            if each.count >= _FEWEST_TO_NAME:
                self.stdout.write(f"first topic {each.gold or '-'} parsed as {each.predicted or '-'}: {each.count}")


def _share(value: float | None) -> str:
    return "    -" if value is None else f"{value:5.3f}"


def own_corpus(root: Path, corpus: Path) -> Iterator[Document]:
    """The documents of `corpus/index.toml`."""
    index = tomllib.loads((corpus / "index.toml").read_text(encoding="utf-8"))
    for row in index["report"]:
        yield Document(root / row["path"], json.loads((corpus / row["gold"]).read_text(encoding="utf-8")))


def shared_corpus(shared: Path) -> Iterator[Document]:
    """The real reports beside the project, none where the folder is absent."""
    for path in sorted((shared / "gold").glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        yield Document(shared / "reports" / gold["document"], gold)


def _all_wrong(scores: dict[str, DocumentScore]) -> tuple[int, int]:
    return sum(len(s.header) for s in scores.values()), sum(len(s.declared) for s in scores.values())
