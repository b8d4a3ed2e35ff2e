"""What deploy/ and docker-compose.yml hold for whoever runs a public site is whole, and names nothing that is not there."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from django.core.management import get_commands, load_command_class

from tests.conftest import ROOT, RunManage
from tests.test_settings import PRODUCTION

DEPLOY = ROOT / "deploy"
SERVICES = sorted(DEPLOY.glob("*.service"))


def environment_file() -> dict[str, str]:
    lines = (DEPLOY / "archive.env").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def test_the_environment_needs_a_secret_and_is_production_with_it(run_manage: RunManage, tmp_path: Path) -> None:
    variables = environment_file() | {"ARCHIVE_HOME": str(tmp_path)}
    refused = run_manage("check", **variables)
    assert refused.returncode == 1
    assert "SECRET_KEY" in refused.stderr
    checked = run_manage(
        "check", "--deploy", "--fail-level", "WARNING", **variables | {"SECRET_KEY": PRODUCTION["SECRET_KEY"]}
    )
    assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize("unit", SERVICES, ids=lambda path: path.name)
def test_systemd_takes_the_services(unit: Path, tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("no systemd-analyze here")
    # It looks whether the programs are there: stand-ins for those of a server.
    text = unit.read_text(encoding="utf-8").replace("/srv/archive/.venv/bin/", f"{tmp_path}/")
    for name in ("gunicorn", "python"):
        (tmp_path / name).write_text("#!/bin/sh\n", encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    copy = tmp_path / unit.name
    copy.write_text(text, encoding="utf-8")
    said = subprocess.run(["systemd-analyze", "verify", copy], capture_output=True, text=True, check=False)
    assert (said.returncode, said.stderr) == (0, "")


def test_the_services_start_what_is_there() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in SERVICES)
    assert set(re.findall(r"manage\.py (\w+)", text)) == {"run_jobs"}
    assert "--config python:xunshi_site.gunicorn " in text
    assert (ROOT / "xunshi_site" / "gunicorn.py").exists()


def test_cron_calls_commands_with_options_that_they_have() -> None:
    calls = re.findall(r"archive  archive (\w+)([^>\n]*)", (DEPLOY / "archive.cron").read_text(encoding="utf-8"))
    assert {name for name, _ in calls} >= {"backup", "sync_index", "check_archive", "export_dataset", "import_reports"}
    for name, arguments in calls:
        parser = load_command_class(get_commands()[name], name).create_parser("manage.py", name)
        parser.parse_args(shlex.split(arguments))


def test_the_compose_file_has_the_site_and_what_works_off_uploads() -> None:
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]
    assert services["jobs"]["command"] == ["python", "manage.py", "run_jobs"]
    assert services["jobs"]["environment"] == services["web"]["environment"]
    assert services["jobs"]["volumes"] == services["web"]["volumes"]
    assert "ports" not in services["jobs"]


def test_nginx_buffers_and_appends_to_who_asked() -> None:
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    assert not re.search(r"proxy_(?:request_)?buffering\s+off", text)
    assert "X-Forwarded-For $proxy_add_x_forwarded_for" in text
    assert "client_max_body_size 64m" in text
