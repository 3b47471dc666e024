"""A file or a folder becomes one inventory, and all that is wrong is told at once."""

import errno
import os
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
import yaml

from probes.inventory.faults import Fault, InventoryError
from probes.inventory.load import LARGEST_FILES, fingerprint, load
from probes.inventory.model import AUTHORITY_FILES, Authority, HttpCheck, Inventory
from probes.language import Language
from tests.inventories.province import write_country

ISPS = "isps:\n  - {id: vnpt, name: VNPT}\n"
ROOT = (Path(__file__).parents[2] / "inventories" / "files" / "goc.pem").read_bytes()
LISTS = {"anchors", "intermediates", "crl_files", "timestamp_anchors", "timestamp_intermediates"}
TEAM = "teams:\n  - {id: tram-a, name: Tổ trực A}\n"


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.yml").write_text(text, encoding="utf-8")
    return folder


def faults_of(path: Path) -> list[Fault]:
    with pytest.raises(InventoryError) as refused:
        load(path)
    return list(refused.value.faults)


def told(path: Path) -> list[str]:
    return [f"{Path(fault.file).name}:{fault.line}: {fault.text.en}" for fault in faults_of(path)]


def test_the_whole_country_loads(tmp_path: Path) -> None:
    count = write_country(tmp_path)

    inventory = load(tmp_path)

    assert len(inventory.communes) == count == 3321
    assert inventory.communes[0].sites[0].links[0].address == ip_address("10.0.0.1")


def test_an_inventory_is_what_its_model_says(tmp_path: Path) -> None:
    inventory = load(write(tmp_path, a=ISPS + TEAM))

    assert Inventory.model_validate(inventory.model_dump(exclude={"settings"})).isps == inventory.isps
    assert inventory.settings.rhythm.link_interval == 15.0


