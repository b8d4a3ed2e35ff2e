"""Zips of report files: what is in them and under which names. Nothing is unpacked under a name that the zip gives."""

from __future__ import annotations

import zipfile
from pathlib import Path

from reports.readers.limits import MAX_FILE_BYTES

UTF8_NAME = 0x800
"""Bit of a zip entry's flags: its name is UTF-8. Without it, Chinese zips hold GBK, which zipfile reads as cp437."""


class UnsafeEntryError(Exception):
    """A zip entry that is not read; the message says why, in Chinese and English."""


def entry_name(entry: zipfile.ZipInfo) -> str:
    """An entry's name as its maker saw it: UTF-8 where the zip says so, else what reads as UTF-8 or GB18030."""
    if entry.flag_bits & UTF8_NAME:
        return entry.filename
    raw = entry.filename.encode("cp437", "surrogateescape")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return entry.filename


def read_entry(path: Path, entry: zipfile.ZipInfo) -> bytes:
    """The bytes of one entry of the zip at `path`. UnsafeEntryError as `data_of`, and when the zip cannot be opened."""
    try:
        with zipfile.ZipFile(path) as archive:
            return data_of(archive, entry)
    except (zipfile.BadZipFile, NotImplementedError, OSError) as error:
        raise _damaged(error) from error


def data_of(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """An entry's bytes. UnsafeEntryError for one that is larger than a file may be, encrypted or broken."""
    if entry.flag_bits & 0x1:
        raise UnsafeEntryError("压缩包中的文件已加密。The file in the archive is encrypted.")
    try:
        with archive.open(entry) as file:
            data = file.read(MAX_FILE_BYTES + 1)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise _damaged(error) from error
    except Exception as error:  # zlib.error, lzma.LZMAError: every decompressor has its own
        raise UnsafeEntryError(
            f"压缩包中的文件无法解压：{error}。The file in the archive cannot be unpacked: {error}."
        ) from error
    if len(data) > MAX_FILE_BYTES:
        raise UnsafeEntryError("压缩包中的文件过大。The file in the archive is too large.")
    return data


def _damaged(error: Exception) -> UnsafeEntryError:
    return UnsafeEntryError(f"压缩包中的文件已损坏：{error}。The file in the archive is damaged: {error}.")
