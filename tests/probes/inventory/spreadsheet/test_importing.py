"""What a province's list becomes, and how its mistakes are told."""

from datetime import date, datetime
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from probes.inventory.faults import InventoryError
from probes.inventory.model import Medium, Role, SignerKind, SiteKind
from probes.inventory.spreadsheet.importing import import_spreadsheet
from probes.inventory.spreadsheet.sheets import SHEETS, Sheet
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
    assert "sheet lines, column address: " in faults[0]
    assert "10.46.1.999" in faults[0]
    assert any("column commune" in fault for fault in faults[1:3])
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
    path = write_book({"lines": [HEADING, LINE], "Sheet2": [["lưu ý"]]})

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


TITLES = ["Mã xã", "Tên xã", "Mã tỉnh", "Điểm", "Đường", "Vai trò", "Nhà mạng", "Loại đường", "Địa chỉ IP"]


@pytest.mark.parametrize(
    "rows",
    [
        [["DANH SÁCH ĐƯỜNG TRUYỀN NĂM 2026"], [], ["(Kèm theo Công văn số 1/SKHCN)"], TITLES, LINE],
        [TITLES, ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)", "(9)"], LINE],
        [["STT", *TITLES, "Ghi chú"], [1, *LINE, "đã kiểm tra"], [2], [None] * 15],
        [
            [
                "MÃ XÃ",
                " tên  xã",
                "Mã\ntỉnh",
                "điểm",
                "Duong",
                "Vai trò",
                "Nhà mạng",
                "Loại đường",
                "Địa chỉ IP",
            ],
            LINE,
        ],
    ],
    ids=["titles above", "columns counted below", "columns for people", "headings as hands write them"],
)
@pytest.mark.parametrize("tab", ["Đường truyền", "duong truyen", "Sheet1"])
def test_a_list_is_read_as_officials_lay_it_out(
    write_book: WriteBook, tab: str, rows: list[list[Any]]
) -> None:
    inventory, _ = import_spreadsheet(write_book({tab: rows}))

    (commune,) = inventory.communes
    assert (commune.code, commune.name) == ("20056", "Xã A Lưới 1")
    assert [str(link.address) for link in commune.sites[0].links] == ["10.46.1.1"]


def test_rows_keep_their_numbers_below_a_title(write_book: WriteBook) -> None:
    path = write_book({"Sheet1": [["DANH SÁCH"], [], TITLES, [*LINE[:8], "10.46.1"]]})

    with pytest.raises(InventoryError) as error:
        import_spreadsheet(path)

    (fault,) = error.value.faults
    assert fault.in_(Language.VI).replace(str(path), path.name) == (
        'tinh.xlsx:4: trang "Đường truyền", cột "Địa chỉ IP": '
        "phải là địa chỉ IPv4 hoặc IPv6, không phải tên miền; đang ghi 10.46.1"
    )


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_a_csv_may_have_a_title_and_the_line_that_names_its_delimiter(tmp_path: Path, delimiter: str) -> None:
    path = tmp_path / "lines.csv"
    rows = [
        delimiter.join(HEADING),
        delimiter.join(LINE),
        delimiter.join([*LINE[:4], "phu", *LINE[5:8], "x"]),
    ]
    told = []
    for above in ([f"sep={delimiter}"], ["Huế, ngày 24 tháng 11", delimiter * 8]):
        path.write_text("\r\n".join([*above, *rows]), encoding="utf-8")
        with pytest.raises(InventoryError) as error:
            import_spreadsheet(path)
        told.append(english(error, path))

    assert [fault.split(";")[0] for faults in told for fault in faults] == [
        f"lines.csv:{line}: sheet lines, column address: must be an IPv4 or IPv6 address, not a name"
        for line in (4, 5)
    ]


def test_the_lines_below_a_merged_commune_are_its_own(write_book: WriteBook) -> None:
    blank = [None, None, None, None]
    path = write_book(
        {
            "lines": [
                HEADING,
                LINE,
                [*blank, "du-phong", "backup", "viettel", "lte", "10.46.1.2"],
                [*blank[:3], "cu", "chinh", "primary", "vnpt", "fiber", "10.46.1.3"],
            ]
        }
    )
    rows = [["id", "address"], *([f"w{number}", f"10.46.255.{number}"] for number in (1, 2, 3))]

    with pytest.raises(InventoryError) as error:
        import_spreadsheet(path)

    (fault,) = english(error, path)
    assert fault.startswith("tinh.xlsx:4: sheet lines")
    assert "this site must say kind: satellite" in fault
    lines: list[list[Any]] = [HEADING, LINE, [*blank, "du-phong", "backup", "viettel", "lte", "10.46.1.2"]]
    inventory, _ = import_spreadsheet(write_book({"lines": lines, "witnesses": rows}))
    assert [link.id for link in inventory.communes[0].sites[0].links] == ["chinh", "du-phong"]


def test_a_commune_without_a_code_is_not_taken_for_the_one_above(write_book: WriteBook) -> None:
    path = write_book({"lines": [HEADING, LINE, [None, "Xã A Lưới 2", *LINE[2:8], "10.46.1.2"]]})

    with pytest.raises(InventoryError) as error:
        import_spreadsheet(path)

    assert english(error, path) == [
        'tinh.xlsx:3: sheet lines, column commune: must be 5 digits, such as "03405"; it is empty'
    ]


