"""Categories of a problem, by the rules of the annotation guide. All texts are written for these tests."""

import csv
import json
import tomllib
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.parsing.agreement import agreement
from reports.parsing.categories import categorise
from reports.parsing.categories_lexicon import lexicon, normalise
from reports.parsing.categories_resemblance import resemblance

HERE = Path(__file__).parent
GOLD = HERE.parents[2] / "shared" / "gold"
CATEGORIES = tomllib.loads((resources.files("reports") / "data" / "categories.toml").read_text(encoding="utf-8"))
TOPICS = {row["code"] for row in CATEGORIES["category"] if "parent" in row}
FOCUSES = {row["code"] for row in CATEGORIES["category"] if "parent" not in row}


def topics(statement, measures=(), headings=()):
    return [vote.code for vote in categorise(statement, measures, headings)]


class TestData:
    def test_there_are_four_focuses_and_26_topics_each_under_a_focus(self):
        assert (len(FOCUSES), len(TOPICS)) == (4, 26)
        assert {row["parent"] for row in CATEGORIES["category"] if "parent" in row} == FOCUSES

    def test_every_term_speaks_for_topics_that_there_are(self):
        assert {weight.topic for term in lexicon().terms.values() for weight in term.weights} == TOPICS

    def test_no_topic_lacks_vocabulary(self):
        strong = [weight.topic for term in lexicon().terms.values() for weight in term.weights if weight.value >= 3]
        assert all(strong.count(topic) >= 20 for topic in TOPICS)


class TestOneTopic:
    @pytest.mark.parametrize(
        ("statement", "topic"),
        [
            ("“三重一大”决策制度执行不严", "team"),
            ("三重一大 决策制度执行不严", "team"),
            ("“三重一大”決策制度執行不嚴", "team"),
        ],
    )
    def test_quotes_white_space_and_script_make_no_difference(self, statement, topic):
        assert topics(statement) == [topic]

    def test_the_longer_term_settles_what_its_parts_would_say(self):
        assert topics("意识形态责任制落实不到位") == ["ideology"]
        assert topics("安全生产责任制落实不到位") == ["safety"]
        assert topics("全面从严治党主体责任落实不到位") == ["responsibility"]
        assert topics("巡察整改主体责任落实不到位")[0] == "inspections"

    def test_words_that_look_like_a_term_are_none(self):
        assert topics("市政府工作部署不及时") != ["urban"]
        assert "safety" not in topics("群众安全感不强")

    def test_a_manner_is_a_topic_only_where_nothing_is_named(self):
        assert topics("弄虚作假问题时有发生") == ["conduct"]
        assert topics("职业技能培训弄虚作假") == ["livelihood"]

    def test_who_acts_is_not_what_is_wrong(self):
        assert topics("公安机关公务用车管理不规范") == ["conduct"]
        assert topics("有的学校选人用人程序不规范") == ["cadres"]

    def test_means_and_purpose_are_not_the_subject(self):
        assert topics("以建设文化广场名义违规举债") == ["debt"]
        assert topics("为推进旅游项目建设,违规占用饮用水源保护区") == ["env"]

    @pytest.mark.parametrize("statement", ["", "   ", "1.", "有的方面还需加强", None])
    def test_too_thin_evidence_gives_none(self, statement):
        assert topics(statement) == []


class TestSeveralTopics:
    def test_a_second_topic_is_named_by_the_statement_itself(self):
        assert topics("部分城区道路破损,河道污水直排") == ["urban", "env"]

    def test_measures_and_headings_give_no_second_topic_to_a_clear_statement(self):
        measures = ["开展招投标专项整治,清理围标串标问题。"]
        assert topics("农村改厕质量不高", measures, ["工程领域问题突出"]) == ["rural"]

    def test_the_first_noun_comes_first_in_both_orders(self):
        assert topics("政府债务偏高,国有资产管理混乱") == ["debt", "funds"]
        assert topics("国有资产管理混乱,政府债务偏高") == ["funds", "debt"]

    def test_never_more_than_three(self):
        statement = "教育、环境污染、债务、文物保护、招投标、信访、党费、人才引进问题突出"
        assert len(topics(statement)) == 3


