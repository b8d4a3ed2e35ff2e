"""Whose report it is: body, region and the committee that inspected. All places are invented, but
for those whose ambiguity is the point."""

from __future__ import annotations

import pytest

from tests.parsing.places import header_of
from tests.parsing.test_header import opening


@pytest.mark.parametrize(
    ("text", "name", "kind", "code", "central"),
    [
        ("省委第三巡视组对青禾县进行了巡视", "中共青禾县委员会", "local_committee", "990121", False),
        ("省委第三巡视组对松岭市云渡区委进行了巡视", "中共云渡区委员会", "local_committee", "990102", False),
        ("中央第三巡视组对示例省开展了常规巡视", "中共示例省委员会", "local_committee", "990000", False),
        ("市委第三巡视组对望汐区开展了巡视", "中共望汐区委员会", "local_committee", "999001", False),
        ("自治区党委第二巡视组对锡林郭勒盟进行了巡视", "中共锡林郭勒盟委员会", "local_committee", "152500", False),
        ("省委第二巡视组对恩施州进行了巡视", "中共恩施土家族苗族自治州委员会", "local_committee", "422800", False),
        ("兵团党委第二巡视组对第八师石河子市进行了巡视", "中共石河子市委员会", "local_committee", "659001", False),
        ("自治区党委第二巡视组对巴州进行了巡视", "中共巴音郭楞蒙古自治州委员会", "local_committee", "652800", False),
        ("省委第二巡视组对前郭县进行了巡视", "中共前郭尔罗斯蒙古族自治县委员会", "local_committee", "220721", False),
        ("市委第二巡视组对彭水自治县进行了巡视", "中共彭水苗族土家族自治县委员会", "local_committee", "500243", False),
        ("省委第三巡视组对示例省水利厅党组进行了巡视", "示例省水利厅党组", "department", "990000", False),
        ("省委第三巡视组对松岭师范学院党委进行了巡视", "松岭师范学院党委", "university", "990000", False),
        ("省委第三巡视组对湘潭大学党委进行了巡视", "湘潭大学党委", "university", "430000", False),
        ("省委第三巡视组对南昌航空大学党委进行了巡视", "南昌航空大学党委", "university", "360000", False),
        ("省委第三巡视组对河南大学党委进行了巡视", "河南大学党委", "university", "410000", False),
        ("市委第三巡察组对湘潭医院党委开展了巡察", "湘潭医院党委", "hospital", "430300", False),
        ("区委第三巡察组对松岭市公安局云渡区分局党委开展了巡察", "松岭市公安局云渡区分局党委", "department", "990102", False),
        ("市委第三巡察组对松岭市公安局云渡区分局党委开展了巡察", "松岭市公安局云渡区分局党委", "department", "990100", False),
        ("省委第三巡视组对鼓楼师范学院党委进行了巡视", "鼓楼师范学院党委", "university", None, False),
        ("省委第三巡视组对示例省高级人民法院党组进行了巡视", "示例省高级人民法院党组", "court", "990000", False),
        ("市委第三巡察组对松岭市人民检察院党组开展了巡察", "松岭市人民检察院党组", "procuratorate", "990100", False),
        ("市委第三巡察组对松岭市人民医院党委开展了巡察", "松岭市人民医院党委", "hospital", "990100", False),
        ("省委第三巡视组对松岭经济技术开发区党工委进行了巡视", "松岭经济技术开发区党工委", "development_zone", "990100", False),
        ("区委第三巡察组对云渡区禾丰街道党工委开展了巡察", "云渡区禾丰街道党工委", "subdistrict", "990102", False),
        ("县委第三巡察组对青禾县教育局党组开展了巡察", "青禾县教育局党组", "department", "990121", False),
        ("中央第八巡视组对示例省水利厅党组进行了常规巡视", "示例省水利厅党组", "department", "990000", False),
        ("中央第八巡视组对国家示例局党组进行了常规巡视", "国家示例局党组", "department", None, True),
        ("中央第八巡视组对中国示例集团有限公司党组进行了常规巡视", "中国示例集团有限公司党组", "state_enterprise", None, True),
        ("教育部党组第三巡视组对示例大学党委进行了常规巡视", "示例大学党委", "university", None, True),
    ],
)  # fmt: skip
def test_bodies_and_their_regions(text: str, name: str, kind: str, code: str | None, central: bool) -> None:
    header = header_of(opening(f"2024年3月5日至5月20日,{text}"))
    assert header.body is not None
    assert (header.body.name, header.body.kind, header.body.central) == (name, kind, central)
    assert (header.region.code if header.region else None) == code


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ("中共青禾县委关于巡视整改进展情况的通报\n", "", "990121"),
        ("", "中共青禾县委\n2024年12月1日\n", "990121"),
        ("", "联系方式:0000-1234567;邮政信箱:青禾县委巡视整改办。\n", "990121"),
        ("来源:青禾县纪委监委网站 发布时间:2024-12-05\n", "", "990121"),
    ],
)
def test_our_county_is_named_by_title_signature_address_or_source(before: str, after: str, code: str) -> None:
    text = before + opening("2024年3月5日至5月20日,省委第三巡视组对我县进行了巡视", "7月9日反馈了巡视意见。") + after
    header = header_of(text)
    assert header.region is not None
    assert header.region.code == code


