"""What a reader returns, and the one error that it raises."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A file as text. `text` is what the parser's offsets count in; it is stored and never altered.

    `encoding` is None for formats that carry their own; `metadata` holds the page's own title, source,
    published and url where the format tells them apart from the text.
    """

    text: str
    reader: str
    reader_version: str
    encoding: str | None = None
    media_type: str = "text/plain"
    metadata: dict[str, str] = field(default_factory=dict)


class ReadError(Exception):
    """A file that cannot be read as text. `code` names the reason; the message is a sentence in Chinese and English."""

    def __init__(self, code: str, zh: str, en: str) -> None:
        self.code, self.zh, self.en = code, zh, en
        super().__init__(f"{zh} {en}")
