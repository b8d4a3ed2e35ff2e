"""Tags that are written for speed say what Django's own say."""

from __future__ import annotations

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.template.loader import render_to_string
from django.urls import reverse, set_script_prefix
from django.utils.translation import override

from reports.templatetags.archive import plain_facet
from reports.views.facets import Choice, Group

PHRASES = (
    '{% translate "整改措施" %}',
    '{% translate "通报" context "one" %}',
    '{% translate "至" context "years" %}',
    '{% translate "完成率 100%" %}',
    '{% translate "一 < 二" %}',
    '{% translate "整改措施"|upper %}',
    "{% translate words %}",
    '{% translate "整改措施" as kept %}[{{ kept }}]',
    '{% translate "整改措施" noop %}',
)


def shown(libraries: str, source: str, **values: object) -> str:
    return Template(f"{{% load {libraries} %}}{source}").render(Context(values))


@pytest.mark.parametrize("source", PHRASES)
def test_a_phrase_is_what_django_makes_of_it_in_each_language_and_again(source: str) -> None:
    kept = Template("{% load i18n phrases %}" + source)
    for language in ("zh-hans", "en", "zh-hans", "en"):
        with override(language):
            for words in ("整改措施", "<检索>"):
                assert kept.render(Context({"words": words})) == shown("i18n", source, words=words)


def test_languages_of_a_phrase_are_kept_apart() -> None:
    kept = Template('{% load phrases %}{% translate "整改措施" %}')
    with override("en"):
        english = kept.render(Context())
    with override("zh-hans"):
        assert kept.render(Context()) == "整改措施" != english


def test_an_address_is_that_of_the_view_where_the_site_is_mounted() -> None:
    source = '{% address "problem" key %} {% address "problems" %}'
    assert shown("archive", source, key="abc") == f"{reverse('reports:problem', args=['abc'])} /problems/"
    set_script_prefix("/archive/")
    try:
        assert shown("archive", source, key="abc") == "/archive/problems/abc/ /archive/problems/"
    finally:
        set_script_prefix("/")


def test_a_value_cannot_leave_the_attribute_of_an_address() -> None:
    assert '"' not in shown("archive", '{% address "region" code %}', code='1"><b>')


@pytest.mark.parametrize("source", ["{% address view %}", '{% address "problem" one two %}'])
def test_an_address_of_no_plain_name_is_refused(source: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        shown("archive", source)


@pytest.mark.parametrize("name", ["status", "category"])
def test_a_facet_of_values_alone_is_what_its_template_makes_of_it(name: str) -> None:
    inner = Choice("b", "乙<b>", 3, "/problems/?x=1&y=2", selected=True)
    held = (
        Choice("a", "甲", 1204, "/problems/?a=1", selected=False, children=(inner,)),
        Choice("c", "丙", 0, "", False),
    )
    for choices in (held, ()):
        group = Group(name, "状态 & 其他", choices)
        assert plain_facet(group) == render_to_string("parts/facet.html", {"group": group})