def test_a_department_without_place_gets_the_place_of_its_inspectors() -> None:
    text = (
        opening("2024年3月5日至5月20日,区委第二巡察组对区文旅局党组开展了巡察")
        + "中共云渡区文旅局党组\n2024年12月1日\n"
    )
    header = header_of(text)
    assert header.body is not None
    assert (header.body.name, header.region and header.region.code) == ("云渡区文旅局党组", "990102")
    assert header.inspection.authority_region is not None
    assert header.inspection.authority_region.code == "990102"


def test_a_firm_under_a_province_belongs_to_the_province() -> None:
    text = (
        opening("2024年3月5日至5月20日,省委第十巡视组对白沙江控股集团有限公司党委(以下简称集团党委)开展了常规巡视")
        + "邮政信箱:松岭市云渡区禾丰路1号\n"
    )
    header = header_of(text)
    assert header.region is not None
    assert header.body is not None
    assert header.region.code == "990000"
    assert "集团党委" in header.body.aliases


def test_a_river_s_name_is_no_place() -> None:
    header = header_of(opening("2024年3月5日至5月20日,集团党委第二巡察组对白沙江水务有限公司党总支开展了巡察"))
    assert header.region is None
    assert "region_unknown" in [w.code for w in header.warnings]


def test_of_two_objects_the_first_is_the_body() -> None:
    header = header_of(
        opening("2024年3月5日至5月20日,区委第二巡察组对云渡区禾丰街道党工委及延伸对3个社区党支部开展了巡察")
    )
    assert header.body is not None
    assert header.body.name == "云渡区禾丰街道党工委"


def test_an_ambiguous_district_without_hints_is_left_open() -> None:
    header = header_of(opening("2024年3月5日至5月20日,省委第三巡视组对鼓楼区进行了巡视"))
    assert header.region is None
    assert "region_ambiguous" in [w.code for w in header.warnings]


def test_a_district_has_no_committee_of_a_prefecture() -> None:
    header = header_of(opening("2024年3月5日至5月20日,省委第三巡视组对万州党委进行了巡视"))
    assert header.region is None


def test_a_place_that_is_not_known_is_not_taken_for_another() -> None:
    header = header_of(
        opening("2024年3月5日至5月20日,省委第三巡视组对无名县委进行了巡视") + "联系电话:0516-83000000。\n"
    )
    assert header.body is not None
    assert (header.body.name, header.body.kind, header.region) == ("中共无名县委员会", "local_committee", None)
    assert "region_unknown" in [w.code for w in header.warnings]


