"""A page as its reader and its browser take it."""

from html.parser import HTMLParser


class Reading(HTMLParser):
    """The words of a page, and everything a browser would fetch or run for it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.fetched: list[str] = []
        self.inline: list[str] = []
        self._words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        source = dict(attrs).get("src") or ""
        ours = tag == "script" and source.startswith("/") and not source.startswith("//")
        self.tags.append("script of ours" if ours else tag)
        for name, value in attrs:
            if name == "src" or (tag == "link" and name == "href"):
                self.fetched.append(value or "")
            if name == "style" or name.startswith("on"):
                self.inline.append(name)

    def handle_data(self, data: str) -> None:
        self._words.append(data)

    @property
    def words(self) -> str:
        return " ".join(" ".join(self._words).split())
