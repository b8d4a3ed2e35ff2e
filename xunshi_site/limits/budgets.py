"""The classes of addresses and what each may cost: the one table of limits.

Plain pages are in no class: they are cheap, and a whole office may stand behind one address. So may its searches:
the burst is what an office needs, the rate is what one program may keep up.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class Budget:
    """`burst` requests at once, then `per_minute`. Of those that run at the same time `slots` in all and
    `slots_each` for one address; None is no bound. A slot whose process died is free again after `lease` seconds.
    """

    burst: int
    per_minute: int
    slots: int | None = None
    slots_each: int = 2
    lease: float = 60.0

    @property
    def interval(self) -> float:
        """Seconds between two requests at the lasting rate."""
        return 60 / self.per_minute

    def at(self, per_minute: int) -> Budget:
        """The same at another rate, its burst in proportion."""
        return replace(self, per_minute=per_minute, burst=max(1, round(self.burst * per_minute / self.per_minute)))


BUDGETS = {
    "search": Budget(burst=60, per_minute=120),
    "suggest": Budget(burst=60, per_minute=240),
    "export": Budget(burst=10, per_minute=10, slots=4),
    # A workbook is whole before its first byte leaves: minutes of a nation's problems, and space for the file.
    "workbook": Budget(burst=5, per_minute=5, slots=2, slots_each=1, lease=900.0),
    "download": Budget(burst=30, per_minute=30, slots=4),
    "api": Budget(burst=120, per_minute=240),
    "form": Budget(burst=5, per_minute=2),
    "login": Budget(burst=10, per_minute=10),
}

OF_VIEW = {
    "reports:problems": "search",
    "reports:reports": "search",
    "reports:documents": "search",
    "reports:compare": "search",
    "reports:statistics": "search",
    "reports:statistics_csv": "search",
    "reports:problems_feed": "search",
    "reports:suggest": "suggest",
    "reports:export_csv": "export",
    "reports:export_jsonl": "export",
    "reports:export_facts": "search",
    "reports:export_xlsx": "workbook",
    "reports:dataset_file": "download",
}
"""The class of each limited view, by the name of its address."""

OF_NAMESPACE = {"api": "api"}
"""The class of every view of a namespace."""

OF_FORM = {"admin:login": "login", "reports:report_error": "form", "reports:problem_error": "form"}
"""The class of views whose forms count when they are sent, not when they are shown."""


def makes_a_workbook(request: HttpRequest) -> bool:
    """Whether the request's view, which has been found, makes a whole file before its answer begins."""
    match = request.resolver_match
    return match is not None and OF_VIEW.get(match.view_name) == "workbook"


def class_of(view_name: str, namespaces: list[str], method: str) -> str | None:
    """The class of a request, None for what is not limited."""
    if method == "POST" and view_name in OF_FORM:
        return OF_FORM[view_name]
    if view_name in OF_VIEW:
        return OF_VIEW[view_name]
    return next((OF_NAMESPACE[name] for name in namespaces if name in OF_NAMESPACE), None)
