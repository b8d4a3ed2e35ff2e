"""From a parsed body to its row: one row a body, whatever the forms of its name."""

from __future__ import annotations

import unicodedata
from functools import cached_property
from typing import Any

from reports.corrections.bodies import LOCAL_COMMITTEE, body_row, no_region
from reports.models import Body, Category, Region
from reports.parsing.types import ParsedBody, ParsedReport, RegionRef


class Bodies:
    """Finds or makes the rows of bodies. Made once a run: the rows found are kept in memory, and so are others that
    every file would ask for. `without_samples`: the samples are known to be gone."""

    def __init__(self) -> None:
        self._bodies: dict[tuple[str, tuple[str, str] | None], Body] = {}
        self.without_samples = False

    @cached_property
    def category_keys(self) -> dict[str, int]:
        """The primary keys of the categories, by code."""
        return dict(Category.objects.values_list("code", "pk"))

    @cached_property
    def _regions(self) -> dict[tuple[str, str], Region]:
        """Every region, by code and name: a nation's reports name most of them."""
        return {(region.code, region.name): region for region in Region.objects.all()}

    def region(self, ref: RegionRef | None) -> Region | None:
        """The row of a gazetteer's region; LookupError when the table lacks it (another gazetteer was used)."""
        return None if ref is None else self._region(ref.code, ref.name)

    def _region(self, code: str, name: str) -> Region:
        try:
            return self._regions[code, name]
        except KeyError:
            raise no_region(code, name) from None

    def of(self, value: dict[str, Any], parsed: ParsedReport) -> Body:
        """The row of a body's value, made when it is new, with the names that the text has for it."""
        place = value["region"]
        key = (value["name"], (place["code"], place["name"]) if place else None)
        if key not in self._bodies:
            names = {*parsed.body.aliases, parsed.body.name} if parsed.body else {value["name"]}
            region = self._region(place["code"], place["name"]) if place else None
            self._bodies[key] = body_row(value, region, sorted(names))
        return self._bodies[key]

    def forget(self) -> None:
        """After a rollback: rows made in it are gone."""
        self._bodies.clear()
        self.without_samples = False


def parsed_body_value(parsed: ParsedReport, fallback: str) -> dict[str, Any]:
    """The value of the inspected body (corrections/bodies.py). `fallback` names a body that the text does not tell."""
    body = parsed.body or ParsedBody(name=fallback, kind="", region=parsed.region)
    return {
        "name": body_name(body),
        "kind": body.kind,
        "region": {"code": body.region.code, "name": body.region.name} if body.region else None,
        "central": body.central and body.region is None,
    }


def body_name(body: ParsedBody) -> str:
    """The name that the row carries, so that the forms of one name meet: `中共青禾县委员会` for a region's own
    committee; otherwise the name as parsed, width folded, blanks and a leading 中共 out."""
    if body.kind == LOCAL_COMMITTEE and body.region is not None:
        return f"中共{body.region.name}委员会"
    name = "".join(unicodedata.normalize("NFKC", body.name).split())
    return name.removeprefix("中国共产党").removeprefix("中共")[:200] or body.name
