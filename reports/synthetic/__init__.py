"""Made-up rectification reports for benchmarks, tests of size and scoring the parser. Knows no Django (docs/design.md, section 3, Origin).

`corpus.write` makes them; `manage.py make_corpus` calls it. Every text begins with a line that says that it is synthetic.
Sentences are composed from own-written clauses (data/synthetic*.toml), the project's term lists and made-up names.
"""

from __future__ import annotations

from reports.synthetic.corpus import CorpusStatistics, write

__all__ = ["CorpusStatistics", "write"]
