"""Which body a name means: a local Party committee, or an organisation of some kind and the region before its name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from reports.data_files import read_toml
from reports.parsing.gazetteer import Chain, Gazetteer

LOCAL_COMMITTEE, OTHER = "local_committee", "other"

_PARTY = re.compile(r"^(?:中共|中国共产党|党)")
# 青禾县|委, 青禾县|委员会, 示例自治区|党委, 青禾县|委领导班子; not 青禾县|委组织部.
_COMMITTEE = re.compile(
    r"(?:第?[一二三四五六七八九十]{1,3}届)?(?:党委会|党委|委员会|[省市县区州盟旗]?委)?(?:(?:常委会|常委"
    r"|领导)?班子(?:及其成员)?|党组织|常委会|及其?|和|、|,|\(|等|$)"
)
# A committee of a place that the gazetteer does not know: 无名县委, 无名区; not 高新区, 禾丰社区.
_UNKNOWN_COMMITTEE = re.compile(
    r"^(?!.*(?:开发|高新|经开|园|示范|合作|管理|景|港|新|保税|度假|社|商务"
    r"|功能)区)[\u4e00-\u9fff]{2,8}[省市县区州盟旗](?:委员会|委)?$"
)
_GENERIC = re.compile(
    r"^(?:全|我|本|该)?(?:省|市|县|区|州|盟|旗|厅|局|委|院|校|学校|学院|大学|医院|法院|检察院|机关|公司|集团公司"
    r"|总公司|集团|企业|街道|镇|乡|单位|部门|部|办|会|所|站"
    r"|中心)?(?:直属|直|属)?(?:委|党委|党组|党工委|委员会)?$"
)
# 省属企业|示例能源集团, 市直部门|市水利局: whose it is, no part of the name.
_OWNED_BY = re.compile(
    r"^(?:[省市县区]属|[省市县区]直|国有|中管|[省市县区]管)(?:国有)?(?:重点)?(?:企业|单位|部门|高校|事业单位"
    r"|金融企业)(?=..)"
)
_ALIAS = re.compile(r"\((?:以下)?(?:统一)?简称:?\"?(?P<alias>[^)\"]{1,30})\"?\)")
# 示例能源(集团)有限公司, 示例大学(沧屿): part of the name. 青禾县住建局(县人防办), (以下简称集团党委): not.
_PART_OF_NAME = r"\([\u4e00-\u9fff]{2,6}\)(?=股份|有限|公司|集团|控股|总公司)|(?<=大学)\([\u4e00-\u9fff]{2,4}\)"
_BRACKETS = re.compile(rf"(?P<kept>{_PART_OF_NAME})|\([^()]{{0,60}}\)")
# 等3个单位, 领导班子及其成员, 及所属单位: no part of the name.
_TAIL = re.compile(
    r"(?:等\d*[一二三四五六七八九十]*[家个].*|(?:及|和|与)(?:其|所属|下属|延伸|部分).*|领导班子.*|班子.*"
    r"|主要负责人.*|(?:及|并)延伸.*|贯彻.*|落实.*|履行.*|(?:20\d\d|[一二三四五六七八九十]{1,3}届).*)$"
)


@dataclass(frozen=True, slots=True)
class BodyKind:
    """A row of `data/body_kinds.toml`."""

    code: str
    zh: str
    en: str
    terms: tuple[str, ...]
    default: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BodyWords:
    """A name read: its words, the region chain in front (None where there is none), what follows, and its kind."""

    words: str
    chain: Chain | None
    rest: str
    kind: str
    alias: str | None = None

    @property
    def is_committee(self) -> bool:
        return self.kind == LOCAL_COMMITTEE

    @property
    def is_generic(self) -> bool:
        """Whether the words name nobody: 我市, 县委, 全区."""
        return self.chain is None and bool(_GENERIC.match(self.rest))


@cache
def body_kinds() -> tuple[BodyKind, ...]:
    """The kinds in the file's order."""
    return tuple(
        BodyKind(row["code"], row["zh"], row["en"], tuple(row["terms"]), tuple(row.get("default", ())))
        for row in _data()["kind"]
    )


