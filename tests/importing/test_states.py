"""The values of a parse on their way from the worker that parsed to the process that stores."""

from __future__ import annotations

import pickle

from reports.importing.states import ParsedValues


def values() -> ParsedValues:
    return ParsedValues(
        {"title": "通报"}, {"term": 12}, [{"text": "校舍维修迟缓。", "measures": [0]}], [{"text": "一是逐校鉴定。"}]
    )


def test_they_arrive_as_they_were_sent() -> None:
    assert pickle.loads(pickle.dumps(values())) == values()


def test_what_nobody_asked_for_is_sent_on_as_it_came() -> None:
    first = pickle.loads(pickle.dumps(values()))
    second = pickle.loads(pickle.dumps(first))
    assert second.measures == [{"text": "一是逐校鉴定。"}]


def test_other_values_are_other_values() -> None:
    other = values()
    other.problems[0]["text"] = "校舍已经修好。"
    assert other != values()


def test_what_is_changed_after_arriving_stays_changed() -> None:
    arrived = pickle.loads(pickle.dumps(values()))
    arrived.problems[0]["text"] = "校舍已经修好。"
    assert arrived.problems[0]["text"] == "校舍已经修好。"
    assert pickle.loads(pickle.dumps(arrived)) == arrived