def test_lists_of_a_folder_are_joined_in_the_order_of_file_names(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    write(tmp_path, b="teams:\n  - {id: b, name: B}\n", a="teams:\n  - {id: a, name: A}\n")
    (tmp_path / "sub" / "c.yaml").write_text("teams:\n  - {id: c, name: C}\n", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("not: an inventory", encoding="utf-8")
    (tmp_path / ".hidden.yml").write_text("neither: this", encoding="utf-8")

    assert [team.id for team in load(tmp_path).teams] == ["a", "b", "c"]


def test_several_mistakes_of_several_files_are_told_at_once(tmp_path: Path) -> None:
    write(
        tmp_path,
        a="isps:\n  - {id: vnpt, name: no}\n  - {id: VT, name: Viettel}\n  - {id: vnpt, name: V, x: 1}\n",
        b="""provinces:
  - {code: 12, name: Tỉnh Lai Châu}
communes:
  - code: "03405"
    name: Xã Tả Lèng
    province: "12"
    sites:
      - id: centre
        links:
          - {id: main, isp: vnptt, address: 10.1}
          - {id: main, isp: vnpt, medium: fibre}
""",
        c="services:\n  - {id: portal, name: Cổng, team: ai-do}\n",
        d="teams: [\n",
    )

    assert told(tmp_path) == [
        "a.yml:2: isps[0].name: must be text: put it in quotes; it says no",
        "a.yml:3: isps[1].id: must be 1-64 characters of a-z, 0-9, dot, underscore or hyphen, beginning and ending"
        " with a letter or digit; it says VT",
        "a.yml:4: isps[2].x: there is no such key; the keys are: id, name, hotline",
        'b.yml:2: provinces[0].code: must be 2 digits in quotes, such as "03"; it says 12',
        "b.yml:10: communes[0].sites[0].links[0].address: must be an IPv4 or IPv6 address, not a name; it says 10.1",
        "b.yml:11: communes[0].sites[0].links[1].medium: must be one of: fiber, lte, vsat; it says fibre",
        "c.yml:2: services[0]: nothing probes this service: give it at least one entry in checks",
        "d.yml:1: a [ or { is opened and not closed in its place, or a comma between values is missing",
    ]


def test_field_faults_and_faults_between_items_are_told_together(tmp_path: Path) -> None:
    write(
        tmp_path,
        a=ISPS + "  - {id: fpt, name: 7}\nupstreams:\n  - {id: pop, name: POP, isp: fpt}\n"
        "  - {id: pop, name: POP, isp: ftp-x}\n",
    )

    assert told(tmp_path) == [
        "a.yml:3: isps[1].name: must be text: put it in quotes; it says 7",
        "a.yml:6: upstreams[1].id: is already defined at " + str(tmp_path / "a.yml") + ":5; it says pop",
        "a.yml:6: upstreams[1].isp: must be an id that the section isps defines; it says ftp-x",
    ]


def test_a_faulty_item_does_not_make_those_that_name_it_faulty(tmp_path: Path) -> None:
    write(tmp_path, a="isps:\n  - {id: vnpt}\nupstreams:\n  - {id: pop, name: POP, isp: vnpt}\n")

    assert told(tmp_path) == ["a.yml:2: isps[0].name: is missing"]


def test_a_file_that_cannot_be_read_does_not_make_those_that_name_its_items_faulty(tmp_path: Path) -> None:
    write(tmp_path, a="isps: [\n", b="upstreams:\n  - {id: pop, name: POP, isp: vnpt}\n")

    assert [line[:8] for line in told(tmp_path)] == ["a.yml:1:"]


def test_settings_may_stand_in_one_file_only(tmp_path: Path) -> None:
    write(tmp_path, a="settings: {data_dir: x}\n", b=TEAM + "settings: {data_dir: y}\n")

    assert told(tmp_path) == [
        f"b.yml:3: settings: only one file may have the section settings (it stands at {tmp_path / 'a.yml'}:1)"
    ]


def test_file_names_start_from_the_file_that_names_them(tmp_path: Path) -> None:
    folder = tmp_path / "ca"
    folder.mkdir()
    (folder / "root.pem").write_bytes(ROOT)
    (folder / "a.yml").write_text(
        "settings:\n  data_dir: here\nauthorities:\n  - {id: ca, name: CA, anchors: [root.pem]}\n"
        "services:\n  - id: s\n    name: S\n    checks: [{kind: http, url: https://s.test/, trust: root.pem}]\n"
        "witnesses: [{id: a, address: 192.0.2.1}, {id: b, address: 192.0.2.2}, {id: c, address: 192.0.2.3}]\n"
    )

    inventory = load(tmp_path)

    assert inventory.settings.data_dir == str(folder / "here")
    assert inventory.authorities[0].anchors == (str(folder / "root.pem"),)
    check = inventory.services[0].checks[0]
    assert isinstance(check, HttpCheck)
    assert check.trust == str(folder / "root.pem")


def test_every_file_of_an_authority_starts_from_the_file_that_names_it(tmp_path: Path) -> None:
    for key in AUTHORITY_FILES:
        (tmp_path / f"{key}.pem").write_bytes(ROOT)
    names = {key: f"[{key}.pem]" if key in LISTS else f"{key}.pem" for key in AUTHORITY_FILES}
    said = "".join(f"    {key}: {name}\n" for key, name in names.items())

    (authority,) = load(write(tmp_path, a="authorities:\n  - id: ca\n    name: CA\n" + said)).authorities

    whole = {key: str(tmp_path / f"{key}.pem") for key in AUTHORITY_FILES}
    assert {key: getattr(authority, key) for key in AUTHORITY_FILES} == {
        key: (whole[key],) if key in LISTS else whole[key] for key in AUTHORITY_FILES
    }


def test_no_file_of_an_authority_is_forgotten() -> None:
    fields = Authority.model_fields.items()

    assert [key for key, field in fields if "_file_name" in repr(field.annotation)] == list(AUTHORITY_FILES)


def test_lists_that_somebody_brings_may_be_an_empty_folder_and_certificates_may_not(tmp_path: Path) -> None:
    (tmp_path / "ca").mkdir()
    write(tmp_path, a="authorities:\n  - {id: ca, name: CA, crl_files: [ca], intermediates: [ca]}\n")

    (fault,) = told(tmp_path)

    assert fault.startswith(
        f"a.yml:2: authorities[0].intermediates[0]: the folder {tmp_path / 'ca'} holds no certificate file"
    )


def test_a_password_in_the_key_of_a_rewrite_is_not_shown(tmp_path: Path) -> None:
    rewrite = '{"http://ai:bi-mat@ca.test/?token=bi-mat": "http://ca.test/"}'
    write(tmp_path, a=f"authorities:\n  - {{id: ca, name: CA, rewrite: {rewrite}}}\n")

    assert "bi-mat" not in "".join(told(tmp_path))


def test_networks_are_written_as_they_were_read(tmp_path: Path) -> None:
    said = "authorities:\n  - {id: ca, name: CA, networks: [10.0.0.0/8, '2001:db8::/32']}\n"
    (authority,) = load(write(tmp_path, a=said)).authorities

    plain = authority.model_dump(mode="json", exclude_defaults=True)

    assert plain == {"id": "ca", "name": "CA", "networks": ["10.0.0.0/8", "2001:db8::/32"]}
    assert Authority.model_validate(plain) == authority
    assert yaml.safe_load(yaml.safe_dump(plain)) == plain


def test_without_settings_the_data_folder_lies_beside_the_inventory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, a=TEAM)
    monkeypatch.chdir(tmp_path)

    assert load(Path("a.yml")).settings.data_dir == str(tmp_path / "data")


def test_a_duty_without_a_zone_is_in_vietnam(tmp_path: Path) -> None:
    roster = "roster:\n  - {team: tram-a, person: Trực 1, start: 2026-11-24 07:00, end: 2026-11-24 12:00Z}\n"

    turn = load(write(tmp_path, a=TEAM + roster)).roster[0]

    assert turn.start.astimezone(UTC) == datetime(2026, 11, 24, 0, 0, tzinfo=UTC)
    assert turn.end == datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def test_names_are_composed_and_lose_stray_spaces(tmp_path: Path) -> None:
    decomposed = "teams:\n  - {id: a, name: '\xa0To\u0302\u0309 tru\u031b\u0323c '}\n"

    assert load(write(tmp_path, a=decomposed)).teams[0].name == "Tổ trực"


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text(TEAM, encoding="utf-8-sig")

    assert load(tmp_path).teams[0].id == "tram-a"


def test_a_code_that_the_state_does_not_list_is_allowed(tmp_path: Path) -> None:
    commune = 'communes:\n  - {code: "99999", name: Xã Mới, province: "12", sites: [{id: centre}]}\n'

    assert load(write(tmp_path, a='provinces:\n  - {code: "12", name: Lai Châu}\n' + commune)).communes


def test_a_file_of_more_than_16_mebibytes_is_refused_unread(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_bytes(b"#" * (16 * 2**20 + 1))

    assert told(tmp_path) == ["a.yml:1: is larger than 16 MiB: split it into several files in one folder"]


def test_too_many_files_are_refused(tmp_path: Path) -> None:
    for number in range(LARGEST_FILES + 1):
        (tmp_path / f"{number}.yml").touch()

    assert [fault.text.en for fault in faults_of(tmp_path)] == [
        f"the folder holds more than {LARGEST_FILES} .yml and .yaml files"
    ]


def test_aliases_cannot_make_a_small_file_large(tmp_path: Path) -> None:
    levels = "".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]\n" for n in range(1, 30))

    assert all(
        "anchors and aliases" in line or "no such key" in line for line in told(write(tmp_path, a=levels))
    )


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    assert [fault.in_(Language.EN) for fault in faults_of(tmp_path / "none.yml")] == [
        f"{tmp_path / 'none.yml'}:1: there is no such file or folder"
    ]


def test_what_the_system_will_not_look_at_is_told(tmp_path: Path) -> None:
    path = tmp_path / ("a" * 300)

    with pytest.raises(InventoryError) as refusal:
        load(path)

    assert [fault.file for fault in refusal.value.faults] == [str(path)]
    assert "File name too long" in str(refusal.value)
    assert fingerprint(path) == ""


def test_a_folder_without_an_inventory_is_told(tmp_path: Path) -> None:
    assert [fault.text.en for fault in faults_of(tmp_path)] == ["the folder holds no .yml or .yaml file"]


@pytest.fixture
def closed_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that may not be listed; by the system's answer alone, for root may list all."""
    folder, scandir = tmp_path / "xa", os.scandir

    def answer(path: Any) -> Any:
        if Path(path) == folder:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return scandir(path)

    folder.mkdir()
    monkeypatch.setattr(os, "scandir", answer)
    return folder


def test_a_folder_that_may_not_be_listed_is_told_beside_what_else_is_wrong(closed_folder: Path) -> None:
    home = closed_folder.parent
    write(home, a="teams:\n  - {id: tram-a, name: 7}\nupstreams:\n  - {id: pop, name: POP, isp: vnpt}\n")

    faults = faults_of(home)

    assert [(fault.file, fault.line) for fault in faults] == [
        (str(home / "a.yml"), 2),
        (str(closed_folder), 1),
    ]  # and not that vnpt is nowhere: it may stand in the folder
    assert faults[1].text.en == "this folder cannot be read (Permission denied)"
    assert faults[1].text.vi == "không đọc được thư mục này (Permission denied)"


def test_an_inventory_of_which_nothing_may_be_read_is_told(closed_folder: Path) -> None:
    assert [fault.text.en for fault in faults_of(closed_folder)] == [
        "this folder cannot be read (Permission denied)"
    ]
    assert fingerprint(closed_folder) == ""


def test_a_device_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "a.yml").symlink_to("/dev/zero")

    assert told(tmp_path) == ["a.yml:1: is not a file that can be read"]


