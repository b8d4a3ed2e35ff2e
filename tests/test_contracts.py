"""What must hold for the project as a whole: the direction of imports, the size of files, what may be committed, and
that whatever can be called or set is documented, and whatever is documented exists."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class
from django.core.management.base import BaseCommand
from importlinter.cli import lint_imports

from tests.conftest import ROOT

LONGEST_FILE = 400
DOCUMENTS = ("README.md", "README.zh-hans.md", "docs/operating.md")
OPERATING = ROOT / "docs" / "operating.md"
# The hosts of package registries and the folders of somebody's machine; written so that this file does not hold them.
REGISTRIES = re.compile(r"p[y]pi\.org|p[y]thonhosted\.org|registry\.n[p]mjs|(?:deb|security)\.d[e]bian\.org")
MACHINE_PATHS = re.compile(r"(?<![\w.~$*])/(?:h[o]me|U[s]ers|r[o]ot|w[o]rk|f[a]rm)/\w")
# Opens the reports of the whole country, in these words: nobody's own.
STOCK_SENTENCE = re.compile("按照巡视工作有关要求[,\uff0c]现将巡视整改(?:进展)?情况(?:予以)?公布")
# How a variable of the environment is read: in Python, in the Makefile, in the compose file, in a shell script.
READS_VARIABLE = {
    "*.py": re.compile(
        r"""(?:environ(?:\.get)?|flag|words|folder|one_of|number|redis_url|networks|rates)[\[(]\s*"([A-Z][A-Z_]+)\""""
    ),
    "Makefile": re.compile(r"^([A-Z][A-Z_]+) \?=", re.MULTILINE),
    "*.yml": re.compile(r"\$\{([A-Z][A-Z_]+)"),
    "run": re.compile(r"\$\{([A-Z][A-Z_]+)"),
}
# Set by the tests for each other or by the test tools, not by whoever runs them.
OF_THE_TEST_RUN = {
    "HOSTILE_REQUESTS",
    "PATH_INFO",
    "NEVER_LOST_SERIES",
    "TEST_DATABASE",
    "TEST_HOME",
    "TEST_SUITE_NOTES",
    "PATH",
    "HOME",
    "LANG",
    "DJANGO_SETTINGS_MODULE",
}


def tracked_files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("tests on tracked files: this is no git checkout")
    paths = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    return [path for path in paths if path.is_file()]


def text_of(path: Path) -> str:
    """The text of a tracked file, empty for pictures and other binaries."""
    raw = path.read_bytes()
    return "" if b"\0" in raw[:4096] else raw.decode("utf-8", "replace")


def own_commands() -> set[str]:
    return {name for name, application in get_commands().items() if application == "reports"}


def test_imports_point_one_way(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The contracts stand in pyproject.toml; design.md §2 is their source."""
    monkeypatch.chdir(ROOT)
    code = lint_imports(no_cache=True, no_logo=True)
    assert code == 0, capsys.readouterr().out


def test_files_can_be_read_in_one_sitting() -> None:
    written = [
        path
        for path in tracked_files()
        if (path.suffix in {".py", ".js"} and "migrations" not in path.parts) or path.is_relative_to(ROOT / "templates")
    ]
    too_long = {
        str(path.relative_to(ROOT)): lines
        for path in written
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE
    }
    assert not too_long


@pytest.mark.parametrize("pattern", [REGISTRIES, MACHINE_PATHS], ids=["registry hosts", "paths of a machine"])
def test_nothing_of_one_machine_is_committed(pattern: re.Pattern[str]) -> None:
    found = {
        str(path.relative_to(ROOT)): hit.group() for path in tracked_files() if (hit := pattern.search(text_of(path)))
    }
    assert not found


def test_no_sentence_of_a_real_report_is_committed(shared_folder: Path) -> None:
    """design.md §9. 26 characters in a row, white space aside, are a sentence; stock phrases are shorter."""
    length = 26
    real = set()
    for report in (shared_folder / "reports").glob("*.txt"):
        text = re.sub(r"\s+", "", report.read_text(encoding="utf-8", errors="ignore"))
        real.update(text[i : i + length] for i in range(len(text) - length + 1))
    assert real
    found = {}
    for path in tracked_files():
        text = STOCK_SENTENCE.sub("", re.sub(r"<[^>]+>|\s+", "", text_of(path)))
        hit = next((i for i in range(len(text) - length + 1) if text[i : i + length] in real), None)
        if hit is not None:
            found[str(path.relative_to(ROOT))] = text[hit : hit + length]
    assert not found


def test_the_development_lock_repeats_the_runtime_lock() -> None:
    pins = [
        dict(
            re.findall(r"^([a-z0-9-]+)(?:\[[a-z,]+\])?==(\S+)", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE)
        )
        for name in ("requirements.txt", "requirements-dev.txt")
    ]
    runtime, development = pins
    assert runtime
    assert {name: development.get(name) for name in runtime} == runtime


class TestDocumentation:
    def test_lists_every_command_and_no_other(self) -> None:
        listed = set(re.findall(r"^\| `([a-z_]+)", section("Commands"), re.MULTILINE))
        assert listed == own_commands()

    def test_lists_every_option_of_every_command(self) -> None:
        of_every_command = option_names(BaseCommand())
        for name, rest in re.findall(r"^\| `([a-z_]+)([^`]*)` \|", section("Commands"), re.MULTILINE):
            own = option_names(load_command_class("reports", name)) - of_every_command
            assert set(re.findall(r"--[a-z-]+", rest)) == own, name

    def test_lists_every_environment_variable_and_no_other(self) -> None:
        read = set()
        for path in tracked_files():
            for name, pattern in READS_VARIABLE.items():
                if path.match(name) and path.name != "test_contracts.py":
                    read.update(pattern.findall(text_of(path)))
        listed = set(re.findall(r"^\| `([A-Z_]+)`", section("Environment variables"), re.MULTILINE))
        assert listed == read - OF_THE_TEST_RUN

    @pytest.mark.parametrize("document", DOCUMENTS)
    def test_names_make_targets_that_exist(self, document: str) -> None:
        targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
        named = re.findall(r"^(?:[A-Z_]+=\S+ )*make ([a-z]+)", shell_lines(document), re.MULTILINE)
        assert set(named) <= targets

    @pytest.mark.parametrize("document", DOCUMENTS)
    def test_names_commands_with_options_that_exist(self, document: str) -> None:
        calls = re.findall(r"manage\.py ([a-z_]+)([^#\n|>&]*)", shell_lines(document))
        assert calls
        for name, arguments in calls:
            parser = load_command_class(get_commands()[name], name).create_parser("manage.py", name)
            parser.parse_args(arguments.split())

    @pytest.mark.parametrize("document", [*DOCUMENTS, "SECURITY.md"])
    def test_links_to_files_that_exist(self, document: str) -> None:
        place = (ROOT / document).parent
        links = re.findall(r"\]\((?!https?:)([^)#]+)", (ROOT / document).read_text(encoding="utf-8"))
        assert [link for link in links if not (place / link).exists()] == []


def option_names(command: BaseCommand) -> set[str]:
    parser = command.create_parser("manage.py", "")
    return {option for action in parser._actions for option in action.option_strings if option.startswith("--")}


def section(title: str) -> str:
    """The part of docs/operating.md under the heading `title`."""
    return OPERATING.read_text(encoding="utf-8").split(f"\n## {title}\n")[1].split("\n## ")[0]


def shell_lines(document: str) -> str:
    """What a document tells the reader to type."""
    return "\n".join(re.findall(r"```sh\n(.*?)```", (ROOT / document).read_text(encoding="utf-8"), re.DOTALL))
