"""The inspected bodies: committees of places, and the departments, firms, universities, hospitals and zones below them."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from reports.synthetic.chance import below
from reports.synthetic.names import Locality, firm_name
from reports.synthetic.places import CENTRE, Place
from reports.synthetic.vocabulary import TOPICS, topics_of_office

# Departments that were merged or renamed in the reform of 2018: what stood before.
_BEFORE_2019 = {
    "自然资源局": "国土资源局",
    "生态环境局": "环境保护局",
    "农业农村局": "农业局",
    "应急管理局": "安全生产监督管理局",
    "卫生健康局": "卫生和计划生育局",
    "文化和旅游局": "文化广电新闻出版局",
    "市场监督管理局": "市场监督管理局",
    "行政审批服务局": "政务服务管理局",
    "医疗保障局": "医疗保险管理局",
    "退役军人事务局": "民政局",
    "乡村振兴局": "扶贫开发办公室",
    "政务服务数据管理局": "信息化管理局",
}
_DEPARTMENTS = (
    "教育局", "住房和城乡建设局", "农业农村局", "自然资源局", "生态环境局", "卫生健康局", "财政局", "交通运输局", "水利局", "民政局", "人力资源和社会保障局", "应急管理局", "市场监督管理局",
    "文化和旅游局", "城市管理局", "发展和改革局", "司法局", "审计局", "统计局", "商务局", "林业局", "医疗保障局", "退役军人事务局", "行政审批服务局", "乡村振兴局", "信访局", "科学技术局", "工业和信息化局",
    "粮食和物资储备局", "体育局", "公安局", "机关事务管理局", "供销合作社", "总工会", "残疾人联合会", "人民法院", "人民检察院", "融媒体中心", "不动产登记中心",
)  # fmt: skip
_PROVINCIAL = ("教育厅", "住房和城乡建设厅", "农业农村厅", "自然资源厅", "生态环境厅", "卫生健康委员会", "财政厅", "交通运输厅", "水利厅", "民政厅", "人力资源和社会保障厅", "应急管理厅", "市场监督管理局",
               "文化和旅游厅", "司法厅", "审计厅", "统计局", "商务厅", "林业局", "医疗保障局", "科学技术厅", "工业和信息化厅", "高级人民法院", "人民检察院", "总工会", "体育局", "广播电视局")  # fmt: skip
_UNIVERSITIES = ("大学", "师范大学", "理工大学", "农业大学", "医科大学", "财经大学", "工业职业技术学院", "交通职业学院", "中医药大学", "警察学院")
_COLLEGES = ("职业技术学院", "学院", "师范高等专科学校", "卫生职业学院")
_HOSPITALS = ("人民医院", "中医医院", "第二人民医院", "妇幼保健院", "肿瘤医院", "中心医院")
_ZONES = ("经济技术开发区", "高新技术产业开发区", "工业园区", "旅游度假区", "综合保税区")
_TRADES_OF_STATE_FIRMS = ("城市建设投资集团有限公司", "交通投资集团有限公司", "水务集团有限公司", "国有资本投资运营有限公司", "文化旅游发展集团有限公司", "农业发展集团有限公司", "能源集团有限公司", "金融控股集团有限公司")


@dataclass(frozen=True, slots=True)
class Body:
    """Who was inspected, in the words that reports use.

    `name`: the whole name with its Party organ, without 中共 (衡水市水利局党组). `called`: as the place's own reports
    call it (市水利局党组). `committee`: as it speaks of itself (局党组). `everywhere`: 全局. `topics`: what of the focus
    «line» it answers for. `own_committee`: whether it is the committee of its place.
    """

    place: Place
    kind: str
    name: str
    called: str
    committee: str
    everywhere: str
    topics: tuple[str, ...]
    own_committee: bool = False


def committee_of(place: Place) -> Body:
    """The Party committee of a division."""
    name = place.committee_name
    return Body(place, "local_committee", name, name, place.committee, f"全{place.character}", TOPICS["line"], True)


def subordinate(place: Place, random: Random, names: Locality, year: int) -> Body:
    """A department, firm, university, hospital, zone or township of the place, as such bodies were called in `year`."""
    kinds = _KINDS_BY_LEVEL[place.level]
    return kinds[below(random, len(kinds))](place, random, names, year)


def central_body(random: Random) -> Body:
    """A central enterprise with a made-up name; it has no region."""
    name = f"中国{firm_name(random, '')}"
    name = name[: name.index("有限")].removesuffix("集团") if "有限" in name else name.removesuffix("集团")
    return Body(CENTRE, "state_enterprise", f"{name}集团有限公司党组", f"{name}集团有限公司党组", "集团党组", "全集团", ("economy", "study", "safety", "reform"))


def _department(place: Place, random: Random, names: Locality, year: int) -> Body:
    table = _PROVINCIAL if place.level == "province" and not place.is_municipality else _DEPARTMENTS
    office = table[int(random.random() ** 1.2 * len(table))]
    named = _BEFORE_2019.get(office, office) if year < 2019 else office
    topics = topics_of_office().get(office.replace("厅", "局"), ("study", "livelihood", "reform"))
    last = named[-1]
    own = {"厅": "厅", "局": "局", "院": "院", "会": "会", "社": "社"}.get(last, "中心" if named.endswith("中心") else "单位")
    return Body(place, "department", f"{place.usual_name()}{named}党组", f"{place.character}{named}党组", f"{own}党组", f"全{own}" if len(own) == 1 else "全系统", topics)


def _firm(place: Place, random: Random, names: Locality, year: int) -> Body:
    trade = _TRADES_OF_STATE_FIRMS[below(random, len(_TRADES_OF_STATE_FIRMS))]
    return Body(place, "state_enterprise", f"{place.usual_name()}{trade}党委", f"{place.character}{trade}党委", "公司党委", "全公司", ("debt", "economy", "safety"))


def _university(place: Place, random: Random, names: Locality, year: int) -> Body:
    table = _UNIVERSITIES if place.level == "province" else _COLLEGES
    name = place.short + table[below(random, len(table))]
    school = "校" if name.endswith("大学") else "院"
    return Body(place, "university", f"{name}党委", f"{name}党委", f"{school}党委", f"全{school}", ("livelihood", "study", "ideology", "safety"))


def _hospital(place: Place, random: Random, names: Locality, year: int) -> Body:
    hospital = _HOSPITALS[below(random, len(_HOSPITALS))]
    return Body(place, "hospital", f"{place.usual_name()}{hospital}党委", f"{place.character}{hospital}党委", "院党委", "全院", ("livelihood", "safety"))


def _zone(place: Place, random: Random, names: Locality, year: int) -> Body:
    zone = _ZONES[below(random, len(_ZONES))]
    return Body(place, "development_zone", f"{place.usual_name()}{zone}党工委", f"{zone}党工委", "党工委", "全区", ("economy", "business", "env", "safety"))


def _township(place: Place, random: Random, names: Locality, year: int) -> Body:
    town = names.towns[below(random, len(names.towns))]
    organ = "党工委" if town.endswith("街道") else "党委"
    everywhere = "全街道" if town.endswith("街道") else f"全{town[-1]}"
    return Body(place, "township", f"{place.usual_name()}{town}{organ}", f"{town}{organ}", organ, everywhere, ("rural", "livelihood", "env", "society"))


_KINDS_BY_LEVEL = {
    "province": (_department, _department, _department, _department, _firm, _university, _university, _hospital),
    "prefecture": (_department, _department, _department, _department, _department, _firm, _university, _hospital, _zone),
    "county": (_department, _department, _department, _department, _department, _firm, _hospital, _zone, _township, _township),
}
