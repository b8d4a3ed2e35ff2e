"""The fictional county that the made reports are about."""

from __future__ import annotations

import pytest

from reports.models import Region
from reports.models.reference import load_regions

ROWS = [
    ("990000", "示例省", "province", "", "示例"),
    ("990100", "松岭市", "prefecture", "990000", "松岭"),
    ("990121", "禾川县", "county", "990100", "禾川"),
    ("990122", "云渡县", "county", "990100", "云渡"),
]


def load_county() -> Region:
    """禾川县 of 松岭市 of 示例省, in the table of regions."""
    names = ("code", "name", "level", "parent", "short")
    blank = {"valid_from": "", "valid_to": "", "successor": "", "pinyin": "", "initials": ""}
    load_regions(Region, [{**blank, **dict(zip(names, row, strict=True))} for row in ROWS])
    return Region.objects.get(code="990121")


@pytest.fixture
def county(db: None) -> Region:
    """As `load_county`."""
    return load_county()