class TestPrecedence:
    def test_a_fire_defect_in_a_care_home_is_about_livelihood_then_safety(self):
        assert topics("消防设施损坏的养老院有三家") == ["livelihood", "safety"]

    def test_gifts_are_about_integrity_banquets_about_conduct(self):
        assert topics("违规吃喝、收受礼金问题屡禁不止") == ["integrity", "conduct"]
        assert topics("违规吃喝问题屡禁不止") == ["conduct"]

    def test_the_failing_is_conduct_and_incentives_are_about_cadres(self):
        assert topics("干部不担当不作为问题突出") == ["conduct"]
        assert topics("不担当不作为问题突出,激励干部措施不多")[0] == "cadres"

    def test_officials_behind_gangs_are_a_matter_of_supervision(self):
        assert topics("扫黑除恶不深入,深挖背后保护伞不够")[0] == "supervision"
        assert topics("扫黑除恶工作不深入") == ["society"]

    def test_risk_in_a_field_is_about_integrity(self):
        assert topics("工程建设领域存在廉洁风险") == ["integrity", "projects"]

    def test_how_works_were_let_comes_before_what_they_are(self):
        assert topics("棚户区改造工程规避招标")[0] == "projects"

    def test_content_before_study_and_study_alone_where_nothing_follows(self):
        assert topics("贯彻落实省委关于加强湿地保护的部署要求不力") == ["env", "study"]
        assert topics("贯彻落实省委部署要求不力") == ["study"]


class TestFailingInAField:
    def test_a_failing_is_the_subject_and_its_field_is_only_where(self):
        assert topics("扶贫工作搞形式主义") == ["conduct"]
        assert topics("扶贫干部提拔比例偏低") == ["cadres"]
        assert topics("城市道路施工围标串标") == ["projects"]

    def test_where_money_was_taken_stays_a_second_topic(self):
        assert topics("危旧房改造雁过拔毛") == ["integrity", "urban"]

    def test_a_clause_of_its_own_is_a_topic_of_its_own(self):
        assert topics("脱贫攻坚任务完成滞后,存在形式主义") == ["rural", "conduct"]


class TestStrayTerms:
    def test_a_short_term_that_nothing_else_supports_is_no_second_topic(self):
        assert topics("党支部换届程序不规范,取水路办公点党员组织生活停摆") == ["grassroots"]

    def test_a_long_term_is_never_there_by_chance(self):
        assert topics("党支部组织生活停摆,损害营商环境") == ["grassroots", "business"]

    def test_a_wording_resembles_the_topic_of_its_parts_though_no_term_has_it_whole(self):
        nearest = resemblance().likeliest(normalise("私搭棚屋占道"))
        assert "私搭棚屋占道" not in lexicon().terms
        assert nearest[0] == "urban"
        assert set(nearest) == TOPICS


class TestRectification:
    earlier = ("落实巡视整改要求不到位",)

    def test_a_subject_of_its_own_stays_first_under_a_rectification_heading(self):
        assert topics("公务接待不规范", headings=self.earlier) == ["conduct", "inspections"]
        assert topics("应收租金未收回", headings=["审计反馈问题整改不彻底"]) == ["funds", "audits"]

    def test_listed_earlier_findings_are_about_rectification_first(self):
        heading = "上轮巡视反馈的30个问题,仍有5个未整改到位"
        assert topics("公务接待不规范", headings=[heading]) == ["inspections", "conduct"]

    def test_a_statement_about_rectifying_puts_that_first(self):
        assert topics("整改方案照搬照抄", headings=self.earlier) == ["inspections"]
        assert topics("上轮巡察反馈的公务接待问题未整改到位") == ["inspections", "conduct"]

    def test_a_duty_holder_named_comes_first(self):
        assert topics("县委书记履行巡视整改第一责任人责任不力") == ["responsibility", "inspections"]
        assert topics("县纪委对巡视整改监督不力") == ["supervision", "inspections"]

    def test_newly_found_problems_never_get_it(self):
        assert topics("公务接待不规范", headings=[*self.earlier, "发现的新问题方面"]) == ["conduct"]

    def test_the_caption_of_a_part_is_no_rectification_heading(self):
        for caption in ("巡视反馈问题整改进展情况", "已完成整改事项", "持续推进的整改事项"):
            assert topics("公务接待不规范", headings=[caption]) == ["conduct"]

    def test_the_innermost_heading_says_which_rectification(self):
        headings = ["落实巡视、审计整改不到位", "审计发现问题整改不彻底"]
        assert topics("应收租金未收回", headings=headings) == ["funds", "audits"]

    def test_the_quality_of_inspections_is_a_matter_of_supervision(self):
        assert topics("巡察工作质量不高,发现问题线索少") == ["supervision"]


