"""Text of a report -> `ParsedReport`. Knows no Django (design.md §4; docs/parser.md)."""

from __future__ import annotations

from reports.parsing.assemble import PARSER_VERSION, parse

__all__ = ["PARSER_VERSION", "parse"]
