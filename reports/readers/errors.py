"""Reasons for refusing a file: the sentences live in `reports/data/read_errors.toml`, this fills them in."""

from __future__ import annotations

from functools import cache

from reports.data_files import read_toml
from reports.readers.types import ReadError

Detail = str | tuple[str, str]


@cache
def sentences() -> dict[str, dict[str, str]]:
    """Code -> {"zh": sentence, "en": sentence}, with `{detail}` and `{limit}` still to be filled in."""
    return read_toml("read_errors.toml")


def refusal(code: str, *, detail: Detail = "", limit: str | int = "") -> ReadError:
    """The error to raise for `code`, a key of read_errors.toml (another one is a `KeyError`: a mistake in the program).

    `detail` is one text for both languages (a format's name), or a pair of Chinese and English.
    """
    sentence = sentences()[code]
    zh, en = (detail, detail) if isinstance(detail, str) else detail
    number = f"{limit:,}" if isinstance(limit, int) else limit
    return ReadError(
        code, sentence["zh"].format(detail=zh, limit=number), sentence["en"].format(detail=en, limit=number)
    )