@pytest.mark.parametrize(("owner", "code"), [("市委", "110105"), ("省委", "220104")])
def test_a_municipality_s_team_inspects_its_own_districts(owner: str, code: str) -> None:
    header = header_of(opening(f"2024年3月5日至5月20日,{owner}第三巡视组对朝阳区进行了巡视"))
    assert header.region is not None
    assert header.region.code == code


def test_our_school_is_named_by_the_signature() -> None:
    text = (
        opening("我校接受了省委第十一巡视组的常规巡视(2024年3月5日至5月20日)", "7月9日,向学校党委反馈了巡视意见。")
        + "中共松岭师范学院委员会\n2025年1月5日\n"
    )
    header = header_of(text)
    assert header.body is not None
    assert (header.body.name, header.body.kind, header.region and header.region.code) == (
        "松岭师范学院党委",
        "university",
        "990000",
    )


def test_whose_firm_it_is_is_no_part_of_its_name() -> None:
    header = header_of(opening("2024年3月5日至5月20日,省委第三巡视组对省属企业示例能源集团有限公司党委开展了巡视"))
    assert header.body is not None
    assert (header.body.name, header.region and header.region.code) == ("示例能源集团有限公司党委", "990000")


def test_the_authority_of_a_county_is_its_prefecture_for_a_city_team() -> None:
    header = header_of(opening("2024年3月5日至5月20日,市委第一巡察组对盐塘县委开展了巡察"))
    assert header.inspection.authority_level == "prefecture"
    assert header.inspection.authority_region is not None
    assert header.inspection.authority_region.name == "沧屿市"


def test_a_county_level_city_inspects_its_own_departments() -> None:
    header = header_of(opening("2024年3月5日至5月20日,市委第一巡察组对桐浦市水务局党组开展了巡察"))
    assert (
        header.inspection.authority_level,
        header.inspection.authority_region and header.inspection.authority_region.name,
    ) == ("county", "桐浦市")


def test_a_county_level_city_s_own_hospital_and_firm_are_its_own() -> None:
    for name in ("人民医院", "水务集团有限公司"):
        text = (
            f"中共桐浦市{name}委员会关于巡察整改进展情况的通报\n"
            + opening(f"2024年3月5日至5月20日,市委第一巡察组对市{name}党委开展了常规巡察")
            + "邮政信箱:沧屿市桐浦市禾丰路1号\n"
        )
        header = header_of(text)
        assert header.region is not None
        assert header.region.name == "桐浦市"


@pytest.mark.parametrize("zone", ["经开区", "经济技术开发区", "综保区", "自贸区"])
@pytest.mark.parametrize("city", ["松岭", "松岭市"])
def test_a_zone_after_a_city_s_name_lies_in_the_city(city: str, zone: str) -> None:
    our_zone = opening("2024年3月5日至5月20日,省委第三巡视组对我区开展了常规巡视", "7月9日反馈了巡视意见。")
    for text in (
        opening(f"2024年3月5日至5月20日,省委第三巡视组对{city}{zone}开展了常规巡视"),
        f"中共{city}{zone}党工委关于巡视整改进展情况的通报\n{our_zone}",
        opening("2024年3月5日至5月20日,省委第三巡视组开展了巡视", f"7月9日向{city}{zone}党工委反馈了巡视意见。"),
        f"{our_zone}中共{city}{zone}工作委员会\n2024年12月1日\n",
    ):
        header = header_of(text)
        assert header.region is not None, text
        assert (header.region.code, header.body and header.body.kind) == ("990100", "development_zone"), text


