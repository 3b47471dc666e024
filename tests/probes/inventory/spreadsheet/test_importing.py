"""What a province's list becomes, and how its mistakes are told."""

from datetime import date, datetime
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest

from probes.inventory.faults import InventoryError
from probes.inventory.model import Medium, Role, SignerKind, SiteKind
from probes.inventory.spreadsheet.importing import import_spreadsheet
from probes.language import Language
from tests.probes.inventory.spreadsheet.conftest import WriteBook, WriteCsv

HEADING = ["commune", "name", "province", "site", "link", "role", "isp", "medium", "address"]
LINE = ["20056", "Xã A Lưới 1", "46", "trung-tam", "chinh", "primary", "vnpt", "fiber", "10.46.1.1"]
CSV = ",".join(HEADING) + "\n"


def english(error: pytest.ExceptionInfo[InventoryError], path: Path) -> list[str]:
    return [fault.in_(Language.EN).replace(str(path), path.name) for fault in error.value.faults]


def test_a_csv_with_nine_columns_is_enough(write_csv: WriteCsv) -> None:
    path = write_csv(
        CSV
        + "20056,Xã A Lưới 1,46,Trung tâm,Chính,chính,VNPT,cáp quang,10.46.1.1\n"
        + "20056,Xã A Lưới 1,46,Trung tâm,Dự phòng,dự phòng,Viettel,4G,10.46.1.2\n"
        + "03405,Xã Tả Lèng,12,Trung tâm,Chính,,VNPT,,\n"
    )

    inventory, _ = import_spreadsheet(path)

    lưới, lèng = inventory.communes
    assert (lưới.code, lưới.name, lưới.province) == ("20056", "Xã A Lưới 1", "46")
    assert (lèng.code, lèng.sites[0].links[0].address) == ("03405", None)
    (site,) = lưới.sites
    assert (site.id, site.kind, site.name) == ("trung-tam", SiteKind.CENTRE, "Trung tâm")
    main, backup = site.links
    assert (main.id, main.role, main.isp, main.medium) == ("chinh", Role.PRIMARY, "vnpt", Medium.FIBER)
    assert (backup.id, backup.role, backup.medium) == ("du-phong", Role.BACKUP, Medium.LTE)
    assert backup.address == ip_address("10.46.1.2")
    assert {province.code: province.name for province in inventory.provinces} == {
        "46": "Thành phố Huế",
        "12": "Tỉnh Lai Châu",
    }
    assert {isp.id for isp in inventory.isps} == {"vnpt", "viettel"}


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_csv_as_excel_saves_it_in_any_country(tmp_path: Path, delimiter: str, encoding: str) -> None:
    path = tmp_path / "lines.csv"
    rows = [delimiter.join(HEADING), delimiter.join(LINE)]
    path.write_bytes("\r\n".join(rows).encode(encoding))

    inventory, _ = import_spreadsheet(path)

    assert inventory.communes[0].name == "Xã A Lưới 1"


def test_a_workbook_with_vietnamese_headings_signers_teams_and_roster(write_book: WriteBook) -> None:
    path = write_book(
        {
            "Đường truyền": [
                [
                    "Mã xã",
                    "Tên xã",
                    "Mã tỉnh",
                    "Điểm",
                    "Đường",
                    "Vai trò",
                    "Nhà mạng",
                    "Loại đường",
                    "Địa chỉ IP",
                ],
                LINE,
            ],
            "Chứng thư số": [
                ["Mã xã", "Vai trò", "Loại thuê bao", "Hết hạn ngày"],
                ["20056", "chu_tich", "cá nhân", datetime(2027, 12, 31)],  # noqa: DTZ001  # as Excel keeps a day
                ["20056", "con_dau", "tổ chức", "31/01/2028"],
            ],
            "Tổ hỗ trợ": [["Mã tổ", "Tên tổ", "Điện thoại"], ["wan", "Tổ hạ tầng", "19001075"]],
            "Lịch trực": [
                ["Mã tổ", "Từ", "Đến", "Người trực (chức danh)"],
                ["wan", "23/11/2026 07:30", datetime(2026, 11, 23, 17, 30), "Tổ trực 1"],  # noqa: DTZ001
            ],
            "Nhân chứng": [
                ["Mã nhân chứng", "Địa chỉ IP"],
                *([f"nc-{number}", f"10.46.255.{number}"] for number in (1, 2, 3)),
            ],
        }
    )

    inventory, _ = import_spreadsheet(path)

    chair, seal = inventory.signers
    assert (chair.id, chair.signer_kind, chair.not_after) == (
        "20056-chu_tich",
        SignerKind.PERSON,
        date(2027, 12, 31),
    )
    assert (seal.signer_kind, seal.not_after) == (SignerKind.ORGANISATION, date(2028, 1, 31))
    assert inventory.teams[0].phone == "19001075"
    (duty,) = inventory.roster
    assert duty.start.isoformat() == "2026-11-23T07:30:00+07:00"
    assert duty.end.isoformat() == "2026-11-23T17:30:00+07:00"
    assert len(inventory.witnesses) == 3


