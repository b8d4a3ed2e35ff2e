"""Which body a report is about, as a value that can be corrected: `{"name", "kind", "region", "central"}`.

`region` is `{"code", "name"}` or None. Name and region are what a body is known by; kind and central are used when its
row is made.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q

from reports.corrections.rounds import agrees, contradicts, move
from reports.models import Body, Correction, InspectionRound, Region, Report
from reports.models.bulk import in_use, insert_row, looked_up
from reports.models.choices import BodyLevel, CorrectionState, Operation, TargetType
from reports.models.identity import mint

LONGEST_NAME, LONGEST_KIND = 200, 30
LOCAL_COMMITTEE = "local_committee"
"""The kind of a region's own committee (data/body_kinds.toml): it has its region's level and is found by its region."""


def body_value(body: Body) -> dict[str, Any]:
    """The value of a row."""
    region = {"code": body.region.code, "name": body.region.name} if body.region else None
    return {"name": body.name, "kind": body.kind, "region": region, "central": body.central}


def in_region(value: Mapping[str, Any], region: Region) -> dict[str, Any]:
    """The same body in this region; a region's own committee bears its name."""
    name = f"中共{region.name}委员会" if value["kind"] == LOCAL_COMMITTEE else value["name"]
    place = {"code": region.code, "name": region.name}
    return {**value, "name": name, "region": place, "central": False}


def names_another(value: Mapping[str, Any] | None, body: Body) -> bool:
    """Whether the value means another body than the row; a parse of before bodies were values means none."""
    if value is None:
        return False
    held = body_value(body)
    return (value["name"], value["region"]) != (held["name"], held["region"])


def check_body(value: Mapping[str, Any]) -> None:
    """Raises ValueError, KeyError or TypeError for what is no value of a body, or names a region that is not there."""
    if set(value) != {"name", "kind", "region", "central"}:
        raise ValueError(", ".join(sorted(value)))
    if not isinstance(value["name"], str) or not 0 < len(value["name"].strip()) <= LONGEST_NAME:
        raise ValueError("name")
    if not isinstance(value["kind"], str) or len(value["kind"]) > LONGEST_KIND:
        raise ValueError("kind")
    if value["central"] and value["region"]:
        raise ValueError("central, region")
    try:
        region_of(value["region"])
    except LookupError as error:
        raise ValueError(str(error)) from error


def region_of(value: Mapping[str, Any] | None) -> Region | None:
    """The row of a value's region. LookupError when the table lacks it (another gazetteer was used)."""
    if value is None:
        return None
    try:
        return Region.objects.get(code=value["code"], name=value["name"])
    except Region.DoesNotExist:
        raise no_region(value["code"], value["name"]) from None


def no_region(code: str, name: str) -> LookupError:
    """What is raised for a region that the table lacks."""
    return LookupError(f"region {code} {name} is not in the table of regions")


def body_row(value: Mapping[str, Any], region: Region | None, aliases: Sequence[str] = ()) -> Body:
    """The row that the value means, made when it is new; `region` is the row of the value's region."""
    same_name = looked_up(Body, "name", [value["name"]], give="id")
    found = Body.objects.filter(pk__in=same_name, region=region).first() if same_name else None
    if found is not None:
        return found
    local = value["kind"] == LOCAL_COMMITTEE and region is not None
    body = Body(
        public_id=mint(
            "body",
            region.code if region else "",
            region.name if region else "",
            value["name"],
            taken=lambda each: bool(in_use(Body, [each])),
        ),
        name=value["name"],
        aliases=sorted({*aliases} - {value["name"]}),
        kind=value["kind"],
        region=region,
        level=BodyLevel(region.level) if local and region else BodyLevel.OTHER,
        central=value["central"] and region is None,
    )
    insert_row(body)
    return body


def shown_body(report: Report, parsed: dict[str, Any]) -> dict[str, Any]:
    """The body that the report is shown under when its parse says `parsed`: the last correction in force decides."""
    for correction in _of_bodies().filter(report=report).order_by("-pk"):
        body: dict[str, Any] = correction.payload["body"]
        return body
    return parsed


def corrected_round(parsed: Mapping[str, Any], told: Mapping[str, Any]) -> InspectionRound | None:
    """The round of a report whose text names its body as this one does, and was put right by an editor: a new version
    of it belongs there too. None when what is told of the round contradicts or agrees in nothing."""
    for correction in _of_bodies().filter(against__body__name=parsed["name"]).select_related("report__round"):
        if correction.against["body"] != parsed or correction.report is None:
            continue
        round_: InspectionRound = correction.report.round
        known = round_.parsed or {}
        if not contradicts(known, told) and agrees(known, told):
            return round_
    return None


def _of_bodies() -> Any:
    in_force = Q(state__in=[CorrectionState.IN_FORCE, CorrectionState.CONFLICT])
    return Correction.objects.filter(
        in_force, operation=Operation.SET, target_type=TargetType.REPORT, payload__body__isnull=False
    )


def move_to(report: Report, body: Body, told: Mapping[str, Any]) -> InspectionRound | None:
    """Puts the report under the body; `told` is what it says of its round. Returns the round that it left, when other
    reports stay in it: its facts have to be told anew."""
    left = report.round
    move(report, body, told)
    return left if left.pk and left.pk != report.round.pk else None
