"""Whether the files of an index are those that the engine wrote.

The engine ends every file of a segment with a footer: some JSON that names the sum of the bytes before it, its length,
and a mark. It looks for the footer of most files when it opens them; a file of positions that is gone or cut it takes
for an empty one, and finds nothing, or fails in the middle of a question. What became of the bytes it never looks at.
"""

from __future__ import annotations

import json
import struct
import zlib
from pathlib import Path

META = "meta.json"
_PARTS = ("idx", "pos", "term", "store", "fast", "fieldnorm")
_MARK = 1337
_END = struct.Struct("<II")
"""The last bytes of a file: the length of the JSON before them, and the mark."""
_PORTION = 1 << 20
_LOOKS = 5
"""How often the list of segments is read again when a merge has replaced some of them meanwhile."""


def damaged_file(folder: Path, sound: set[str], *, whole: bool = False) -> str | None:
    """The name of a file that the index in `folder` needs and that is gone or cut, None where there is none such.

    Files in `sound` are not looked at again, and those that were found sound are added: a file of a segment is written
    once. With `whole` all of them are read, and an altered one is found too: a second for a gigabyte.
    """
    damaged = None
    for _ in range(_LOOKS):
        listed = (folder / META).read_bytes()
        needed = _files_of(listed)
        damaged = next((name for name in sorted(needed - sound) if not _is_sound(folder / name, whole=whole)), None)
        if damaged is None:
            sound.clear()
            sound.update(needed)
            return None
        if (folder / META).read_bytes() == listed:
            break
    return damaged


def _files_of(listed: bytes) -> set[str]:
    """The files of the segments that meta.json lists. ValueError where it is damaged itself."""
    names: set[str] = set()
    try:
        for segment in json.loads(listed)["segments"]:
            name = segment["segment_id"].replace("-", "")
            names.update(f"{name}.{part}" for part in _PARTS)
            if segment["deletes"]:
                names.add(f"{name}.{segment['deletes']['opstamp']}.del")
    except (KeyError, TypeError) as error:
        raise ValueError(META) from error
    return names


def _is_sound(path: Path, *, whole: bool) -> bool:
    try:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            if size < _END.size:
                return False
            file.seek(size - _END.size)
            length, mark = _END.unpack(file.read(_END.size))
            content = size - _END.size - length
            if mark != _MARK or content < 0:
                return False
            if not whole:
                return True
            file.seek(content)
            expected = json.loads(file.read(length))["crc"]
            file.seek(0)
            found = 0
            while content and (portion := file.read(min(_PORTION, content))):
                found = zlib.crc32(portion, found)
                content -= len(portion)
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return False
    return bool(content == 0 and found == expected)
