"""Under which places a region is found, and by which names: containing regions, successors, former names."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from reports.models import Region


@dataclass(frozen=True, slots=True)
class _Place:
    code: str
    name: str
    short: str
    parent: int | None


class Places:
    """The table of regions, read once (two queries) and looked up by primary key."""

    def read(self) -> None:
        """Reads the table now, instead of when something is looked up first."""
        _ = self._places, self._links

    @cached_property
    def _places(self) -> dict[int, _Place]:
        rows = Region.objects.values_list("pk", "code", "name", "short", "parent_id")
        return {pk: _Place(code, name, short, parent) for pk, code, name, short, parent in rows}

    @cached_property
    def _links(self) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
        """Successors and predecessors of each region that has any."""
        later: dict[int, list[int]] = defaultdict(list)
        earlier: dict[int, list[int]] = defaultdict(list)
        pairs = Region.successors.through.objects.values_list("from_region_id", "to_region_id")
        for former, successor in pairs.order_by("from_region_id", "to_region_id"):
            later[former].append(successor)
            earlier[successor].append(former)
        return later, earlier

    def code(self, region: int) -> str:
        return self._places[region].code

    def codes(self, region: int) -> set[str]:
        """Under which codes the region is found: its own, its ancestors', its successors' and their ancestors'."""
        later, _ = self._links
        return {self._places[place].code for heir in _closure(region, later) for place in self._chain(heir)}

    def names(self, region: int) -> list[str]:
        """By which names it is found: the full address, short names from the province down, the same of its successors,
        and the former names of them all."""
        later, earlier = self._links
        chains = [self._chain(place) for place in _closure(region, later)]
        found: dict[str, None] = {}
        for chain in chains:
            found["".join(self._places[place].name for place in chain)] = None
            found |= dict.fromkeys(self._places[place].short for place in chain)
        for place in {place for chain in chains for place in chain}:
            for former in _closure(place, earlier):
                found |= dict.fromkeys((self._places[former].name, self._places[former].short))
        return list(found)

    def _chain(self, region: int) -> list[int]:
        """The region with its ancestors, province first."""
        chain = [region]
        while (parent := self._places[chain[0]].parent) is not None:
            chain.insert(0, parent)
        return chain


def _closure(start: int, links: dict[int, list[int]]) -> list[int]:
    """`start` and all that the links lead to from it, each once; a circle does no harm."""
    found = [start]
    for place in found:
        found += [each for each in links.get(place, ()) if each not in found]
    return found
