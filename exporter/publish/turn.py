"""One turn of publishing: ask the hub, write every page, or leave all as it was."""

from collections.abc import Iterator, Sequence

from exporter.publish.folder import Folder
from exporter.publish.hub import PublicHub
from exporter.publish.pages import PublishedPages, paths_of
from exporter.publish.told import ToldProvince
from exporter.web.assets import read_asset
from probes.language import Text

ASSETS = (
    "style.css",
    "published.js",
    "icon.svg",
    *(f"font/{letters}-{weight}.woff2" for weight in (400, 700) for letters in ("latin", "vietnamese")),
)
"""What published pages fetch besides themselves."""


class NothingToPublish(Exception):
    """The hub knows no commune; `text` says so."""

    def __init__(self) -> None:
        self.text = _NOTHING
        super().__init__(self.text.en)


def publish(hub: PublicHub, pages: PublishedPages, folder: Folder) -> int:
    """Write the folder anew; how many files it has. Raises HubUnusable and NothingToPublish, and then nothing was touched: pages
    grow old by themselves; and FolderUnusable."""
    told = hub.provinces()
    if not told:
        raise NothingToPublish
    return folder.put([*ASSETS, *paths_of(told)], _files(pages, told))


def _files(pages: PublishedPages, told: Sequence[ToldProvince]) -> Iterator[tuple[str, bytes]]:
    """What pages need comes before them."""
    yield from ((name, read_asset(name)) for name in ASSETS)
    yield from ((path, html.encode()) for path, html in pages.write(told))


_NOTHING = Text(
    "Máy giám sát chưa có xã nào để đăng; thư mục được giữ nguyên",
    "The hub knows no commune to publish; the folder is left as it was",
)
