"""The English catalogue: every phrase has its English, and what Django reads is what translators wrote."""

from __future__ import annotations

import gettext
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.ops.catalogue import Catalogue, Phrase, compile_mo, of_python, of_template, read_po, write_po
from tests.conftest import ROOT

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\x04"), min_size=1, max_size=20)
ENTRIES = st.dictionaries(st.builds(Phrase, TEXT, st.just("") | TEXT), TEXT, max_size=6)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|</?[a-z]+[^>]*>")


class TestThisProject:
    def test_no_phrase_lacks_its_english(self) -> None:
        entries, places = Catalogue(ROOT).current()
        missing = {phrase.text: places[phrase] for phrase, english in entries.items() if not english}
        assert not missing, "write the English into locale/en/LC_MESSAGES/django.po, then run make_catalogue"

    def test_the_compiled_catalogue_is_the_written_one(self) -> None:
        catalogue = Catalogue(ROOT)
        assert catalogue.mo.read_bytes() == compile_mo(read_po(catalogue.po.read_text(encoding="utf-8")))

    def test_nothing_is_translated_that_no_page_says(self) -> None:
        catalogue = Catalogue(ROOT)
        used, _ = catalogue.current()
        assert set(read_po(catalogue.po.read_text(encoding="utf-8"))) <= set(used)

    def test_placeholders_and_tags_are_the_same_in_both_languages(self) -> None:
        entries, _ = Catalogue(ROOT).current()
        differing = {
            phrase.text: english
            for phrase, english in entries.items()
            if sorted(PLACEHOLDER.findall(phrase.text)) != sorted(PLACEHOLDER.findall(english))
        }
        assert not differing


class TestFinding:
    def test_phrases_of_python(self) -> None:
        code = """_("检索"); gettext_lazy("通报" "全文"); pgettext("按钮", "查"); _(name); gettext(f"{x}"); other("不是")"""
        assert list(of_python(code)) == [Phrase("检索"), Phrase("通报全文"), Phrase("查", "按钮")]

    def test_phrases_of_templates(self) -> None:
        source = (
            '{% translate "检索" %} {{ x|default:_("未写明") }} {% include "a.html" with words=_("状态") %}'
            "{% blocktranslate with n=count %}共 {{ n }} 个{% endblocktranslate %} 不是"
        )
        assert {phrase.text for phrase in of_template(source)} == {"检索", "未写明", "状态", "共 %(n)s 个"}

    def test_phrases_of_templates_with_a_context(self) -> None:
        source = '{% load i18n %}{% translate "轮次" context "one" %}{% translate "轮次" %}'
        assert set(of_template(source)) == {Phrase("轮次", "one"), Phrase("轮次")}


class TestFiles:
    @given(ENTRIES)
    def test_what_is_written_is_read_again(self, entries: dict[Phrase, str]) -> None:
        assert read_po(write_po(entries, {})) == entries

    @given(ENTRIES)
    def test_gettext_reads_what_is_compiled(self, entries: dict[Phrase, str]) -> None:
        read = gettext.GNUTranslations(io.BytesIO(compile_mo(entries)))
        for phrase, english in entries.items():
            found = read.pgettext(phrase.context, phrase.text) if phrase.context else read.gettext(phrase.text)
            assert found == english

    def test_a_line_that_is_none_of_gettext_s_is_refused(self) -> None:
        with pytest.raises(ValueError, match="not a line of a catalogue"):
            read_po('msgid "a"\nmessage "b"\n')
