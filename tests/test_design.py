"""docs/design.md against what is there: every command, address and parameter stands in it, and what documents name exists.

tests/test_contracts.py holds docs/operating.md to commands, options and variables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatch

from django.core.management import get_commands
from django.urls import URLPattern, URLResolver, get_resolver

from reports.filters import ProblemFilterSet
from tests.conftest import ROOT

DESIGN = (ROOT / "docs" / "design.md").read_text(encoding="utf-8")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
# `tests/parsing/layouts.toml`, `docs/schema.md`; not `~/reports/one.txt`, which is a reader's own.
PATH = re.compile(r"(?<![\w/~])((?:benchmarks|docs|reports|samples|tests|xunshi_site)/[\w/.-]*\w)")
ELSEWHERE = frozenset({"favicon.ico", "sitemap-"})
"""The icon of every page; parts of the site map, which names them."""


def addresses(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    """`problems/` for `problems/<slug:public_id>/`: what stands before the first converter; of a package only its root."""
    for each in patterns:
        route = str(each.pattern)
        if isinstance(each, URLResolver) and not route:
            yield from addresses(each.url_patterns)
        elif route:
            yield route.partition("<")[0]


def test_every_command_stands_in_the_design() -> None:
    commands = [name for name, application in get_commands().items() if application == "reports"]
    assert len(commands) > 10
    assert [name for name in commands if not re.search(rf"`{name}\b", DESIGN)] == []


def test_every_address_stands_in_the_design() -> None:
    told = set(addresses(get_resolver().url_patterns))
    assert len(told) > 30
    assert [address for address in sorted(told - ELSEWHERE) if f"`/{address}" not in DESIGN] == []


def test_every_parameter_of_the_problems_stands_in_the_design() -> None:
    names = list(ProblemFilterSet.base_filters)
    assert len(names) > 15
    assert [name for name in names if f"`{name}`" not in DESIGN] == []


def test_every_module_of_the_parser_stands_in_its_document() -> None:
    named = re.findall(r"`([a-z_*]+\.py)`", (ROOT / "docs" / "parser.md").read_text(encoding="utf-8"))
    modules = [path.name for path in (ROOT / "reports" / "parsing").glob("*.py") if path.name != "__init__.py"]
    assert [name for name in sorted(modules) if not any(fnmatch(name, pattern) for pattern in named)] == []
    assert [pattern for pattern in named if not any(fnmatch(name, pattern) for name in modules)] == []


def test_paths_named_in_documents_exist() -> None:
    """A file that moved takes its mention along."""
    named = {
        (document.name, path) for document in DOCUMENTS for path in PATH.findall(document.read_text(encoding="utf-8"))
    }
    assert len(named) > 20
    assert [(name, path) for name, path in sorted(named) if not (ROOT / path).exists()] == []
