"""Throughput of the parser on one core, beside one pass of a compiled regular expression over the same text.

usage: python -m benchmarks.parser [--reports 200] [--profile] [--hostile] [FILE…]

Without files: synthetic reports (as `make_corpus --seed 1` writes them), the samples, and the real reports beside the
project where they are, each lot with a line of its own: dense short reports cost more a byte than long ones. Times are
processor times, so that other work on the machine counts for less; MB are those of the text in UTF-8. `--profile`
prints which stage the time goes to. `--hostile` times a megabyte each of texts that would catch a pattern which
backtracks without bound.
"""

from __future__ import annotations

import argparse
import cProfile
import random
import re
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from types import CodeType

from reports.parsing import parse
from reports.processes import collected_rarely
from reports.readers import ReadError, read_file
from reports.synthetic import write

ROUNDS = 5
MEGABYTE = 1_000_000
ROOT = Path(__file__).resolve().parents[1]
PATTERN = re.compile(
    r"[一二三四五六七八九十]{1,3}是|整改情况[:\uff1a]|\(\d{1,3}\)|[一二三四五六七八九十]{1,3}、|问题\d{1,3}[:\uff1a]"
)
PIECES = {
    "own labels": "1.台账不全。\n前期整改情况:核对台账。\n推进落实:补录台账。\n",
    "numbers of numbers": "1.台账不全。\n2.12345热线不畅。\n3.5万元已上缴。\n",
    "counts in counts": "二是核对台账。一是补录。二是更新。",
    "sentences": "1.台账不全。召开会议2次。票据不齐。一是核对。\n",
    "sisters": "1.关于台账不全问题。\n2.关于占用林地修建厂房问题。\n",
    "symptoms": "1.台账不全。\n主要表现:票据不齐。\n整改措施:核对。\n",
    "label blocks": "整改措施:(1)核对。整改成效:一是更新。",
    "step rows": "1.台账不全。\n(1)核对台账。\n(2)补录台账。\n整改成效:齐全。\n",
    "two parts": "一、反馈问题\n1.台账不全。\n2.路灯不亮。\n3.档案不齐。\n",
    "unnumbered": "台账不全。\n核对台账3本。\n",
    "statements in quotes": "1.关于“台账”不全“档案”不齐",
    "fields in brackets": "1.台账不全。(责任领导:田禾;",
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
    "glued problems": "零“学习”问题1:",
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
    arguments.add_argument("--reports", type=int, default=200, help="synthetic reports")
    arguments.add_argument("--profile", action="store_true")
    arguments.add_argument("--hostile", action="store_true")
    options = arguments.parse_args()
    lots = {"files": read_texts(options.files)} if options.files else default_lots(options.reports)
    print(f"{'':12}{'reports':>8}{'MB':>8}{'parse':>13}{'a report':>11}{'one pattern':>15}{'ratio':>7}")
    with collected_rarely():  # as the processes do that import
        for name, texts in lots.items():
            if texts:
                measure(name, texts)
    if options.profile:
        for name, texts in lots.items():
            if texts:
                profile(name, texts)
    if options.hostile:
        hostile()


def measure(name: str, texts: list[str]) -> None:
    """Prints a line: how fast the texts are parsed, and how fast one pattern goes over them."""
    size = sum(len(text.encode("utf-8", "surrogatepass")) for text in texts) / MEGABYTE
    for text in texts:
        parse(text)  # data files and patterns are loaded once
    whole = fastest(lambda: [parse(text) for text in texts])
    single = fastest(lambda: [PATTERN.findall(text) for text in texts])
    print(
        f"{name:12}{len(texts):8}{size:8.2f}{size / whole:8.2f} MB/s{1000 * whole / len(texts):8.2f} ms"
        f"{size / single:10.0f} MB/s{whole / single:7.0f}"
    )


def profile(name: str, texts: list[str]) -> None:
    """Prints the share of each stage that `parse` calls. A profiler makes small functions look dearer than they are."""
    profiler = cProfile.Profile()
    profiler.enable()
    for text in texts:
        parse(text)
    profiler.disable()
    entries = {entry.code: entry for entry in profiler.getstats()}
    shares: defaultdict[str, float] = defaultdict(float)
    whole = entries[parse.__code__].totaltime
    for call in entries[parse.__code__].calls or ():
        stage, seconds = call.code, call.totaltime
        below = entries[stage].calls if stage in entries and _name(stage) == "<genexpr>" else None
        if below:  # named by what it calls for each measure or problem
            stage = max(below, key=lambda each: each.totaltime).code
        shares[_name(stage)] += seconds
    print(f"\n{name}")
    for name_of_stage, seconds in sorted(shares.items(), key=lambda pair: -pair[1]):
        if seconds > 0.005 * whole:
            print(f"  {name_of_stage:24}{100 * seconds / whole:5.1f} %")


def _name(code: CodeType | str) -> str:
    return code if isinstance(code, str) else code.co_name


def default_lots(reports: int) -> dict[str, list[str]]:
    """Synthetic reports, the samples, and the real reports where they are."""
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "corpus"
        write(corpus, reports=reports, seed=1)
        synthetic = read_texts(sorted(corpus.rglob("*.txt")))
    samples = [p for p in sorted((ROOT / "samples").iterdir()) if p.suffix in (".txt", ".html")]
    real = sorted((ROOT.parent / "shared" / "reports").glob("*.txt"))
    return {"synthetic": synthetic, "samples": read_texts(samples), "real": read_texts(real)}


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
