"""Names and places: chains, former names, ambiguous ones. Names and codes of real places are facts."""

from __future__ import annotations

import csv
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.parsing.gazetteer import Gazetteer, default_gazetteer
from reports.parsing.regions import Evidence, area_of_phone, choose
from tests.parsing.places import SAMPLE_REGIONS, gazetteer


def codes(text: str, *, short: bool = False) -> list[list[str]]:
    return [sorted({d.code for d in chain.divisions}) for chain in gazetteer().find(text, short=short)]


def test_every_row_has_pinyin_in_plain_letters() -> None:
    with SAMPLE_REGIONS.parent.parent.joinpath("reports/data/regions.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == len(default_gazetteer().divisions)
    assert all(
        row["pinyin"].isascii() and row["pinyin"].isalpha() and len(row["initials"]) == len(row["name"]) for row in rows
    )


@pytest.mark.parametrize(
    ("name", "pinyin"),
    [
        ("单县", "shanxian"), ("六安市", "luanshi"), ("亳州市", "bozhoushi"), ("乐亭县", "laotingxian"), ("乐清市", "yueqingshi"), ("蚌埠市", "bengbushi"),
        ("厦门市", "xiamenshi"), ("重庆市", "chongqingshi"), ("长沙市", "changshashi"), ("长子县", "zhangzixian"), ("浚县", "xunxian"), ("郫都区", "piduqu"),
        ("荥阳市", "xingyangshi"), ("荥经县", "yingjingxian"), ("盱眙县", "xuyixian"), ("朝阳区", "chaoyangqu"), ("闵行区", "minhangqu"), ("洪洞县", "hongtongxian"),
        ("大城县", "daichengxian"), ("涡阳县", "guoyangxian"), ("尉犁县", "yulixian"), ("番禺区", "panyuqu"), ("崆峒区", "kongtongqu"), ("吕梁市", "lvliangshi"),
    ],
)  # fmt: skip
def test_readings_of_polyphones(name: str, pinyin: str) -> None:
    with SAMPLE_REGIONS.parent.parent.joinpath("reports/data/regions.csv").open(encoding="utf-8", newline="") as lines:
        assert {row["pinyin"] for row in csv.DictReader(lines) if row["name"] == name} == {pinyin}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("株洲市芦淞区委", [["430203"]]),
        ("湖南省汨罗市", [["430681"]]),
        ("岳阳汨罗市委", [["430681"]]),
        ("晋城市城区委", [["140502"]]),
        ("青岛市南区委", [["370202"]]),
        ("恩施州委", [["422800"]]),
        ("长阳县委", [["420528"]]),
        ("长阳自治县委", [["420528"]]),
        ("彭水自治县纪委监委", [["500243"]]),
        ("前郭县委", [["220721"]]),
        ("土右旗委", [["150221"]]),
        ("莫旗旗委", [["150722"]]),
        ("巴州党委", [["652800"]]),
        ("巡察县委标准旗舰店", []),
        ("兵团第八师党委", [["659001"]]),
        ("朝阳市朝阳县", [["211321"]]),
        ("松岭市云渡区", [["990102"]]),
        ("城区道路", []),
        ("没有地名", []),
    ],
)
def test_chains_of_names(text: str, found: list[list[str]]) -> None:
    assert codes(text) == found


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("西咸新区", "610100"), ("陕西省西咸新区", "610100"), ("深汕特别合作区", "440300"), ("深圳市深汕特别合作区", "440300"),
        ("两江新区", "500157"), ("重庆两江新区", "500157"), ("舟山群岛新区", "330900"), ("浙江舟山群岛新区", "330900"), ("兰州新区", "620100"),
        ("南沙新区", "440115"), ("广州南沙新区", "440115"), ("贵安新区", "520100"), ("西海岸新区", "370211"), ("青岛西海岸新区", "370211"),
        ("青岛市西海岸新区", "370211"), ("金普新区", "210200"), ("大连金普新区", "210200"), ("天府新区", "510100"), ("四川天府新区", "510100"),
        ("眉山天府新区", "511400"), ("湘江新区", "430100"), ("湖南湘江新区", "430100"), ("南京江北新区", "320100"), ("常德市江北新区", "430700"),
        ("福州新区", "350100"), ("滇中新区", "530100"), ("云南滇中新区", "530100"), ("哈尔滨新区", "230100"), ("长春新区", "220100"),
        ("赣江新区", "360000"), ("江西赣江新区", "360000"), ("雄安新区", "130000"), ("河北雄安新区", "130000"), ("浦东新区", "310115"),
        ("天津滨海新区", "120116"), ("横琴新区", "440400"), ("东湖高新区", "420100"), ("武汉东湖高新区", "420100"), ("东湖区", "360102"),
        ("杨凌示范区", "610403"), ("滨海港园区", None), ("禾丰新区", None),
    ],
)  # fmt: skip
def test_new_areas_stand_for_the_place_that_runs_them(text: str, code: str | None) -> None:
    chain = gazetteer().chain(f"{text}党工委", 0, short=True)
    found = {d.code for d in chain.divisions} if chain else set()
    assert found == {code} if code else len(found) != 1 or chain.mentions[-1].form == "short"  # type: ignore[union-attr]


