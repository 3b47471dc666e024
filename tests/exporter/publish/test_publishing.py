"""Pages for a plain web host, from a real hub over real sockets into a real folder."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from html import unescape
from pathlib import Path

import httpx
import pytest

from alerts.judgement import Judgement
from exporter.publish.folder import MANIFEST, Folder, FolderUnusable
from exporter.publish.hub import HubUnusable, PublicHub
from exporter.publish.pages import PublishedPages, good_until, paths_of
from exporter.publish.told import ToldProvince
from exporter.publish.turn import NothingToPublish, publish
from exporter.web.server import serve
from probes.language import Language
from tests.exporter.web.reading import Reading
from tests.fakes.clock import NOON
from tests.pages.browser import served
from tests.pages.moments import CODE, COMMUNE, MOMENTS

VALID = 600.0


@contextmanager
def hub_at(moment: Judgement) -> Iterator[tuple[str, PublicHub]]:
    with served(moment) as (address, _):
        yield address, PublicHub(address)


def _turn(hub: PublicHub, path: Path) -> int:
    folder = Folder(path)
    with folder.held():
        return publish(hub, PublishedPages(VALID), folder)


def _part(html: str, kind: str) -> str:
    found = re.search(rf'<p class="{kind}"[^>]*>(.*?)</p>', html, re.DOTALL)
    assert found is not None, kind
    return unescape(re.sub(r"<[^>]*>", "", found[1]))


def _files(path: Path) -> dict[str, bytes]:
    return {str(one.relative_to(path)): one.read_bytes() for one in path.rglob("*") if one.is_file()}


@pytest.mark.parametrize("name", MOMENTS)
def test_a_published_page_says_what_the_commune_s_own_page_says(tmp_path: Path, name: str) -> None:
    with hub_at(MOMENTS[name]()) as (address, hub):
        own = {one: httpx.get(f"{address}/xa/{COMMUNE}?lang={one}").text for one in ("vi", "en")}
        _turn(hub, tmp_path / "web")

    for language, file in (("vi", f"{COMMUNE}.html"), ("en", f"{COMMUNE}.en.html")):
        html = (tmp_path / "web" / "xa" / file).read_text(encoding="utf-8")
        for part in ("call", "seen", "next", "meaning"):
            assert _part(html, part) == _part(own[language], part)
        beside = re.findall(r'<section class="beside">.*?</section>', own[language], re.DOTALL)
        assert re.findall(r'<section class="beside">.*?</section>', html, re.DOTALL) == beside


def test_a_page_tells_since_when_the_code_and_until_when_and_no_address(tmp_path: Path) -> None:
    with hub_at(MOMENTS["line_down"]()) as (_, hub):
        _turn(hub, tmp_path / "web")

    html = (tmp_path / "web" / "xa" / f"{COMMUNE}.html").read_text(encoding="utf-8")
    words = Reading(html).words
    assert f"Mã sự cố: {CODE}" in words
    assert "từ 12:48" in words
    assert "Số liệu lúc 13:00:00 , có giá trị đến 13:10" in words
    assert re.findall(r"\d+\.\d+\.\d+\.\d+", html) == []
    assert len(html) < 20_000


def test_no_page_is_good_beyond_the_moment_at_which_its_advice_changes(tmp_path: Path) -> None:
    """The alert left 8 minutes ago: in 7 the commune is to call."""
    told_at = {CODE: replace(MOMENTS["line_down"]().incidents[0], told=NOON - 480)}
    moment = MOMENTS["line_down"]()
    moment = replace(moment, incidents=[told_at.get(one.code, one) for one in moment.incidents])
    with hub_at(moment) as (_, hub):
        (province,) = hub.provinces()
        _turn(hub, tmp_path / "web")

    until = {one.code: good_until(one, VALID) for one in province.communes}
    assert until == {"19753": NOON + VALID, COMMUNE: NOON + 420, "19777": NOON + VALID}
    html = (tmp_path / "web" / "xa" / f"{COMMUNE}.html").read_text(encoding="utf-8")
    assert f'data-until="{int(NOON + 420)}"' in html
    assert "có giá trị đến 13:07" in Reading(html).words


def test_all_links_and_files_are_there_and_relative(tmp_path: Path) -> None:
    with hub_at(MOMENTS["isp_outage"]()) as (_, hub):
        _turn(hub, tmp_path / "web")

    files = _files(tmp_path / "web")
    pages = [path for path in files if path.endswith(".html")]
    assert {"index.html", "index.en.html", "tinh/46.html", f"xa/{COMMUNE}.en.html"} <= set(pages)
    for path in pages:
        html = files[path].decode()
        for address in re.findall(r'(?:href|src)="([^"]+)"', html):
            if address.startswith(("#", "tel:")):
                continue
            wanted = (Path("/") / path).parent / address.partition("?")[0]
            assert str(wanted.resolve())[1:] in files, (path, address)
        assert "default-src 'none'" in html
        assert Reading(html).inline == []
    sheet = files["style.css"].decode()
    for address in re.findall(r'url\("([^"]+)"\)', sheet):
        assert address in files


def test_the_worst_stands_first_and_the_list_tells_what_is_seen(tmp_path: Path) -> None:
    with hub_at(MOMENTS["line_down"]()) as (_, hub):
        _turn(hub, tmp_path / "web")

    html = (tmp_path / "web" / "index.html").read_text(encoding="utf-8")
    assert re.findall(r'href="xa/(\d+)\.html"', html) == [COMMUNE, "19753", "19777"]
    assert (tmp_path / "web" / "tinh" / "46.html").exists()


def test_a_commune_that_is_gone_loses_its_page_and_what_is_not_ours_stays(tmp_path: Path) -> None:
    web = tmp_path / "web"
    moment = MOMENTS["normal"]()
    with hub_at(moment) as (_, hub):
        _turn(hub, web)
    (web / "robots.txt").write_text("User-agent: *\n")
    communes = tuple(one for one in moment.inventory.communes if one.code != "19777")
    with hub_at(replace(moment, inventory=moment.inventory.model_copy(update={"communes": communes}))) as (
        _,
        hub,
    ):
        _turn(hub, web)

    assert not (web / "xa" / "19777.html").exists()
    assert (web / "xa" / "19753.html").exists()
    assert (web / "robots.txt").exists()
    assert set(json.loads((web / MANIFEST).read_text())["files"]) == {
        path for path in _files(web) if path not in (MANIFEST, "robots.txt")
    }


@pytest.mark.parametrize("status", [404, 500, 200])
def test_a_hub_that_answers_otherwise_leaves_all_as_it_was(tmp_path: Path, status: int) -> None:
    web = tmp_path / "web"
    with hub_at(MOMENTS["normal"]()) as (_, hub):
        _turn(hub, web)
    before = _files(web)
    with stranger(status, b'{"provinces": [{"code": "../../etc"}]}') as url, pytest.raises(HubUnusable):
        _turn(PublicHub(url), web)
    with pytest.raises(HubUnusable, match="cannot be reached"):
        _turn(PublicHub("http://127.0.0.1:1"), web)
    with stranger(200, b'{"provinces": []}') as url, pytest.raises(NothingToPublish):
        _turn(PublicHub(url), web)

    assert _files(web) == before


@contextmanager
def stranger(status: int, body: bytes) -> Iterator[str]:
    async def app(_scope: object, _receive: object, send: Callable[..., object]) -> None:
        await send({"type": "http.response.start", "status": status, "headers": []})  # type: ignore[misc]
        await send({"type": "http.response.body", "body": body})  # type: ignore[misc]

    running = serve(app, "127.0.0.1:0", None)
    try:
        yield f"http://127.0.0.1:{running.port}"
    finally:
        running.stop()


def test_a_cause_of_a_later_version_is_told_of_and_no_page_is_written() -> None:
    with hub_at(MOMENTS["line_down"]()) as (address, _):
        told = httpx.get(f"{address}/api/v1/provinces/46").json()
    told["communes"][0]["answers"][0]["verdict"] = "eaten_by_mice"
    with pytest.raises(ValueError, match="verdict"):
        ToldProvince.model_validate(told)
    told["communes"][0]["answers"][0]["verdict"] = "normal"
    told["later"] = True
    ToldProvince.model_validate(told)


def test_the_paths_that_are_announced_are_those_that_are_written() -> None:
    with hub_at(MOMENTS["normal"]()) as (_, hub):
        told = hub.provinces()

    assert sorted(paths_of(told)) == sorted(path for path, _ in PublishedPages(VALID).write(told))


def test_names_are_text_and_nothing_else() -> None:
    with hub_at(MOMENTS["normal"]()) as (address, _):
        told = httpx.get(f"{address}/api/v1/provinces/46").json()
    evil = '"><script>alert(1)</script>{{ 7 * 7 }}'
    told["name"] = told["communes"][0]["name"] = told["communes"][0]["lines"][0]["name"]["vi"] = evil
    told["communes"][0]["contacts"] = [{"name": {"vi": evil, "en": evil}, "phone": evil}]

    for _, html in PublishedPages(VALID).write([ToldProvince.model_validate(told)]):
        assert Reading(html).tags.count("script") == 1  # our own, by a relative path
        assert "<script>" not in html
        assert Reading(html).inline == []


_LONG = 1_000_000
_WRITES_FOREVER = f"""
import sys
from itertools import cycle
from pathlib import Path
from exporter.publish.folder import Folder
folder = Folder(Path(sys.argv[1]))
with folder.held():
    for letter in cycle((b"a", b"b")):
        folder.put(["xa/1.html"], [("xa/1.html", letter * {_LONG})])
        print(flush=True)