def firm_of(inspectors: str, name: str) -> str | None:
    header = header_of(opening(f"2024年3月5日至5月20日,{inspectors}对{name}党委开展了常规{inspectors[-3:-1]}"))
    return header.region and header.region.code


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("示例能源(集团)有限公司党委", "示例能源(集团)有限公司党委"),
        ("示例石油大学(沧屿)党委", "示例石油大学(沧屿)党委"),
        # near-misses: what stands in brackets beside a name
        ("青禾县住房和城乡建设局(县人防办)党组", "青禾县住房和城乡建设局党组"),
        ("白沙江集团有限公司(以下简称集团)党委", "白沙江集团有限公司党委"),
    ],
)
def test_brackets_inside_a_name_belong_to_it(written: str, name: str) -> None:
    header = header_of(opening(f"2024年3月5日至5月20日,省委第三巡视组对{written}开展了巡视"))
    assert header.body is not None
    assert header.body.name == name


@pytest.mark.parametrize("inspectors", ["省委第三巡视组", "市委第三巡察组", "集团党委第三巡察组"])
@pytest.mark.parametrize(
    "brand", ["国际", "控股", "实业", "股份", "证券", "银行", "投资", "建工", "能源", "重工", "国际(集团)"]
)
def test_a_firm_s_own_name_is_no_county_s_short_name(inspectors: str, brand: str) -> None:
    # 青禾|国际集团 is called after no county; 青禾县|国际集团 and 松岭|国际集团 are.
    firm = f"{brand}有限公司"
    assert firm_of(inspectors, f"青禾{firm}") is None
    if inspectors == "市委第三巡察组":
        assert firm_of(inspectors, f"青禾县{firm}") == firm_of(inspectors, f"松岭{firm}") == "990100"
    if inspectors == "省委第三巡视组":
        assert firm_of(inspectors, f"示例{firm}") == firm_of(inspectors, f"松岭市{firm}") == "990000"


@pytest.mark.parametrize(
    "name", ["锦江国际(集团)有限公司", "东方国际集团有限公司", "东方城投集团有限公司", "示例水产集团有限公司"]
)
def test_a_municipality_s_team_inspects_nothing_of_another_province(name: str) -> None:
    """What is called like a place elsewhere is not of there, and hints of elsewhere do not count."""
    assert firm_of("市委第三巡视组", name) is None


def test_a_county_s_investment_firm_is_the_county_s() -> None:
    assert firm_of("县委第三巡察组", "青禾城投集团有限公司") == "990121"
    assert firm_of("市委第三巡视组", "澜津能源集团有限公司") == "999000"


@pytest.mark.parametrize(
    "words",
    ["松岭禾丰新区工委 中共松岭市云渡区委", "松岭禾丰新区工委、云渡区委", "云渡区委 松岭禾丰新区党工委", "松岭禾丰新区工委(云渡区委)",
     "松岭禾丰新区党工委、松岭市云渡区委员会", "云渡区委(松岭禾丰新区工委)"],
)  # fmt: skip
def test_of_a_zone_and_a_district_with_one_committee_the_district_is_the_body(words: str) -> None:
    our = opening("2024年3月5日至5月20日,省委第三巡视组对我区开展了常规巡视", "7月9日反馈了巡视意见。")
    object_ = words.replace(" 中共", "和").replace(" ", "、")
    for text in (
        f"中共{words}关于十二届省委第二轮巡视集中整改进展情况的通报\n{our}",
        opening(f"2024年3月5日至5月20日,省委第三巡视组对{object_}开展了常规巡视"),
    ):
        header = header_of(text)
        assert header.body is not None
        assert (header.body.name, header.body.kind) == ("中共云渡区委员会", "local_committee"), text
        assert header.region is not None
        assert header.region.code == "990102"
        assert any("禾丰新区" in alias for alias in header.body.aliases), header.body.aliases


def test_a_district_named_beside_an_office_is_not_the_body() -> None:
    """云渡区委 is looked at too, but what is not of one committee with it goes by the first name."""
    for words in ("云渡区教育局党组、云渡区委", "云渡区文旅局党组(云渡区委宣传部)"):
        header = header_of(opening(f"2024年3月5日至5月20日,市委第三巡察组对{words}开展了巡察"))
        assert header.body is not None
        assert header.body.kind != "local_committee"