class TestLostOrUmbrellaStatements:
    measures = ("修建污水管网,整治黑臭水体。", "清理入河排污口。")

    def test_measures_decide_where_the_statement_is_lost(self):
        assert topics(None, self.measures) == ["env"]

    def test_measures_decide_where_the_statement_is_an_umbrella(self):
        assert topics("工作推进力度不够", self.measures) == ["env"]

    def test_measures_over_headings(self):
        assert topics(None, self.measures, ["民生领域存在短板"])[0] == "env"

    def test_headings_decide_where_nothing_else_speaks(self):
        assert topics("重视程度不够", (), ["党的建设方面", "意识形态工作有短板"]) == ["ideology"]

    def test_a_heading_alone_gives_no_second_topic(self):
        assert len(topics("重视程度不够", (), ["意识形态、招投标工作有短板"])) == 1


class TestEvidence:
    def test_the_deciding_terms_are_kept_with_source_and_weight(self):
        (vote,) = categorise("河道采砂问题突出", (), ())
        assert vote.code == "env"
        deciding = vote.evidence[0]
        assert (deciding.term, deciding.source, deciding.weight) == ("河道采砂", "statement", 3.0)

    def test_evidence_of_measures_and_headings_says_so(self):
        (vote,) = categorise(None, ["整治黑臭水体。"], ())
        assert {item.source for item in vote.evidence} == {"measure"}
        (vote,) = categorise(None, (), ["招投标监管不力"])
        assert {item.source for item in vote.evidence} == {"heading"}

    def test_a_rectification_heading_is_evidence_for_its_topic(self):
        second = categorise("公务接待不规范", (), ["落实巡视整改要求不到位"])[1]
        assert second.code == "inspections"
        assert {item.source for item in second.evidence} == {"heading"}


SOME_TERMS = sorted(lexicon().terms)[::40]
TEXTS = st.one_of(st.text(max_size=80), st.lists(st.sampled_from([*SOME_TERMS, "。", ",", "不", "“"])).map("".join))


class TestForEveryInput:
    @given(st.none() | TEXTS, st.lists(TEXTS, max_size=4), st.lists(TEXTS, max_size=3))
    def test_at_most_three_known_topics_each_once_with_its_evidence(self, statement, measures, headings):
        votes = categorise(statement, measures, headings)
        codes = [vote.code for vote in votes]
        assert len(codes) == len(set(codes)) <= 3
        assert set(codes) <= TOPICS
        said = {"statement": [statement or ""], "measure": measures, "heading": headings}
        for vote in votes:
            assert vote.score >= 0
            assert vote.evidence
            for item in vote.evidence:
                assert any(item.term in normalise(text) for text in said[item.source])

    @given(st.none() | TEXTS, st.lists(TEXTS, max_size=3))
    def test_the_same_input_gives_the_same_topics(self, statement, headings):
        assert categorise(statement, (), headings) == categorise(statement, (), list(headings))

    @given(TEXTS)
    def test_terms_found_stand_in_the_text_and_do_not_overlap(self, text):
        normalised = normalise(text)
        end = 0
        for match in lexicon().matches(normalised):
            assert normalised[match.start : match.end] == match.term.text
            assert match.start >= end
            end = match.end