"""


class TestFolder:
    def test_what_is_somebody_else_s_is_not_written_over(self, tmp_path: Path) -> None:
        (tmp_path / "thesis.doc").write_text("x")

        with pytest.raises(FolderUnusable, match=r"thesis\.doc"), Folder(tmp_path).held():
            pass

        assert _files(tmp_path) == {"thesis.doc": b"x"}

    def test_two_cannot_write_at_once(self, tmp_path: Path) -> None:
        with (
            Folder(tmp_path / "web").held(),
            pytest.raises(FolderUnusable, match="another publish"),
            Folder(tmp_path / "web").held(),
        ):
            pass
        with Folder(tmp_path / "web").held():
            pass

    def test_a_first_turn_that_was_cut_short_is_taken_up(self, tmp_path: Path) -> None:
        def cut() -> Iterator[tuple[str, bytes]]:
            yield "xa/1.html", b"1"
            raise KeyboardInterrupt

        folder = Folder(tmp_path / "web")
        with folder.held(), pytest.raises(KeyboardInterrupt):
            folder.put(["xa/1.html"], cut())
        with folder.held():
            folder.put(["xa/2.html"], [("xa/2.html", b"2")])

        assert (tmp_path / "web" / "xa" / "2.html").read_bytes() == b"2"
        assert not (tmp_path / "web" / "xa" / "1.html").exists()  # nobody else would ever remove it

    def test_a_file_is_whole_at_every_moment_also_when_the_writer_is_killed(self, tmp_path: Path) -> None:
        web, page = tmp_path / "web", tmp_path / "web" / "xa" / "1.html"
        command = [sys.executable, "-c", _WRITES_FOREVER, str(web)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
            try:
                assert writer.stdout is not None
                writer.stdout.readline()  # the first turn is over
                seen = {page.read_bytes() for _ in range(300)}
            finally:
                writer.kill()
        seen.add(page.read_bytes())

        assert seen <= {letter * _LONG for letter in (b"a", b"b")}
        with Folder(web).held():
            Folder(web).put(["xa/1.html"], [("xa/1.html", b"c")])
        assert _files(web).keys() == {MANIFEST, "xa/1.html"}

    @pytest.mark.parametrize(
        "told", [b"", b"[]", b'{"format": 2, "files": []}', b'{"format": 1, "files": ["../../etc/passwd"]}']
    )
    def test_a_damaged_manifest_removes_nothing(self, tmp_path: Path, told: bytes) -> None:
        (tmp_path / MANIFEST).write_bytes(told)

        with pytest.raises(FolderUnusable, match="no manifest"), Folder(tmp_path).held():
            pass

    def test_what_did_not_change_is_not_written_again(self, tmp_path: Path) -> None:
        folder = Folder(tmp_path / "web")
        files: Sequence[tuple[str, bytes]] = [("a", b"1"), ("b", b"1")]
        with folder.held():
            folder.put(["a", "b"], files)
            before = {name: (tmp_path / "web" / name).stat() for name in ("a", "b")}
            folder.put(["a", "b"], [("a", b"1"), ("b", b"2")])
        after = {name: (tmp_path / "web" / name).stat() for name in ("a", "b")}

        assert after["a"].st_ino == before["a"].st_ino
        assert after["b"].st_ino != before["b"].st_ino
        assert oct(after["b"].st_mode)[-3:] == "644"

    def test_a_folder_that_cannot_be_made_is_told_of(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("x")

        with pytest.raises(FolderUnusable) as told, Folder(tmp_path / "file" / "web").held():
            pass

        assert "không đọc hoặc không ghi được" in told.value.text.in_(Language.VI)
