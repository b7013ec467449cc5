"""Markdown of text widgets as HTML that cannot do harm."""

from __future__ import annotations

import re

import mistune
import nh3

_TAGS = {
    "a", "abbr", "b", "blockquote", "br", "code", "del", "div", "em", "h1", "h2", "h3", "h4", "h5", "h6",
    "hr", "i", "li", "ol", "p", "pre", "s", "small", "span", "strong", "sub", "sup", "table", "tbody", "td",
    "th", "thead", "tr", "u", "ul", "font", "center",
}  # fmt: skip
_PROPERTIES = {
    "color",
    "background-color",
    "font-size",
    "font-weight",
    "font-style",
    "text-align",
    "text-decoration",
}
_render = mistune.create_markdown(escape=False, plugins=["table", "strikethrough", "url"])
_STYLE = re.compile(r'(<[^<>]*?) style="')


def html(text: str) -> str:
    """Markdown, with HTML among it, as safe HTML."""
    return clean(str(_render(text)))


def clean(markup: str) -> str:
    """HTML without scripts, pictures, forms or handlers; styles become `data-style`, which the page applies.

    The page's policy forbids style attributes, and a script of the page sets harmless ones.
    """
    safe = nh3.clean(
        markup,
        tags=_TAGS,
        attributes={"*": {"style", "title", "align"}, "a": {"href"}, "font": {"color", "size"}},
        filter_style_properties=_PROPERTIES,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
    )
    return _STYLE.sub(r'\1 data-style="', safe)