def test_a_value_is_shown_on_one_line_and_cut(tmp_path: Path) -> None:
    write(tmp_path, a="teams:\n  - {id: tram-a, name: '" + "\u202ex\u200b\n\n" * 100 + "'}\n")

    (line,) = told(tmp_path)

    assert line.isprintable()
    assert len(line) < 200


def test_the_fingerprint_changes_with_a_file_and_only_then(tmp_path: Path) -> None:
    write(tmp_path, a=TEAM)
    first = fingerprint(tmp_path)
    (tmp_path / "notes.txt").touch()
    assert fingerprint(tmp_path) == first

    write(tmp_path, b=ISPS)
    second = fingerprint(tmp_path)
    assert second != first

    write(tmp_path, b=ISPS + "# more\n")
    assert fingerprint(tmp_path) not in (first, second)


def test_the_fingerprint_of_nothing_is_empty(tmp_path: Path) -> None:
    assert fingerprint(tmp_path / "none") == ""


def test_missing_witnesses_are_told_where_they_belong(tmp_path: Path) -> None:
    (tmp_path / "communes.yml").write_text(
        """
communes:
  - {code: "20056", name: Xã A Lưới 1, province: "46", sites: [{id: tt, links: [{id: chinh, isp: vnpt}]}]}
""",
        encoding="utf-8",
    )
    (tmp_path / "thongsuot.yml").write_text(
        'provinces: [{code: "46", name: Thành phố Huế}]\nisps: [{id: vnpt, name: VNPT}]\n', encoding="utf-8"
    )

    with pytest.raises(InventoryError) as error:
        load(tmp_path)

    (fault,) = error.value.faults
    assert fault.file == str(tmp_path / "thongsuot.yml")


def test_a_faulty_item_is_held_against_files_and_other_sections_too(tmp_path: Path) -> None:
    write(
        tmp_path,
        a="""authorities:
  - {id: ca, name: CA, anchors: [nowhere.pem], ocps: "http://ca.example/"}
signers:
  - {id: con-dau, commune: "99999", role: Con Dấu, signer_kind: organisation, authority: ca, file: khoa.p12}
""",
    )
    (tmp_path / "khoa.p12").write_bytes(b"0")

    said = [line.partition("; ")[0] for line in told(tmp_path)]

    assert [line.partition(": ")[2].partition(": ")[0] for line in said] == [
        "authorities[0].anchors[0]",
        "authorities[0].ocps",
        "signers[0].commune",
        "signers[0].file",
        "signers[0].role",
    ]
    assert [line for line in said if "there is no file" in line or "holds a private key" in line]


def test_a_value_that_is_refused_already_is_not_refused_twice(tmp_path: Path) -> None:
    write(tmp_path, a="signers:\n  - {id: x, commune: 7, role: van-thu, signer_kind: person, file: 3}\n")

    places = [line.split(": ")[1] for line in told(tmp_path)]

    assert places == ["signers[0].commune", "signers[0].file"]
