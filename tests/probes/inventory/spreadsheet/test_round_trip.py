"""Out to Excel and back: nothing is lost."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from openpyxl import load_workbook

from exporter.cli import thongsuot
from probes.inventory.load import load
from probes.inventory.model import Inventory
from probes.inventory.spreadsheet.export import save, template, workbook_of
from probes.inventory.spreadsheet.folder import FolderTaken, write_folder
from probes.inventory.spreadsheet.importing import import_spreadsheet
from probes.language import Language

EVERYTHING = """
settings:
  operator: {name: "Sở KH&CN Huế", contact: truc@hue.example, status_page: https://thongsuot.hue.example}
  listen: {public: "127.0.0.1:8000", operations: "[::1]:8001", operations_web_config: mau.pem}
  rhythm: {link_interval: 20s, link_gap: 150ms, link_packets: 7, service_timeout: 2500ms, agent_report_interval: 20s}
  thresholds: {loss_degraded: 2.5%, rtt_degraded: 75ms, down_after: 4, expiry_degraded: 45d}
  signing: {lead_days: [90, 30, 7], renewal_closes_days: 45}
  alerting: {docs: "https://tai-lieu.hue.example", hold: 90m, communes_objective: 98.5%, default_team: tthc}
  report: {at: "16:45", keep: 90}
  duty: {users: ["trực 1", truc-2]}
  remote_write:
    - {id: prometheus, url: "https://prometheus.hue.example/api/v1/write", window: 7d, username: hub, password_file: mau.pem, ca: goc.pem}
    - {id: vm, url: "http://127.0.0.1:8428/api/v1/write", kind: victoriametrics, bearer_file: "gốc; 2.pem"}
provinces:
  - {code: "46", name: "Thành phố Huế", thresholds: {slow: 3s}}
isps:
  - {id: vnpt, name: VNPT Huế, hotline: "0800 1166"}
  - {id: viettel, name: Viettel}
upstreams:
  - {id: pop-a-luoi, name: "POP A Lưới", isp: vnpt}
communes:
  - code: "20056"
    name: Xã A Lưới 1
    province: "46"
    dossiers_per_day: 49
    email: ubnd.aluoi1@hue.example
    sites:
      - id: tt
        agent: yes
        thresholds: {flap_changes: 6}
        links:
          - {id: chinh, isp: vnpt, address: 10.46.1.1, upstream: pop-a-luoi, circuit: "A; B [1]",
             thresholds: {confirm_every: 4s, loss_degraded: 0.125}}
          - {id: du-phong, role: backup, isp: viettel, medium: lte, address: "2001:db8::1"}
      - {id: cu--2, kind: satellite, name: "Điểm tiếp nhận; trụ sở cũ", courier_times: ["09:30", "15:00"]}
services:
  - id: portal
    name: "Cổng: dịch vụ công"
    team: tthc
    provinces: ["46"]
    thresholds: {slow: 1500ms}
    checks:
      - {kind: http, url: "https://portal.example/a;b?c=1", timeout: 5s, redirects: 3, family: ipv6,
         vantages: [hub, agent], expect: {status: [200, 204], body: "Xin chào; \\\\d+", body_absent: "lỗi",
         headers: {Content-Type: "^text/html; charset=utf-8$"}}}
      - {kind: http, id: head, url: "http://portal.example/", method: HEAD}
      - {kind: tcp, id: cong, host: portal.example, port: 8443, interval: 90s}
      - {kind: dns, name: portal.example, type: TXT, server: 10.46.0.53, port: 5353, expect: ["a; b", "[c]", "d"]}
authorities:
  - id: bcy
    name: Ban Cơ yếu
    anchors: [goc.pem, "gốc; 2.pem"]
    intermediates: [trung-gian.pem]
    canary: mau.pem
    crl: ["http://crl.example/a;b.crl", "http://crl.example/2.crl"]
    crl_files: [thu-hoi, goc.pem]
    ocsp: http://ocsp.example/
    ocsp_good: mau.pem
    ocsp_revoked: trung-gian.pem
    timestamp: http://tsa.example/
    timestamp_anchors: [goc.pem]
    timestamp_intermediates: [trung-gian.pem]
    from_certificates: no
    networks: [10.0.0.0/8, "2001:db8::/32"]
    rewrite: {"http://ocsp.ca.ptc": "http://ocsp.example", "http://b.test/x?y=1": "https://a.test/"}
    renewal_closes_days: 0
signers:
  - {id: 20056-chu-tich, commune: "20056", role: chu_tich, signer_kind: person, not_after: 2027-12-31, authority: bcy,
     group: leader, file: mau.pem}
teams:
  - {id: tthc, name: Tổ thủ tục, phone: "=19001075", email: tthc@hue.example}
roster:
  - {team: tthc, start: "2026-11-23 07:30", end: "2026-11-23 17:30", person: Tổ trực 1, phone: "0234 000 000"}
hours:
  - {province: "46", times: ["07:30-11:30", "13:00-17:00"], season: 10-01/03-31}
  - {commune: "20056", days: [sat], times: ["07:30-11:30"]}
extra_hours:
  - {province: "46", start: 2026-12-01, end: 2026-12-31, days: [mon, sat], times: ["17:00-20:00"]}
  - {commune: "20056", start: 2026-12-01, end: 2026-12-31, times: ["17:00-24:00"]}
days:
  - {province: "46", day: 2026-11-24, working: yes, name: Ngày Văn hóa Việt Nam}
  - {day: 2026-01-02, working: no}
maintenance:
  - {province: "46", isp: vnpt, upstream: pop-a-luoi, start: "2026-12-10 22:00", end: "2026-12-11 04:00", reason: Thay thiết bị,
     announced: 2026-11-20}
  - {commune: "20056", site: tt, link: chinh, day_of_month: 1, times: ["22:00-23:30"], reason: Bảo dưỡng,
     start: "2026-12-31 00:00", announced: 2026-11-20}
  - {service: portal, days: [sun], times: ["00:00-04:00"], reason: Bảo trì hằng tuần, force_majeure: Đã làm từ trước}
  - {authority: bcy, start: "2026-12-10 22:00", end: "2026-12-11 04:00", reason: Sửa gấp, force_majeure: Lỗ hổng bảo mật}
witnesses:
  - {id: w1, address: 10.46.255.1}
  - {id: w2, address: 10.46.255.2}
  - {id: w3, address: "fe80::3"}
"""


ROOT = (Path(__file__).parents[3] / "inventories" / "files" / "goc.pem").read_bytes()


@pytest.fixture
def everything(tmp_path: Path) -> Inventory:
    for name in ("goc.pem", "gốc; 2.pem", "trung-gian.pem", "mau.pem"):
        (tmp_path / name).write_bytes(ROOT)
    (tmp_path / "thu-hoi").mkdir()
    path = tmp_path / "all.yml"
    path.write_text(EVERYTHING, encoding="utf-8")
    return load(path)


def test_an_inventory_that_uses_every_field_survives_excel(everything: Inventory, tmp_path: Path) -> None:
    path = tmp_path / "all.xlsx"
    save(workbook_of(everything), path)

    back, plain = import_spreadsheet(path)
    write_folder(plain, tmp_path / "folder")

    assert back == everything
    assert load(tmp_path / "folder") == everything


def test_the_example_above_really_uses_every_field() -> None:
    """So that a new field of the model cannot be forgotten in the sheets."""
    written = yaml.safe_load(EVERYTHING)
    for section, items in written.items():
        annotation: Any = Inventory.model_fields[section].annotation
        fields = set(getattr(annotation, "__args__", (annotation,))[0].model_fields)
        used = set(items) if isinstance(items, dict) else {name for item in items for name in item}
        assert fields - used - {"data_dir"} == set(), section


def test_the_data_folder_stays_behind_unless_it_was_chosen(everything: Inventory, tmp_path: Path) -> None:
    path = tmp_path / "all.xlsx"
    save(workbook_of(everything, home=tmp_path), path)
    (tmp_path / "elsewhere").mkdir()
    path = path.rename(tmp_path / "elsewhere" / "all.xlsx")

    inventory, plain = import_spreadsheet(path)
    chosen = everything.settings.model_copy(update={"data_dir": "/srv/thongsuot"})
    save(workbook_of(everything.model_copy(update={"settings": chosen}), home=tmp_path), path)

    assert "data_dir" not in plain["settings"]
    assert inventory.settings.data_dir == str(tmp_path / "elsewhere" / "data")
    assert import_spreadsheet(path)[0].settings.data_dir == "/srv/thongsuot"


def test_excel_cannot_read_text_as_a_formula_or_a_number(everything: Inventory, tmp_path: Path) -> None:
    path = tmp_path / "all.xlsx"
    save(workbook_of(everything), path)

    book = load_workbook(path)

    for tab in book.worksheets:
        for row in tab.iter_rows(min_row=2):
            for cell in row:
                assert cell.data_type in ("s", "n" if cell.value is None else "s"), (
                    tab.title,
                    cell.coordinate,
                )


@pytest.mark.parametrize("language", Language)
def test_the_template_can_be_imported_as_it_is(language: Language, tmp_path: Path) -> None:
    path = tmp_path / "mau.xlsx"
    save(template(language), path)

    inventory, _ = import_spreadsheet(path)

    assert inventory.communes[0].name == "Xã A Lưới 1"
    assert len(inventory.witnesses) == 3


def test_a_folder_with_something_in_it_is_left_alone(everything: Inventory, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "mine.txt").write_text("keep")

    with pytest.raises(FolderTaken):
        write_folder(everything.model_dump(mode="json"), folder)

    assert [path.name for path in folder.iterdir()] == ["mine.txt"]


def test_a_faulty_file_is_refused_whole_and_nothing_is_written(tmp_path: Path) -> None:
    path = tmp_path / "lines.csv"
    path.write_text(
        "commune,name,province,site,link,role,isp,medium,address\n"
        "20056,Xã A Lưới 1,46,tt,chinh,primary,vnpt,fiber,10.46.1.1\n"
        "20044,Xã A Lưới 2,46,tt,chinh,boss,vnpt,fiber,10.46.1.2\n",
        encoding="utf-8",
    )
    out = tmp_path / "out"

    result = CliRunner().invoke(thongsuot, ["--lang", "vi", "import", str(path), "--out", str(out)])

    assert result.exit_code == 1
    assert result.output.startswith(f'{path}:3: trang "Đường truyền", cột "Vai trò": ')
    assert sorted(item.name for item in tmp_path.iterdir()) == ["lines.csv"]


def test_import_check_and_export_speak_to_each_other(tmp_path: Path) -> None:
    runner = CliRunner()
    sheet, folder, back = (str(tmp_path / name) for name in ("mau.xlsx", "kho", "lai.xlsx"))

    assert runner.invoke(thongsuot, ["import", "--template", sheet]).exit_code == 0
    assert runner.invoke(thongsuot, ["import", sheet, "--out", folder]).exit_code == 0
    checked = runner.invoke(thongsuot, ["check", "--config", folder])
    assert runner.invoke(thongsuot, ["export", "--config", folder, "--out", back]).exit_code == 0

    assert checked.exit_code == 0
    assert checked.output.startswith("ok")
    assert import_spreadsheet(Path(back))[0].communes == import_spreadsheet(Path(sheet))[0].communes