def test_an_alias_is_no_other_place_s_short_name() -> None:
    assert codes("巴州党委", short=True) == [["652800"]]
    assert codes("巴州区委", short=True) == [["511902"]]


def test_every_alias_is_of_a_place_in_force_and_no_full_name_of_one() -> None:
    with SAMPLE_REGIONS.parent.parent.joinpath("reports/data/region_aliases.csv").open(
        encoding="utf-8", newline=""
    ) as lines:
        rows = list(csv.DictReader(lines))
    assert len({row["alias"] for row in rows}) == len(rows)
    for row in rows:
        place = default_gazetteer().by_code(row["code"])
        assert place is not None
        assert place.valid_to is None
        assert not [d for d in default_gazetteer().by_name(row["alias"], "full") if d.valid_to is None]


def test_a_reference_names_province_and_prefecture() -> None:
    places = gazetteer()
    ref = places.ref(places.by_name("青禾县")[0])
    assert (ref.code, ref.level, ref.province, ref.prefecture) == ("990121", "county", "示例省", "松岭市")
    city = places.ref(places.by_name("松岭市")[0])
    assert (city.prefecture, city.province) == ("松岭市", "示例省")
    assert places.ref(places.by_name("示例省")[0]).prefecture is None


@pytest.mark.parametrize(
    ("name", "year", "code"),
    [("密云县", 2014, "110228"), ("密云县", 2020, "110118"), ("盐仓县", 2012, "990221"), ("禾丰县", 2020, "990121")],
)
def test_a_former_name_is_the_place_of_its_year(name: str, year: int, code: str) -> None:
    places = gazetteer()
    division = places.by_name(name, "full")[0]
    assert places.in_year(division, year).code == code


@pytest.mark.parametrize(("year", "level"), [(2010, "prefecture"), (2020, "county")])
def test_of_one_name_at_two_levels_the_year_decides(year: int, level: str) -> None:
    places = gazetteer()
    chain = places.chain("巢湖市委")
    assert chain is not None
    choice = choose(places, chain, Evidence(places), year=year)
    assert choice.division is not None
    assert choice.division.level == level


@pytest.mark.parametrize(
    ("hint", "words", "code"),
    [
        ("address", "徐州市鼓楼区委巡察办", "320302"),
        ("source", "南京市纪委监委网站", "320106"),
        ("signature", "中共福州市鼓楼区委", "350102"),
    ],
)
def test_an_ambiguous_district_is_settled_by_what_else_is_named(hint: str, words: str, code: str) -> None:
    places = gazetteer()
    chain = places.chain("鼓楼区")
    assert chain is not None
    evidence = Evidence(places)
    evidence.hear(hint, words)
    choice = choose(places, chain, evidence, year=2024)
    assert choice.division is not None
    assert choice.division.code == code


def test_an_ambiguous_name_without_a_hint_is_left_open() -> None:
    places = gazetteer()
    chain = places.chain("鼓楼区")
    assert chain is not None
    choice = choose(places, chain, Evidence(places), year=2024)
    assert choice.division is None
    assert choice.candidates > 1


@pytest.mark.parametrize(
    ("phone", "code"),
    [
        ("0516-83000000", "320300"),
        ("(0731)28000000", "430100"),
        ("010-00000000", "110000"),
        ("13800000000", None),
        (None, None),
    ],
)
def test_area_codes_are_a_hint(phone: str | None, code: str | None) -> None:
    assert area_of_phone(phone) == code


def test_rows_can_be_added_and_the_rest_stays() -> None:
    row = {"code": "998000", "name": "新示例市", "level": "prefecture", "parent": "990000", "short": "新示例"}
    more = gazetteer().with_rows([row])
    assert more.by_name("新示例市")[0].code == "998000"
    assert gazetteer().by_name("新示例市") == ()


def test_codes_with_two_names_keep_both() -> None:
    twice = [code for code, count in Counter(d.code for d in default_gazetteer().divisions).items() if count > 1]
    assert "420600" in twice
    assert default_gazetteer().by_code("420600", 2009).name == "襄樊市"  # type: ignore[union-attr]


@given(st.text(alphabet="青禾县松岭市云渡区朝阳委省湖南长沙城南北鼓楼", max_size=60))
def test_chains_lie_in_order_in_the_text(text: str) -> None:
    end = 0
    for chain in gazetteer().find(text, short=True):
        assert chain.mentions[0].start >= end
        end = chain.end
        assert all(text[m.start : m.end] == m.name for m in chain.mentions)
    assert end <= len(text)


def test_an_empty_gazetteer_finds_nothing() -> None:
    assert list(Gazetteer([]).find("松岭市")) == []
