"""同一件事，几轮之后: which problems of a place are the same matter, and which only sound alike."""

from __future__ import annotations

import pytest

from reports.analysis.chains import Finding, chains, links
from reports.search.rebuild import rebuild_index
from reports.search.similar import pairs_of, telling_words
from tests.factories import ReportFactory, problem_in

ROUNDS = (
    ("禾水河沿线企业偷排，夜间无人值守。", "食堂账目不清。", "公车管理松散。"),
    ("禾水河截污只做了半边，沿线污水照旧入河。", "招标代理机构库长期不更新。"),
    ("禾水河沿线又见企业夜间偷排污水。", "食堂账目仍然不清。"),
)


@pytest.fixture
def findings(db: None) -> list[Finding]:
    """Three rounds of a place; elsewhere, so that the index knows what is common, problems of other words."""
    made = []
    for number, statements in enumerate(ROUNDS):
        report = ReportFactory()
        for statement in statements:
            made.append(Finding(problem_in(report, statement).public_id, number, statement))
    elsewhere = ReportFactory()
    for statement in ("村级账目不公开。", "企业帮扶不到位。", "公车加油卡无人管理。", "夜间照明不足。"):
        problem_in(elsewhere, statement)
    rebuild_index()
    return made


class TestChains:
    def test_one_matter_through_the_rounds_the_oldest_first(self, findings: list[Finding]) -> None:
        first = chains(findings)[0]
        assert [finding.round for finding in first.findings] == sorted({f.round for f in first.findings})
        assert all("禾水河" in finding.statement for finding in first.findings)
        assert len(first.findings) == 3

    def test_it_is_named_by_the_words_that_are_shared(self, findings: list[Finding]) -> None:
        assert "禾水河" in chains(findings)[0].words

    def test_every_matter_that_came_back_and_no_other(self, findings: list[Finding]) -> None:
        told = [[finding.statement for finding in chain.findings] for chain in chains(findings)]
        assert [ROUNDS[0][1], ROUNDS[2][1]] in told
        assert not any(statement in (ROUNDS[0][2], ROUNDS[1][1]) for chain in told for statement in chain)

    def test_a_finding_is_in_one_chain_only(self, findings: list[Finding]) -> None:
        members = [finding.public_id for chain in chains(findings) for finding in chain.findings]
        assert len(members) == len(set(members))

    def test_the_first_ones_are_the_first_of_all(self, findings: list[Finding]) -> None:
        assert len(chains(findings)) > 1
        assert chains(findings, 1) == chains(findings)[:1]

    def test_two_findings_are_linked_by_the_weight_of_the_words_that_both_have(self, findings: list[Finding]) -> None:
        """By definition: its share of all telling words, the mean of both ways, of findings of two rounds."""
        texts = [finding.statement for finding in findings]
        weights = telling_words(texts)

        def part(one: int, other: int) -> float:
            shared = sum(weight for pair, weight in weights[one].items() if pair in pairs_of(texts[other]))
            return shared / sum(weights[one].values()) if weights[one] else 0.0

        expected = {
            (one, other): (part(one, other) + part(other, one)) / 2
            for one in range(len(texts))
            for other in range(len(texts))
            if findings[one].round < findings[other].round and weights[one] and weights[other]
        }
        found = {(one, other): alike for alike, one, other in links(findings, weights)}
        assert found
        assert found == pytest.approx({pair: alike for pair, alike in expected.items() if alike >= 0.34})

    def test_nothing_follows_within_one_round(self, findings: list[Finding]) -> None:
        together = [Finding(f.public_id, 0, f.statement) for f in findings]
        assert chains(together) == []