def read_cases(name):
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def agreement_of(cases):
    given = [
        topics(
            row["statement"], [m for m in row["measure"].split("*") if m], [h for h in row["heading"].split(">") if h]
        )
        for row in cases
    ]
    return agreement([row["topics"].split() for row in cases], given)


@pytest.mark.parametrize(
    ("name", "f1", "first"),
    [
        ("category_cases.csv", 0.95, 0.95),
        ("category_cases_held_out.csv", 0.94, 0.95),
        ("category_cases_second.csv", 0.94, 0.95),
        ("category_cases_third.csv", 0.92, 0.90),
        ("category_cases_fourth.csv", 0.93, 0.95),
        ("category_cases_bodies.csv", 0.92, 0.94),
        ("category_cases_rare_bodies.csv", 0.82, 0.82),
        ("category_cases_reports.csv", 0.93, 0.91),
        ("category_cases_phrases.csv", 0.98, 0.98),
        ("category_cases_wordings.csv", 0.96, 0.98),
    ],
)
def test_own_statements_keep_their_agreement(name, f1, first):
    """Some 2,000 own statements, each file scored once before anything was changed for it.

    F1 and share of right first topics then: .95 .98, held out .95 .98, second .88 .89, third .87 .78, fourth .81 .80,
    bodies of nine kinds .83 .79, rare bodies .69 .67, and in the sets of reports, in the order in which each was
    written and learnt from: ordinary .91 .92, two topics each .87 .70, rare .77 .75, common .88 .92,
    departments .83 .80; phrases that recur everywhere .90 .92, wordings of banks, courts, universities, firms .83 .85.
    """
    result = agreement_of(read_cases(name))
    assert result.f1 >= f1, result.confusions
    assert result.first >= first, result.confusions


def test_statements_of_whole_reports_keep_their_agreement():
    """The half of 310 own statements from which terms were learnt; they stand under headings, one in four of two topics."""
    result = agreement_of(blind_cases("learn"))
    assert result.f1 >= 0.95, result.confusions
    assert result.first >= 0.95, result.confusions


def test_the_accuracy_told_of_unseen_statements_is_what_is_measured():
    """The other half: written before any was parsed, and nobody looks at what it is parsed as, only at its two figures.

    F1 and first topics were .83 .81 before anything was learnt from the first half and the sets of reports.
    """
    cases = blind_cases("held_out")
    result = agreement_of(cases)
    told = tomllib.loads((resources.files("reports") / "data" / "accuracy.toml").read_text(encoding="utf-8"))
    assert told["unseen_problems"] == len(cases)
    for name, measured in (("unseen_topics", result.f1), ("unseen_first_topic", result.first)):
        assert 100 * measured >= told[name] > 100 * measured - 3, f"write {100 * measured:.1f} into data/accuracy.toml"


def blind_cases(half):
    return [row for row in read_cases("category_cases_blind.csv") if row["half"] == half]


def test_every_topic_is_in_every_set_of_own_statements():
    for name in (
        "category_cases.csv",
        "category_cases_held_out.csv",
        "category_cases_second.csv",
        "category_cases_blind.csv",
    ):
        assert {code for row in read_cases(name) for code in row["topics"].split()} == TOPICS


@pytest.mark.skipif(not GOLD.is_dir(), reason="the annotated reports are not part of the project")
def test_annotated_reports_agree():
    gold = [
        problem
        for path in sorted(GOLD.glob("*.json"))
        for problem in json.loads(path.read_text(encoding="utf-8"))["problems"]
    ]
    given = [topics(p["text"], [measure["text"] for measure in p["measures"]], p["path"]) for p in gold]
    result = agreement([p["topics"] for p in gold], given)
    assert result.f1 >= 0.92, result.confusions
    assert result.first >= 0.95, result.confusions
