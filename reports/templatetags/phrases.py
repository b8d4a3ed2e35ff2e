"""`translate` for the phrases that stand in a template: each is looked up once for a language, not on every page."""

from __future__ import annotations

from typing import Any

from django.template import Context, Library, Node
from django.template.base import FilterExpression, Parser, Token
from django.templatetags.i18n import TranslateNode, do_translate
from django.utils.translation import get_language

register = Library()


@register.tag
def translate(parser: Parser, token: Token) -> Node:
    """As Django's tag of this name, which makes a lazy text of the phrase, resolves, looks up and escapes it each time:
    a page has seventy. What is no phrase of the template itself is left to it.
    """
    node: TranslateNode = do_translate(parser, token)
    return _Phrase(node) if _is_constant(node) else node


def _is_constant(node: TranslateNode) -> bool:
    expression: FilterExpression = node.filter_expression
    plain = getattr(expression.var, "literal", None) is not None and not expression.filters
    in_context = node.message_context is None or isinstance(node.message_context.var, str)
    return plain and in_context and node.asvar is None


class _Phrase(Node):
    """A phrase with what Django made of it in each language that was asked for."""

    child_nodelists = ()

    def __init__(self, node: Any) -> None:
        self._node = node
        self._kept: dict[str | None, str] = {}

    def render(self, context: Context) -> str:
        language = get_language()
        kept = self._kept.get(language)
        if kept is None:
            kept = self._kept[language] = self._node.render(context)
        return kept
