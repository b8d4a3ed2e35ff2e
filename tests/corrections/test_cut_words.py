"""Labels and lines of the log are cut off at a length: half of the words that are taken out may stand there."""

from __future__ import annotations

import pytest

from reports import corrections
from reports.models import Correction, ImportRecord, ImportRun, Report
from tests.corrections.conftest import NAME

pytestmark = pytest.mark.django_db
BLOCKS = "■" * len(NAME)


def test_half_of_the_words_at_the_end_of_a_label_that_was_cut_is_taken_out_too(report: Report) -> None:
    corrections.apply("set", report.problems.get(number="2"), {"status": "completed"}, reason="试")
    half = NAME[:-1]
    Correction.objects.update(target_label=f"河长制落实不够有力，副局长{half}")
    run = ImportRun.objects.create(parser_version="1")
    lines = [f"问题 2 文本: 副局长{half}… → 别的", f"更正 #1 副局长{NAME}: 冲突", "副局长…"]
    ImportRecord.objects.create(run=run, path="a.txt", sha256="a" * 64, outcome="updated", report=report, details=lines)
    corrections.redact(report, words=NAME, reason="个人信息")
    assert half not in Correction.objects.get(operation="set").target_label
    blocks = "■" * len(half)
    assert ImportRecord.objects.get().details == [
        f"问题 2 文本: 副局长{blocks}… → 别的", f"更正 #1 副局长{BLOCKS}: 冲突", "副局长…",
    ]  # fmt: skip
