"""What clauses are made from while a report is written: chance, the place's names, the body's words, the topic."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from reports.synthetic.names import Locality

if TYPE_CHECKING:
    from reports.synthetic.vocabulary import TopicWords


@dataclass(slots=True)
class Scene:
    """The one mutable thing of a report in the making: `topic` changes from problem to problem.

    `committee` 县委, `boss` 县委书记, `everywhere` 全县, `character` 县 (before the names of offices),
    `document_place` 青禾县, `year` of the inspection.
    """

    random: Random
    locality: Locality
    committee: str
    boss: str
    everywhere: str
    character: str
    document_place: str
    year: int
    topic: TopicWords
