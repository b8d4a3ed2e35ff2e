"""A corpus of synthetic reports: what is in its folder, that a seed decides every byte, and how large it grows."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from reports.synthetic import CorpusStatistics, write
from reports.synthetic import corpus as corpus_module
from reports.synthetic.corpus import portions_of
from reports.synthetic.opening import MARK
from reports.synthetic.places import all_places

NATION = 20_000


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, CorpusStatistics]:
    folder = tmp_path_factory.mktemp("corpus")
    return folder, write(folder, reports=80, seed=5)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


class TestFolder:
    def test_holds_the_reports_and_nothing_else(self, corpus: tuple[Path, CorpusStatistics]) -> None:
        files = contents(corpus[0])
        assert len(files) == 80
        assert all(name.startswith("000/") and name.endswith(".txt") for name in files)

    def test_is_cut_into_parts_of_equal_size(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A thousand each; ten here, which is quicker."""
        monkeypatch.setattr(corpus_module, "SHARD", 10)
        write(tmp_path, reports=23, seed=1)
        sizes = {part.name: len(list(part.iterdir())) for part in tmp_path.iterdir()}
        assert sizes == {"000": 10, "001": 10, "002": 3}

    def test_every_text_says_in_its_first_line_that_it_is_synthetic(
        self, corpus: tuple[Path, CorpusStatistics]
    ) -> None:
        assert {raw.decode().splitlines()[0] for raw in contents(corpus[0]).values()} == {MARK}

    def test_must_be_empty_before(self, tmp_path: Path) -> None:
        (tmp_path / "000001.txt").write_text("别的文件", encoding="utf-8")
        with pytest.raises(FileExistsError):
            write(tmp_path, reports=1, seed=1)


class TestSeed:
    def test_the_same_seed_gives_the_same_bytes_whatever_the_number_of_workers(
        self, corpus: tuple[Path, CorpusStatistics], tmp_path: Path
    ) -> None:
        again = write(tmp_path, reports=80, seed=5, workers=2)
        assert contents(tmp_path) == contents(corpus[0])
        assert again.as_json() == corpus[1].as_json()

    def test_another_seed_gives_other_texts(self, corpus: tuple[Path, CorpusStatistics], tmp_path: Path) -> None:
        write(tmp_path, reports=80, seed=6)
        assert not set(contents(tmp_path).values()) & set(contents(corpus[0]).values())

    def test_a_smaller_corpus_is_the_beginning_of_a_larger_one(
        self, corpus: tuple[Path, CorpusStatistics], tmp_path: Path
    ) -> None:
        write(tmp_path, reports=30, seed=5)
        assert contents(tmp_path).items() <= contents(corpus[0]).items()


class TestSize:
    def test_a_nation_of_reports_holds_800000_problems_of_400_characters(
        self, corpus: tuple[Path, CorpusStatistics]
    ) -> None:
        found = corpus[1]
        assert found.problems / found.reports >= 41
        assert found.characters_a_problem >= 410
        assert found.measures / found.problems >= 2.6

    def test_no_two_statements_are_alike(self, corpus: tuple[Path, CorpusStatistics]) -> None:
        assert corpus[1].statements_alike == 0

    def test_pairs_of_characters_are_many_already(self, corpus: tuple[Path, CorpusStatistics]) -> None:
        assert corpus[1].distinct_bigrams > 30_000

    def test_statistics_count_what_the_files_hold(self, corpus: tuple[Path, CorpusStatistics]) -> None:
        folder, found = corpus
        texts = [raw.decode() for raw in contents(folder).values()]
        assert found.reports == len(texts)
        assert found.bytes == sum(len(text.encode()) for text in texts)
        assert found.characters == sum(map(len, texts))
        pairs = {line[i : i + 2] for text in texts for line in text.splitlines() for i in range(len(line) - 1)}
        assert found.distinct_bigrams == len(pairs)

    def test_a_nation_has_every_place_several_times(self) -> None:
        portions = list(portions_of(NATION, 1))
        named = {(portion.place.code, portion.place.name) for portion in portions if portion.place.code}
        assert named == {(place.code, place.name) for place in all_places()}
        lasting = [portion.count for portion in portions[:-1] if portion.place.last - portion.place.first > 10]
        assert min(lasting) >= 4
        assert [portion.first for portion in portions[1:]] == [p.first + p.count for p in portions[:-1]]
        assert sum(portion.count for portion in portions) == NATION

    def test_more_than_a_nation_goes_round_again(self) -> None:
        portions = list(portions_of(NATION * 2, 1))
        assert sum(portion.count for portion in portions) == NATION * 2
        assert {0, 1} <= {portion.cycle for portion in portions}


class TestCommand:
    def test_writes_reports_truth_and_numbers(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        folder, gold, stats = tmp_path / "corpus", tmp_path / "gold", tmp_path / "stats.json"
        call_command("make_corpus", folder, reports=12, seed=3, gold=gold, stats=stats)
        numbers = json.loads(stats.read_text(encoding="utf-8"))
        assert numbers["reports"] == len(contents(folder)) == len(contents(gold)) == 12
        assert f"{numbers['problems']:,}" in capsys.readouterr().out
        for path in gold.iterdir():
            truth = json.loads(path.read_text(encoding="utf-8"))
            assert truth["document"] == path.with_suffix(".txt").name
            assert list(folder.rglob(truth["document"]))

    @pytest.mark.parametrize("option", ["gold", "stats"])
    def test_keeps_other_things_out_of_the_folder(self, tmp_path: Path, option: str) -> None:
        with pytest.raises(CommandError, match="Only reports"):
            call_command("make_corpus", tmp_path, reports=1, **{option: tmp_path / "x"})
        assert list(tmp_path.iterdir()) == []

    def test_refuses_a_folder_that_holds_something(self, tmp_path: Path) -> None:
        (tmp_path / "别的.txt").touch()
        with pytest.raises(CommandError, match="not empty"):
            call_command("make_corpus", tmp_path, reports=1)
