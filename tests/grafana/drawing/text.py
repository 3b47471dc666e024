"""Text panels: as much of Markdown as we write."""

import re
from html import escape

from tests.grafana.drawing.canvas import Canvas, Frames, tag
from tests.grafana.drawing.strict import Json, Unknown, choice, only

_INLINE = (
    (re.compile(r"`([^`]+)`"), r"<code>\1</code>"),
    (re.compile(r"\*\*([^*]+)\*\*"), r"<strong>\1</strong>"),
    (re.compile(r"\*([^*]+)\*"), r"<em>\1</em>"),
    (re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)"), r'<a href="\2">\1</a>'),
)
_UNDRAWN = re.compile(r"^(```|\||>|!\[|\d+\. )", re.MULTILINE)


def paint(panel: Json, _frames: Frames, canvas: Canvas) -> str:
    """Headings, lists and paragraphs."""
    options = panel.get("options", {})
    only(options, ("mode", "content", "code"), canvas.where)
    choice(options, "mode", "markdown", ("markdown",), canvas.where)
    return tag("div", markdown(str(options.get("content") or "")), class_="text")


def markdown(text: str) -> str:
    """Markup of our own words; nothing in it is markup already."""
    if (strange := _UNDRAWN.search(text)) is not None:
        raise Unknown(f"markdown {strange[0]!r}")
    return "".join(_block(block) for block in re.split(r"\n\s*\n", text.strip()) if block.strip())


def _block(block: str) -> str:
    lines = block.split("\n")
    if (head := re.fullmatch(r"(#{1,4}) (.*)", lines[0])) is not None:
        rest = "\n".join(lines[1:])
        return tag(f"h{len(head[1])}", _inline(head[2])) + (_block(rest) if rest else "")
    if all(re.match(r"[*-] |\s+\S", line) for line in lines):
        items = re.split(r"^[*-] ", block, flags=re.MULTILINE)[1:]
        return tag("ul", "".join(tag("li", _inline(item.strip())) for item in items))
    return tag("p", _inline(block))


def _inline(text: str) -> str:
    text = escape(text)
    for pattern, made in _INLINE:
        text = pattern.sub(made, text)
    return text