@pytest.mark.parametrize(
    ("inspectors", "name", "code"),
    [
        ("区委", "松岭市云渡新区禾丰管理局党组", "990102"),
        ("区委", "中共松岭市云渡新区教育局党组", "990102"),
        ("区委", "松岭市青禾新区教育局党组", "990100"),  # no 青禾区 there
        ("区委", "松岭市潮门新区教育局党组", "990100"),  # 潮门区 lies in another city
        ("市委", "松岭市云渡新区禾丰管理局党组", "990100"),
        ("区委", "天津市滨海新区教育局党组", "120116"),  # a district that is called 新区
    ],
)
def test_an_office_of_a_new_area_is_the_district_s_whose_committee_inspected(
    inspectors: str, name: str, code: str
) -> None:
    header = header_of(opening(f"2024年3月5日至5月20日,{inspectors}第一巡察组对{name}开展了巡察"))
    assert header.region is not None
    assert header.region.code == code


_OFFICE = opening(
    "2024年3月5日至5月20日,市委第二提级交叉巡察组巡察了我单位",
    "7月9日反馈了意见。县委宣传部逐项认领。",
)
_LONG = "认真学习,逐条对照,细化任务,明确责任,按时推进," * 30


@pytest.mark.parametrize(
    "told",
    [
        "会议传达了市委第二提级交叉巡察组向青禾县委宣传部反馈的情况。\n",
        f"县委宣传部班子{_LONG}传达学习市委第二提级交叉巡察组向青禾县委宣传部反馈时的讲话。\n",
        f"县委宣传部班子{_LONG}印发了整改方案。\n二、整改情况\n1.宣传品积压。\n整改情况:青禾县委宣传部清点了库存。\n",
    ],
)
def test_an_office_of_a_county_s_committee_is_the_county_s_that_is_named_later(told: str) -> None:
    header = header_of(_OFFICE.replace("正文。\n", told))
    assert header.body is not None
    assert (header.body.name, header.body.kind) == ("青禾县委宣传部", "party_organ")
    assert header.region is not None
    assert header.region.code == "990121"


@pytest.mark.parametrize(
    ("told", "code"),
    [
        # 青禾县 and 麦溪县 alike: neither. A place that is named for something else says nothing about the office.
        (f"{_LONG}到青禾县委宣传部、麦溪县委宣传部学习。\n", None),
        (f"{_LONG}到青禾县走访。\n", None),
    ],
)
def test_an_office_whose_county_is_not_named_has_none(told: str, code: str | None) -> None:
    header = header_of(_OFFICE.replace("正文。\n", told))
    assert (header.region and header.region.code) == code


def test_our_unit_is_the_one_that_was_given_the_feedback() -> None:
    text = opening("2024年3月5日至5月20日,市委第二巡察组巡察了我单位", "7月9日召开了反馈会议。").replace(
        "正文。\n", f"{_LONG}学习市委第二巡察组向青禾县委统战部反馈时的讲话。\n"
    )
    header = header_of(text)
    assert header.body is not None
    assert (header.body.name, header.region and header.region.code) == ("青禾县委统战部", "990121")


@pytest.mark.parametrize(
    ("inspectors", "name", "code"),
    [
        ("市委第二巡察组", "西咸新区党工委", "610100"),
        ("省委第二巡视组", "西咸新区党工委", "610100"),
        ("市委第二巡察组", "深汕特别合作区党工委", "440300"),
        ("省委第二巡视组", "青岛西海岸新区工委", "370211"),
        ("省委第二巡视组", "雄安新区党工委", "130000"),
        ("省委第二巡视组", "鹭汀新区党工委", None),
    ],
)
def test_the_committee_of_a_new_area(inspectors: str, name: str, code: str | None) -> None:
    header = header_of(
        opening(f"2024年3月5日至5月20日,{inspectors}对{name}开展了{inspectors[-3:-1]}").replace("正文", "区委重视")
    )
    assert header.body is not None
    assert header.body.kind == "development_zone"
    assert (header.region and header.region.code) == code