def test_sheets_that_say_nothing_to_the_program_are_left_aside(tmp_path: Path, write_book: WriteBook) -> None:
    path = write_book(
        {"lines": [HEADING, LINE], "Sheet2": [], "Ghi chú": [["Gọi VNPT"]], "DanhMuc": [["cáp quang"]]}
    )
    book = load_workbook(path)
    book["DanhMuc"].sheet_state = "hidden"
    book.save(tmp_path / "an.xlsx")

    inventory, _ = import_spreadsheet(tmp_path / "an.xlsx")

    assert len(inventory.communes) == 1


def test_two_sheets_of_one_kind_are_refused_and_none_is_lost(write_book: WriteBook) -> None:
    path = write_book({"lines": [HEADING, LINE], "Sheet2": [TITLES, LINE]})

    with pytest.raises(InventoryError) as error:
        import_spreadsheet(path)

    assert english(error, path) == [
        'tinh.xlsx:1: sheet "Sheet2" is of the same kind as sheet "lines": make one of the two'
    ]


def test_a_formula_that_fails_is_told_and_not_taken_for_a_name(write_csv: WriteCsv) -> None:
    path = write_csv(CSV + ",".join([LINE[0], "#N/A", *LINE[2:]]))

    with pytest.raises(InventoryError) as error:
        import_spreadsheet(path)

    assert english(error, path) == ["lines.csv:2: sheet lines: column name: the formula fails; it shows #N/A"]


def test_a_list_without_rows_is_refused(write_csv: WriteCsv) -> None:
    path = write_csv(CSV)

    with pytest.raises(InventoryError) as error:
        import_spreadsheet(path)

    assert english(error, path) == ["lines.csv:1: there is no row below the headings"]


def test_ids_are_made_of_what_people_write_in_every_sheet(write_book: WriteBook) -> None:
    path = write_book(
        {
            "lines": [HEADING, [*LINE[:6], "VNPT", *LINE[7:]]],
            "isps": [["id", "name"], ["VNPT", "VNPT Huế"]],
            "signers": [
                ["commune", "role", "signer_kind", "not_after"],
                ["20056", "Chủ tịch", "cá nhân", datetime(2027, 1, 31, 16, 59)],  # noqa: DTZ001  # as Excel keeps it
                ["20056", "chinh", "tổ chức", "31-01-2028"],
            ],
            "teams": [["id", "name"], ["Tổ A", "Tổ A"]],
            "roster": [
                ["team", "start", "end", "person"],
                ["Tổ A", "24/11/2026 7h30", "24/11/2026 13:00", "Ca sáng"],
            ],
        }
    )

    inventory, _ = import_spreadsheet(path)

    assert [(signer.role, signer.not_after) for signer in inventory.signers] == [
        ("chu-tich", date(2027, 1, 31)),
        ("chinh", date(2028, 1, 31)),
    ]
    assert [isp.name for isp in inventory.isps] == ["VNPT Huế"]
    (duty,) = inventory.roster
    assert (duty.team, duty.start.isoformat()) == ("to-a", "2026-11-24T07:30:00+07:00")


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_no_two_columns_of_a_sheet_read_alike(sheet: Sheet) -> None:
    for column in sheet.columns:
        assert sheet.column(column.name) is column
        assert sheet.column(column.vi.upper()) is column


@pytest.mark.parametrize(
    ("cell", "flag"), [("có", True), ("Không", False), (True, True), (False, False), ("no", False), (1, True)]
)
def test_yes_and_no_are_read_as_people_write_them(write_book: WriteBook, cell: object, flag: bool) -> None:
    rows: list[list[Any]] = [
        ["Mã tổ chức", "Tên tổ chức", "Hỏi theo địa chỉ trong chứng thư"],
        ["ca", "CA", cell],
    ]

    inventory, _ = import_spreadsheet(write_book({"Tổ chức chứng thực": rows}))

    assert inventory.authorities[0].from_certificates is flag


def test_what_is_neither_yes_nor_no_is_told_with_its_column(write_book: WriteBook) -> None:
    path = write_book({"authorities": [["id", "name", "from_certificates"], ["ca", "CA", "tùy"]]})

    with pytest.raises(InventoryError) as error:
        import_spreadsheet(path)

    assert english(error, path) == [
        "tinh.xlsx:2: sheet authorities, column from_certificates: must be yes or no, without quotes; it says tùy"
    ]


def test_a_mistake_within_a_rewrite_is_told_with_the_column_that_holds_it(write_book: WriteBook) -> None:
    path = write_book({"authorities": [["id", "name", "rewrite"], ["ca", "CA", '{"http://a.test": "b"}']]})

    with pytest.raises(InventoryError) as error:
        import_spreadsheet(path)

    assert english(error, path)[0].startswith(
        "tinh.xlsx:2: sheet authorities, column rewrite: must be an http://"
    )


@pytest.mark.parametrize(
    ("word", "group"), [("Lãnh đạo", "leader"), ("con dấu", "seal"), ("cán bộ", "staff")]
)
def test_role_groups_may_be_said_in_vietnamese(write_book: WriteBook, word: str, group: str) -> None:
    heading = ["Mã xã", "Vai trò", "Loại thuê bao", "Hết hạn ngày", "Nhóm vai trò"]
    signers = [heading, ["20056", "x", "cá nhân", "31/12/2027", word]]

    inventory, _ = import_spreadsheet(write_book({"lines": [HEADING, LINE], "Chứng thư số": signers}))

    assert inventory.signers[0].group == group