def test_the_leading_zero_that_excel_took_is_put_back(write_book: WriteBook) -> None:
    row: list[Any] = [3405, "Xã Tả Lèng", "12", "trung-tam", "chinh", "primary", "vnpt", "fiber", "10.12.1.1"]

    inventory, _ = import_spreadsheet(write_book({"lines": [HEADING, row]}))

    assert inventory.communes[0].code == "03405"


def test_every_mistake_of_a_file_is_told_at_its_row(write_csv: WriteCsv) -> None:
    path = write_csv(
        CSV
        + "20056,Xã A Lưới 1,46,tt,chinh,primary,vnpt,fiber,10.46.1.999\n"
        + "2004,Xã A Lưới 2,46,tt,chinh,primary,vnpt,copper,10.46.1.2\n"
        + "20071,Xã A Lưới 3,46,tt,chinh,primary,vnpt,fiber,10.46.1.3\n"
        + "20071,Xã A Lưới Ba,46,tt,phu,backup,vnpt,lte,10.46.1.4\n"
    )

    with pytest.raises(InventoryError) as error:
        import_spreadsheet(path)

    faults = english(error, path)
    assert [fault.split(":")[1] for fault in faults] == ["2", "3", "3", "5"]
    assert "communes[0].sites[0].links[0].address" in faults[0]
    assert "10.46.1.999" in faults[0]
    assert any("communes[1].code" in fault for fault in faults[1:3])
    assert any("medium" in fault and "copper" in fault for fault in faults[1:3])
    assert faults[3] == (
        'lines.csv:5: column name says "Xã A Lưới Ba", but an earlier row says "Xã A Lưới 3"'
    )


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", 'sheet lines: column "commune" is missing'),
        (
            CSV.replace("isp", "ipp") + ",".join(LINE),
            'sheet lines: there is no column "ipp"; did you mean "isp"?',
        ),
        (CSV.replace("medium", "site"), 'sheet lines: column "site" stands twice'),
        (CSV + ",".join(LINE) + ",extra\n", 'sheet lines: cell "extra" is beyond the columns'),
        (CSV + '"20056,Xã', "is not well-formed CSV (unexpected end of data)"),
    ],
)
def test_a_csv_of_the_wrong_form_is_refused(write_csv: WriteCsv, text: str, fault: str) -> None:
    path = write_csv(text)

    with pytest.raises(InventoryError) as error:
        import_spreadsheet(path)

    assert any(told.endswith(fault) for told in english(error, path))


def test_files_that_are_no_spreadsheet_are_refused_with_the_way_out(tmp_path: Path) -> None:
    latin = tmp_path / "cu.csv"
    latin.write_bytes(CSV.encode() + "20056,Xã".encode("cp1258", errors="replace") + b"\xff\n")
    fake = tmp_path / "gia.xlsx"
    fake.write_bytes(b"not a zip")
    old = tmp_path / "cu.xls"
    old.write_bytes(b"\xd0\xcf\x11\xe0")

    told = {}
    for path in (latin, fake, old, tmp_path / "khong-co.csv"):
        with pytest.raises(InventoryError) as error:
            import_spreadsheet(path)
        told[path.name] = english(error, path)

    assert told == {
        "cu.csv": ["cu.csv:2: is not UTF-8; in Excel choose Save As CSV UTF-8"],
        "gia.xlsx": ["gia.xlsx:1: is not a readable Excel .xlsx file"],
        "cu.xls": ['cu.xls:1: must be an .xlsx or .csv file, not ".xls"; in Excel choose Save As .xlsx'],
        "khong-co.csv": ["khong-co.csv:1: there is no such file"],
    }


def test_an_unknown_sheet_is_told_with_the_known_ones(write_book: WriteBook) -> None:
    path = write_book({"lines": [HEADING, LINE], "Sheet2": [["ghi chú"]]})

    with pytest.raises(InventoryError) as error:
        import_spreadsheet(path)

    (fault,) = english(error, path)
    assert fault.startswith('tinh.xlsx:1: there is no sheet "Sheet2"; known ones: lines, services, ')


def test_three_thousand_lines_keep_their_rows(write_csv: WriteCsv) -> None:
    """A commune per row at the size of the country: the last row's mistake is told at the last row."""
    rows = [
        f"{20000 + number},Xã {number},46,tt,chinh,primary,vnpt,fiber,10.{number // 250}.{number % 250}.1"
        for number in range(3321)
    ]
    path = write_csv(CSV + "\n".join(rows) + "\n99999,Xã cuối,46,tt,chinh,main,vnpt,fiber,10.99.0.1\n")

    with pytest.raises(InventoryError) as error:
        import_spreadsheet(path)

    faults = [fault for fault in english(error, path) if "role" in fault]
    assert [fault.split(":")[1] for fault in faults] == ["3323"]
