"""The sample reports as an archive: imported as `make run` imports them, indexed, with a former county among them."""

from __future__ import annotations

from pathlib import Path

import pytest

from reports.importing.run import import_paths


@pytest.fixture
def sample_archive(db: None, samples_folder: Path) -> None:
    assert not import_paths([samples_folder], origin="sample").failed
