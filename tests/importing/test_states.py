"""The values of a parse on their way from the worker that parsed to the process that stores."""

from __future__ import annotations

import pickle

from reports.importing.states import Lists, ParsedValues


def values() -> ParsedValues:
    return ParsedValues(
        {"title": "通报"}, {"term": 12}, [{"text": "校舍维修迟缓。", "measures": [0]}], [{"text": "一是逐校鉴定。"}]
    )


def test_they_arrive_as_they_were_sent() -> None:
    assert pickle.loads(pickle.dumps(values())) == values()


def test_values_sent_without_their_lists_have_them_made_once_when_they_are_asked_for() -> None:
    made: list[int] = []

    def recover() -> Lists:
        made.append(1)
        return values().problems, values().measures

    arrived = pickle.loads(pickle.dumps(values().without_lists()))
    arrived.recovered_by(recover)
    assert (arrived.report, made) == ({"title": "通报"}, [])
    assert (arrived.measures, arrived.problems) == (values().measures, values().problems)
    assert made == [1]


def test_other_values_are_other_values() -> None:
    other = values()
    other.problems[0]["text"] = "校舍已经修好。"
    assert other != values()


def test_what_is_changed_after_arriving_stays_changed() -> None:
    arrived = pickle.loads(pickle.dumps(values()))
    arrived.problems[0]["text"] = "校舍已经修好。"
    assert arrived.problems[0]["text"] == "校舍已经修好。"
    assert pickle.loads(pickle.dumps(arrived)) == arrived
