"""From a parsed body to its row: one row a body, whatever the forms of its name."""

from __future__ import annotations

import unicodedata

from reports.models import Body, Region
from reports.models.choices import BodyLevel
from reports.models.identity import mint
from reports.parsing.types import ParsedBody, ParsedReport, RegionRef

LOCAL_COMMITTEE = "local_committee"
"""The kind of a region's own committee (data/body_kinds.toml): it has its region's level and is found by its region."""


class Bodies:
    """Finds or makes the rows of bodies. Made once a run: the rows found are kept in memory."""

    def __init__(self) -> None:
        self._regions: dict[tuple[str, str], Region] = {}
        self._bodies: dict[tuple[str, int | None], Body] = {}

    def region(self, ref: RegionRef | None) -> Region | None:
        """The row of a gazetteer's region; LookupError when the table lacks it (another gazetteer was used)."""
        if ref is None:
            return None
        key = (ref.code, ref.name)
        if key not in self._regions:
            try:
                self._regions[key] = Region.objects.get(code=ref.code, name=ref.name)
            except Region.DoesNotExist:
                raise LookupError(f"region {ref.code} {ref.name} is not in the table of regions") from None
        return self._regions[key]

    def of(self, parsed: ParsedReport, fallback: str) -> Body:
        """The inspected body's row, made when it is new. `fallback` names a body that the text does not tell."""
        body = parsed.body or ParsedBody(name=fallback, kind="", region=parsed.region)
        region = self.region(body.region)
        name = body_name(body)
        key = (name, region.pk if region else None)
        if key not in self._bodies:
            self._bodies[key] = self._find_or_make(name, body, region)
        return self._bodies[key]

    def _find_or_make(self, name: str, body: ParsedBody, region: Region | None) -> Body:
        found = Body.objects.filter(name=name, region=region).first()
        if found is None:
            local = body.kind == LOCAL_COMMITTEE and region is not None
            found = Body.objects.create(
                public_id=mint(
                    "body",
                    region.code if region else "",
                    region.name if region else "",
                    name,
                    taken=lambda each: Body.objects.filter(public_id=each).exists(),
                ),
                name=name,
                aliases=sorted({*body.aliases, body.name} - {name}),
                kind=body.kind,
                region=region,
                level=BodyLevel(region.level) if local and region else BodyLevel.OTHER,
                central=body.central and region is None,
            )
        return found

    def forget(self) -> None:
        """After a rollback: rows made in it are gone."""
        self._bodies.clear()


def body_name(body: ParsedBody) -> str:
    """The name that the row carries, so that the forms of one name meet: `中共青禾县委员会` for a region's own
    committee; otherwise the name as parsed, width folded, blanks and a leading 中共 out."""
    if body.kind == LOCAL_COMMITTEE and body.region is not None:
        return f"中共{body.region.name}委员会"
    name = "".join(unicodedata.normalize("NFKC", body.name).split())
    return name.removeprefix("中国共产党").removeprefix("中共")[:200] or body.name
