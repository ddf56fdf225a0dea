"""HTML that can't be broken out of: every text is escaped unless it is markup made here."""

from html import escape


class Markup(str):
    """HTML that was put together by `element` and may stand as it is."""

    __slots__ = ()


def element(name: str, *children: str | Markup, **attributes: str) -> Markup:
    """An element; `class_` stands for `class`.

    >>> element("b", "<script>", class_="x")
    '<b class="x">&lt;script&gt;</b>'
    """
    shown = "".join(f' {key.rstrip("_")}="{escape(value)}"' for key, value in attributes.items())
    return Markup(f"<{name}{shown}>{join(*children)}</{name}>")


def join(*children: str | Markup) -> Markup:
    """The children in a row."""
    return Markup("".join(child if isinstance(child, Markup) else escape(child) for child in children))
