"""An archive with one made report of three problems."""

from __future__ import annotations

import pytest

from reports.importing.bodies import Bodies
from reports.importing.store import store
from reports.models import Region, Report
from tests.importing.conftest import county
from tests.importing.making import Made, made_file

__all__ = ["county"]

NAME = "贾雨村夫"
"""Words that are in the made report once in a statement, once in a measure, and in a fact."""

MADE = [
    Made("1", "校舍维修进度迟缓，三所村小带病使用。", ["一是逐校鉴定，列出维修清单。", "二是当年完成维修。"]),
    Made("2", f"河长制落实不够有力，副局长{NAME}巡河流于形式。", [f"一是对{NAME}作出处理。"], topics=("env",)),
    Made("3", "乡镇债务底数不清。", ["一是逐笔核对债务。"], topics=("debt",)),
]


@pytest.fixture
def report(county: Region) -> Report:
    return store(made_file(MADE), Bodies()).report
