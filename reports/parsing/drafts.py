"""What becomes of headings: nodes of their tree, and the problems that its leaves are."""

from __future__ import annotations

from dataclasses import dataclass, field

from reports.parsing.statements import NO_STATEMENT, Statement, TextRange


@dataclass(slots=True)
class Draft:
    """A problem as found. `unit` is its heading (None when lost), `first` and `last` its first and last unit.

    `text` are the paragraphs of its rectification text; at `blocks` of them a further label begins. `fields` is what
    stands in fields of its own, by kind, `status` the words that tell its status, `left` what is neither statement nor
    text (paragraphs that go on with the statement, above the first label). `shared` says that the text stands
    below a later heading.
    """

    unit: int | None
    label: str | None
    number: tuple[int, ...]
    style: str
    statement: TextRange | None
    path: tuple[TextRange, ...]
    text: list[TextRange] = field(default_factory=list)
    blocks: list[int] = field(default_factory=list)
    fields: list[tuple[str, TextRange]] = field(default_factory=list)
    status: list[TextRange] = field(default_factory=list)
    left: list[TextRange] = field(default_factory=list)
    first: int = 0
    last: int = 0
    shared: bool = False
    labelled: bool = False
    inferred: bool = False


@dataclass(slots=True)
class Node:
    """A heading in the tree with the units below it, up to the next heading. `unit` is None for a lost heading."""

    unit: int | None
    rank: float
    key: str
    first: int
    children: list[Node] = field(default_factory=list)
    below: list[int] = field(default_factory=list)
    labels: set[str] = field(default_factory=set)
    statement: Statement = NO_STATEMENT
    parent: Node | None = None
