"""`python -m tests.soak`: the long run of faults; writes its outcome into docs/measurements.md. Exit code 1 when a
promise was broken."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django

django.setup()

from tests.soak.campaign import Campaign, Tally  # noqa: E402

MEASUREMENTS = Path(__file__).resolve().parents[2] / "docs" / "measurements.md"
BEGIN, END = "<!-- soak: imports -->", "<!-- end of soak: imports -->"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.soak")
    parser.add_argument("--kills", type=int, default=200, help="how many (200)")
    parser.add_argument("--seconds", type=float, default=3600, help="stop killing after so many (3600)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--reports", type=int, default=24, help="of the corpus (24)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each other fault (3)")
    parser.add_argument("--requests", type=int, default=0, help="hostile requests to every view (0)")
    parser.add_argument("--write", type=Path, default=MEASUREMENTS, help="where the outcome goes")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="xunshi-soak-") as folder:
        campaign = Campaign(Path(folder), reports=options.reports, seed=options.seed)
        campaign.kills(options.kills, options.seconds)
        campaign.others(options.rounds)
    harmless = ask_with_ill_will(options.requests, options.seed)
    told = report(campaign.tally, options)
    if options.requests:
        told += f"\n- hostile requests: {options.requests}; {'every' if harmless else 'not every'} answer harmless"
    print(told)
    write_section(told, options.write)
    sys.exit(bool(campaign.tally.broken) or not harmless)


def ask_with_ill_will(requests: int, seed: int) -> bool:
    """The suite's test of hostile requests with more of them; whether no answer was a failure."""
    if not requests:
        return True
    command = [
        sys.executable,
        "-m",
        "pytest",
        "tests/hardening/test_hostile_requests.py",
        "-q",
        "-p",
        "no:cacheprovider",
    ]
    environment = os.environ | {"HOSTILE_REQUESTS": str(requests)}
    return subprocess.run([*command, f"--hypothesis-seed={seed}"], env=environment, check=False).returncode == 0


def report(tally: Tally, options: argparse.Namespace) -> str:
    """The section of docs/measurements.md."""
    stages = ", ".join(f"{stage} {count}" for stage, count in sorted(tally.kills.items()))
    others = ", ".join(f"{name} {count}" for name, count in tally.others.items())
    lines = [
        "## Imports that are disturbed",
        "",
        f"`python -m tests.soak --kills {options.kills} --rounds {options.rounds} --reports {options.reports} "
        f"--seed {options.seed}`, on SQLite: "
        f"{tally.seconds:.0f} s, load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.",
        "",
        f"- kill -9: {tally.kills.total()} ({stages})",
        f"- other faults: {others}",
        f"- archives completed afterwards and compared row by row with an undisturbed one: {tally.archives}",
        f"- promises broken: {len(tally.broken)}",
        *(f"  - {each}" for each in tally.broken[:20]),
    ]
    return "\n".join(lines)


def write_section(told: str, path: Path) -> None:
    """Replaces this run's section; other long runs write theirs into the same file."""
    held = path.read_text(encoding="utf-8") if path.exists() else "# Measurements of the long runs\n"
    section = f"{BEGIN}\n{told}\n{END}\n"
    if BEGIN in held:
        before, rest = held.split(BEGIN, 1)
        held = before + section + rest.split(END, 1)[1].lstrip("\n")
    else:
        held = held.rstrip("\n") + "\n\n" + section
    path.write_text(held, encoding="utf-8")


if __name__ == "__main__":
    main()