def read_body(words: str, gazetteer: Gazetteer) -> BodyWords | None:
    """The body that `words` (reading form without white space) name; None where they are empty."""
    alias = _ALIAS.search(words)
    plain = _TAIL.sub("", _BRACKETS.sub(lambda found: found["kept"] or "", words)).strip('",:;。、')
    plain = _OWNED_BY.sub("", plain)
    name = _PARTY.sub("", plain)
    if not name:
        return None
    chain = _not_a_district(gazetteer.chain(name, 0, short=True), name)
    rest = name[chain.end :] if chain else name
    known = chain is not None and _COMMITTEE.match(rest) and not _is_zone(chain, name)
    unknown = chain is None and _UNKNOWN_COMMITTEE.match(name) and not _GENERIC.match(name)
    if known or unknown:
        kind = LOCAL_COMMITTEE
    else:
        kind = kind_of(rest if chain and chain.mentions[-1].form == "full" else name)
    return BodyWords(plain, chain, rest, kind, alias["alias"] if alias else None)


def _not_a_district(chain: Chain | None, name: str) -> Chain | None:
    """The chain without the districts that a committee of a 州 cannot be of: 吉州|党委 is not 吉州区委."""
    if chain is None or chain.mentions[-1].form != "short" or not chain.mentions[-1].name.endswith("州"):
        return chain
    if not name.startswith(("党委", "委"), chain.end):
        return chain
    others = tuple(division for division in chain.divisions if not division.name.endswith("区"))
    return Chain(chain.mentions, others) if others else None


def _is_zone(chain: Chain, name: str) -> bool:
    """Whether the chain names a development zone; the 兵团 and its divisions have committees like any place."""
    return chain.mentions[-1].form == "zone" and "兵团" not in name and not name.endswith("师")


def kind_of(name: str) -> str:
    """The kind (a code of `body_kinds.toml`) of an organisation by its name; `other` where no term of the data is in
    it.
    """
    for text in (name, without_organ(name)):
        best = _last_term(text)
        if best is not None and best[0] == len(text):
            return best[2]
    default = next((kind.code for kind in body_kinds() if kind.default and text.endswith(kind.default)), None)
    return default or (best[2] if best else OTHER)


def without_organ(name: str) -> str:
    """The name without the Party organ at its end: 白沙江集团有限公司|党委, 青禾大学|委员会."""
    for ending in _endings():
        if name.endswith(ending) and len(name) > len(ending):
            return name[: -len(ending)]
    core = name.removesuffix("委员会")
    return core if core != name and core.endswith(_corporate()) else name


def organ_of(name: str) -> str:
    """The Party organ that `without_organ` takes off, in its usual short spelling: 党委, 党组, 党工委 …; empty for
    none.
    """
    core = without_organ(name)
    ending = name[len(core) :]
    return {
        "委员会": "党委",
        "工作委员会": "党工委",
        "工委": "党工委",
        "党的工作委员会": "党工委",
        "总支部委员会": "党总支",
        "支部委员会": "党支部",
    }.get(ending, ending)


def is_central(name: str) -> bool:
    """Whether the name is that of a central body (国家…局, 教育部…), whoever inspected it."""
    return _PARTY.sub("", name).startswith(tuple(_data()["central"]["prefixes"]))


def follows_place(rest: str) -> bool:
    """Whether what follows a short name makes it the place's: 松岭|师范学院; not 白沙|江集团."""
    return rest.startswith(tuple(_data()["of_place"]["words"])) or _trade_school().match(rest) is not None


def follows_firm(rest: str) -> bool:
    """Whether what follows two characters shows that they are a firm's own name: 锦江|国际集团; not 锦江|城投集团."""
    return rest.startswith(tuple(_data()["of_place"]["firms"]))


@cache
def _trade_school() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(_data()['of_place']['trades'])})[^,]{{0,8}}?(?:大学|学院|学校)")


def _last_term(name: str) -> tuple[int, int, str] | None:
    """(end, length, kind) of the term that ends last in the name, the longest of those; None where there is none."""
    found = (
        (name.rfind(term) + len(term), len(term), kind.code)
        for kind in body_kinds()
        for term in kind.terms
        if term in name and (len(term) > 1 or name.endswith(term))
    )
    if name.startswith("共青团"):
        return len(name), 3, "mass_organisation"
    return max(found, key=lambda entry: entry[:2], default=None)


@cache
def _corporate() -> tuple[str, ...]:
    """What a name must end with for 委员会 after it to be its Party committee."""
    wanted = {
        "state_enterprise",
        "university",
        "school",
        "hospital",
        "research",
        "party_school",
        "subdistrict",
        "township",
        "village",
        "media",
        "development_zone",
    }
    return tuple(term for kind in body_kinds() if kind.code in wanted for term in kind.terms)


@cache
def _endings() -> tuple[str, ...]:
    return tuple(sorted(_data()["organs"]["endings"], key=len, reverse=True))


@cache
def _data() -> dict[str, Any]:
    return read_toml("body_kinds.toml")
