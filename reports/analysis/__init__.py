"""Counting over the archive: cross-tabs, coverage, comparison, recurrence, stated totals, documents (design.md §3).

Problems are counted by the index, reports and rounds by the database. Codes come out, not names: pages name them.
"""
