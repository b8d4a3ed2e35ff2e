"""/api/: the page of examples, each of which is run against a site as a newcomer gets it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from reports.api.service import api
from reports.views.api_docs import ELSEWHERE, EXAMPLES, example
from tests.api.conftest import Shown
from tests.served_site import ServedSite


def told(name: str, site: ServedSite) -> str:
    """An example as the page of this site shows it."""
    return example(EXAMPLES[name]).replace(ELSEWHERE, f"{site.url}/")


def run(command: list[str], folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def asked(address: str) -> Any:
    with urllib.request.urlopen(address) as answer:
        return json.load(answer)


def test_python_takes_every_problem_of_a_category(sample_site: ServedSite, tmp_path: Path) -> None:
    printed = run([sys.executable, "-X", "utf8", "-c", told("Python", sample_site)], tmp_path)
    found = [json.loads(line)["public_id"] for line in printed.splitlines()]
    with urllib.request.urlopen(f"{sample_site.url}/problems/export.jsonl?category=env") as answer:
        assert found == [json.loads(line)["public_id"] for line in answer]
    assert found


def test_curl_searches_and_asks_again_for_nothing(sample_site: ServedSite, tmp_path: Path) -> None:
    if shutil.which("curl") is None:
        pytest.skip("examples with curl: no curl found")
    printed = run(["sh", "-eu", "-c", told("curl", sample_site)], tmp_path)
    assert printed == "304\n"
    found = json.loads((tmp_path / "found.json").read_text(encoding="utf-8"))
    assert found["total"] == asked(f"{sample_site.url}/api/v1/search?q=%E6%B1%A1%E6%B0%B4&status=completed")["total"]
    assert json.loads((tmp_path / "reports.json").read_text(encoding="utf-8"))["items"]


def test_r_can_be_read_and_finds_what_it_names(sample_site: ServedSite, tmp_path: Path) -> None:
    """Run to its first line of work where R is there: its library need not be."""
    text = told("R", sample_site)
    if shutil.which("Rscript"):
        (tmp_path / "example.R").write_text(text, encoding="utf-8")
        run(["Rscript", "-e", 'invisible(parse("example.R"))'], tmp_path)
    search, categories = (asked(address) for address in re.findall(r'fromJSON\("([^"]+)"\)', text))
    counted = {each["value"]: each["count"] for each in search["facets"]["category"]}
    assert counted.keys() - {"none"} <= {each["code"] for each in categories["items"]}


def test_the_page_has_them_with_its_own_address(client: Client, shown: Shown) -> None:
    page = client.get("/api/").content.decode()
    assert "http://testserver/api/v1/problems" in page
    assert ELSEWHERE not in page
    for path, found in api.document["paths"].items():
        assert f"<code>{path}</code>" in page
        assert found["get"]["summary"].split(" · ")[0] in page
    english = client.get("/api/", headers={"Accept-Language": "en"}).content.decode()
    assert "The API is read-only" in english
    assert not re.search("[\u4e00-\u9fff]", re.sub(r"(?s)<pre.*?</pre>", "", english.split("<main")[1]))
