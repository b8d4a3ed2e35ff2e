"""parse_reports: reports as JSON lines in the annotation schema's form, without a database."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports.importing.reading import page_metadata
from reports.importing.sources import find_files
from reports.importing.types import FoundFile
from reports.parsing import parse
from reports.parsing.gazetteer import Gazetteer, default_gazetteer
from reports.parsing.schema import refused, to_json
from reports.readers import ReadError, read_bytes
from reports.readers.zips import UnsafeEntryError


class Command(BaseCommand):
    help = (
        "Parse report files and print one JSON object a line, in the form of the annotation schema. Needs no database. "
        'A file that cannot be read or is no report gives {"document", "refused", "reason"}, and exit code 1.'
    )
    requires_system_checks: tuple[str, ...] = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="files, or folders that hold them")
        parser.add_argument(
            "--gazetteer",
            type=Path,
            action="append",
            default=[],
            metavar="EXTRA.csv",
            help="more regions (samples/regions.csv)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        gazetteer = default_gazetteer()
        if options["gazetteer"]:
            gazetteer = gazetteer.with_csv(*options["gazetteer"])
        failed = 0
        for line in parsed_lines(options["paths"], gazetteer):
            failed += "refused" in line
            self.stdout.write(json.dumps(line, ensure_ascii=False))
        if failed:
            raise CommandError(f"{failed} of the files gave no report", returncode=1)


def parsed_lines(paths: Iterable[Path], gazetteer: Gazetteer) -> Iterable[dict[str, Any]]:
    """The object of every file that `paths` mean, in path order. CommandError for a path that is not there."""
    try:
        files = list(find_files(paths))
    except FileNotFoundError as missing:
        raise CommandError(f"no such file or folder: {missing}") from missing
    for file in files:
        yield parsed_line(file, gazetteer)


def parsed_line(file: FoundFile, gazetteer: Gazetteer) -> dict[str, Any]:
    """The object of one file: the report, or why there is none."""
    try:
        read = read_bytes(file.read(), file.name)
    except ReadError as error:
        return refused(file.name, error.code, str(error))
    except (OSError, UnsafeEntryError) as error:
        return refused(file.name, "unreadable", str(error))
    metadata = page_metadata(read, file.given)
    return to_json(parse(read.text, metadata=metadata, gazetteer=gazetteer), file.name)
