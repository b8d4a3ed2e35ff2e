"""Throughput of the parser on one core, beside one pass of a compiled regular expression over the same text.

usage: python -m benchmarks.parser [--hostile] [FILE…]

Without files: the samples, and the real reports beside the project where they are. Times are processor times, so that
other work on the machine counts for less; MB are those of the text in UTF-8. `--hostile` times a megabyte each of texts
that would catch a pattern which backtracks without bound.
"""

from __future__ import annotations

import argparse
import random
import re
import time
from collections.abc import Callable
from pathlib import Path

from reports.parsing import parse
from reports.readers import ReadError, read_file

ROUNDS = 5
MEGABYTE = 1_000_000
ROOT = Path(__file__).resolve().parents[1]
PATTERN = re.compile(
    r"[一二三四五六七八九十]{1,3}是|整改情况[:\uff1a]|\(\d{1,3}\)|[一二三四五六七八九十]{1,3}、|问题\d{1,3}[:\uff1a]"
)
PIECES = {
    "opening brackets": "(",
    "opening quotes": "“",
    "closing quotes": "”",
    "line ends": "\n",
    "steps": "一是",
    "wrappers": "关于“",
    "whole wrappers": "关于“学习”问题。",
    "labels": "整改情况:",
    "label lines": "整改情况:\n",
    "fields": "。责任单位:县委办",
    "top headings": "一、\n",
    "problem lines": "问题1:\n",
    "glued headings": "。1.学习不够深入。",
    "table rows": "1\t学习不够\t加强学习\n",
    "cells": "学习\n",
    "open titles": "《学习\n",
    "torn lines": "学习,推进\n— 3 —\n",
    "zero-width": "\u200b",
    "tabs": "\t",
    "circles": "①学习;",
}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("files", nargs="*", type=Path)
    arguments.add_argument("--hostile", action="store_true")
    options = arguments.parse_args()
    texts = read_texts(options.files or default_files())
    size = sum(len(text.encode("utf-8", "surrogatepass")) for text in texts) / MEGABYTE
    for text in texts:
        parse(text)  # data files and patterns are loaded once
    whole = fastest(lambda: [parse(text) for text in texts])
    single = fastest(lambda: [PATTERN.findall(text) for text in texts])
    print(f"{len(texts)} reports, {size:.2f} MB of UTF-8")
    print(f"parse            {size / whole:8.2f} MB/s   {1000 * whole / len(texts):7.2f} ms a report")
    print(f"one pattern pass {size / single:8.2f} MB/s")
    if options.hostile:
        hostile()


def default_files() -> list[Path]:
    """The samples, and the real reports beside the project."""
    samples = [p for p in sorted((ROOT / "samples").iterdir()) if p.suffix in (".txt", ".html")]
    return [*samples, *sorted((ROOT.parent / "shared" / "reports").glob("*.txt"))]


def read_texts(files: list[Path]) -> list[str]:
    """The files' texts; a file that cannot be read is left out."""
    texts = []
    for path in files:
        try:
            texts.append(read_file(path).text)
        except ReadError as error:
            print(f"{path.name}: {error}")
    return texts


def fastest(act: Callable[[], object]) -> float:
    """Seconds of processor time of the fastest of some rounds."""
    times = []
    for _ in range(ROUNDS):
        start = time.process_time()
        act()
        times.append(time.process_time() - start)
    return min(times)


def hostile() -> None:
    """Seconds for a megabyte of each hostile text, with an opening before it so that it is not refused at once."""
    opening = (
        "根据省委统一部署,2024年3月5日至5月20日,省委第三巡视组对青禾县进行了巡视。"
        "现将巡视整改进展情况予以公布。\n二、反馈问题整改情况\n"
    )
    chance = random.Random(1)
    signs = "一二三、.()12“”《》。,;:\n\t关于针对问题整改情况是的在方面学习 "
    texts = {name: opening + piece * (MEGABYTE // len(piece.encode())) for name, piece in PIECES.items()}
    texts["random signs"] = opening + "".join(chance.choice(signs) for _ in range(MEGABYTE // 3))
    for name, text in texts.items():
        start = time.process_time()
        found = parse(text)
        seconds = time.process_time() - start
        print(f"{name:18}{seconds:7.2f} s   {len(found.problems):7} problems  {found.refused or ''}")


if __name__ == "__main__":
    main()
