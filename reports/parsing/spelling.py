"""How the automata that look for terms read a text: byte by byte.

An automaton compares each character that begins no term with the first characters of all terms, hundreds of them. There
are eight first bytes. Reading bytes takes two thirds of the time and finds the same terms: no character of UTF-8
begins inside another.
"""

from __future__ import annotations


def spelled(text: str) -> str:
    """The bytes of `text` as characters. Never raises; offsets in it count bytes."""
    return text.encode("utf-8", "surrogatepass").decode("latin-1")


def characters(spelling: str, start: int, end: int) -> int:
    """How many characters of the text `spelling[start:end]` spells; both ends stand between characters."""
    return len(spelling[start:end].encode("latin-1").decode("utf-8", "surrogatepass"))
