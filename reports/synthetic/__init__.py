"""Made-up rectification reports for benchmarks and for scoring the parser (docs/design.md, section 3, Origin).

Knows no Django. `corpus.write` makes them; `manage.py make_corpus` calls it. Every text begins with a line that says
that it is synthetic. Sentences are composed from own-written clauses (data/synthetic*.toml), the project's term lists
and made-up names; so a changed term list changes the corpus of a seed.
"""

from __future__ import annotations

from reports.synthetic.corpus import CorpusStatistics, write

__all__ = ["CorpusStatistics", "write"]
