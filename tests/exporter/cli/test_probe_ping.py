import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from exporter.cli.probe.path import command as path_command
from exporter.cli.probe.ping import command
from exporter.cli.probe.sweep_file import json_line, plain_line, read_addresses
from probes.language import Language
from probes.network import EchoReply

LOOPBACK = pytest.mark.needs("root")


def ping(*arguments: str, stdin: str = "", lang: str = "en_US.UTF-8") -> Result:
    return CliRunner().invoke(command, arguments, input=stdin, env={"LC_ALL": lang, "LANG": lang})


@LOOPBACK
def test_a_person_sees_what_was_sent_every_packet_and_one_clear_line() -> None:
    said = ping("127.0.0.1", "--count", "2", "--gap", "20ms")

    lines = said.output.splitlines()
    assert said.exit_code == 0
    assert lines[0] == "127.0.0.1: 2 packets, 20 ms apart, each waited for 2 s"
    assert lines[1].startswith("  packet 1 ")
    assert lines[2].startswith("  packet 2 ")
    assert lines[3].startswith("✓ 2 of 2 answered, 0 % lost; fastest 0.")


@LOOPBACK
def test_vietnamese_has_its_own_words_and_decimals() -> None:
    said = ping("127.0.0.1", "--count", "1", "--timeout", "1.5s", lang="vi_VN.UTF-8")

    assert said.output.startswith("127.0.0.1: gửi 1 gói tin, cách nhau 200 ms, chờ mỗi gói 1,5 s\n")
    assert "✓ Nhận 1/1 trả lời, mất 0 %; nhanh nhất 0," in said.output


@LOOPBACK
def test_a_program_gets_one_object_per_target() -> None:
    said = ping("127.0.0.1", "::1", "--count", "2", "--gap", "10ms", "--json")

    first, second = (json.loads(line) for line in said.output.splitlines())
    assert (first["kind"], first["target"], second["target"]) == ("ping", "127.0.0.1", "::1")
    assert len(first["result"]["round_trips"]) == 2
    assert first["result"]["measures"] == {"ip_protocol": 4.0}


@LOOPBACK
def test_a_name_is_shown_with_its_address() -> None:
    said = ping("localhost", "--count", "1")

    assert said.output.startswith(("localhost (127.0.0.1): ", "localhost (::1): "))


@LOOPBACK
@pytest.mark.parametrize("rate", ["0", "200"])
def test_a_file_is_swept_in_its_order(tmp_path: Path, rate: str) -> None:
    file = tmp_path / "communes.txt"
    file.write_text("# the first\n127.0.0.9\n\n::1   # this machine\n127.0.0.2\n", encoding="utf-8")

    said = ping("-f", str(file), "--count", "3", "--gap", "20ms", "--rate", rate, "--json")

    rows = [json.loads(line) for line in said.output.splitlines()]
    assert said.exit_code == 0
    assert [row["address"] for row in rows] == ["127.0.0.9", "::1", "127.0.0.2"]
    for row in rows:
        assert list(row) == ["address", "sent", "received", "min", "median", "max", "stddev", "reason"]
        assert (row["sent"], row["received"], row["reason"]) == (3, 3, None)
        assert 0 < row["min"] <= row["median"] <= row["max"]
        assert row["stddev"] >= 0


@LOOPBACK
def test_standard_input_is_a_file_too() -> None:
    said = ping("-f", "-", "--count", "1", "--rate", "0", stdin="127.0.0.1\n")

    assert said.output.startswith("127.0.0.1 ")
    assert "  1/1  " in said.output


def test_a_file_with_bad_lines_is_refused_whole_and_every_one_is_told(tmp_path: Path) -> None:
    file = tmp_path / "communes.txt"
    file.write_text("127.0.0.1\n127.0.0\nhue  # a name\n010.0.0.1\n::g\n", encoding="utf-8")

    said = ping("-f", str(file), "--json")

    assert said.exit_code == 1
    assert said.stdout == ""
    assert said.stderr.splitlines() == [
        f"{file}:2: not an IP address: 127.0.0",
        f"{file}:3: not an IP address: hue",
        f"{file}:4: not an IP address: 010.0.0.1",
        f"{file}:5: not an IP address: ::g",
    ]


def test_a_file_that_is_not_text_is_told_by_its_lines() -> None:
    addresses, faults = read_addresses(["127.0.0.1\n", "\ufffd\ufffd\n"], "x", Language.VI)

    assert len(addresses) == 1
    assert faults == ["x:2: không phải địa chỉ IP: \ufffd\ufffd"]


@pytest.mark.parametrize("arguments", [[], ["127.0.0.1", "-f", "-"]])
def test_addresses_or_a_file_but_not_both(arguments: list[str]) -> None:
    said = ping(*arguments)

    assert said.exit_code == 2
    assert "say which addresses to look at, or give a file of them with -f" in said.output


@pytest.mark.parametrize("option", ["--gap", "--timeout"])
def test_a_duration_is_written_as_in_the_inventory(option: str) -> None:
    said = ping("127.0.0.1", option, "2 seconds")

    assert said.exit_code == 2
    assert "such as 200ms, 15s" in said.output


def test_figures_are_of_what_came_back() -> None:
    reply = EchoReply(read_addresses(["10.0.0.1"], "", Language.EN)[0][0], (0.004, None, 0.002, 0.001, 0.009))

    assert json.loads(json_line(reply)) == {
        "address": "10.0.0.1",
        "sent": 5,
        "received": 4,
        "min": 0.001,
        "median": 0.003,
        "max": 0.009,
        "stddev": 0.003082207,
        "reason": None,
    }
    assert plain_line(reply, Language.VI).split() == ["10.0.0.1", "4/5", "1,000", "3,000", "9,000", "ms"]


@pytest.mark.parametrize(
    ("trips", "unreachable", "send_error", "sent", "reason"),
    [
        ((None, None), "", "", 2, "no_reply"),
        ((None, None), "host from 10.0.0.254", "", 2, "unreachable"),
        ((), "", "ENETUNREACH", 0, "network_down_here"),
    ],
)
def test_silence_has_null_figures_and_a_reason(
    trips: tuple[float | None, ...], unreachable: str, send_error: str, sent: int, reason: str
) -> None:
    address = read_addresses(["fd00:0::1"], "", Language.EN)[0][0]
    reply = EchoReply(address, trips, unreachable=unreachable, send_error=send_error)

    row = json.loads(json_line(reply))

    assert row == {"address": "fd00::1", "sent": sent, "received": 0, "reason": reason} | dict.fromkeys(
        ("min", "median", "max", "stddev")
    )
    assert f"0/{sent}" in plain_line(reply, Language.EN)


def test_a_sweep_loads_no_library_of_other_looks() -> None:
    heavy = "{'requests', 'starlette', 'cryptography', 'dns', 'icmplib'}"
    code = f"import sys, exporter.cli.probe.ping; print(sorted({heavy} & set(sys.modules)))"

    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert ran.stdout == "[]\n"


@pytest.mark.needs("namespaces")
def test_without_the_right_to_ping_the_remedies_are_told() -> None:
    nobody = "import os; os.setgroups([]); os.setresuid(65534, 65534, 65534); command(['127.0.0.1'])"
    code = f"from exporter.cli.probe.ping import command; {nobody}"
    ran = subprocess.run(
        ["unshare", "--net", sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        env={"LC_ALL": "C.UTF-8"},
    )

    assert ran.returncode == 1
    assert "net.ipv4.ping_group_range" in ran.stderr
    assert "CAP_NET_RAW" in ran.stderr
    assert "Traceback" not in ran.stderr


@LOOPBACK
def test_the_path_to_this_machine_is_one_hop() -> None:
    said = CliRunner().invoke(path_command, ["127.0.0.1"], env={"LC_ALL": "C.UTF-8"})

    assert said.exit_code == 0
    assert said.output.splitlines()[0].split()[:2] == ["1", "127.0.0.1"]
    assert said.output.splitlines()[-1] == "✓ Arrived"


@LOOPBACK
def test_the_path_for_programs_is_one_object_per_hop() -> None:
    said = CliRunner().invoke(path_command, ["::1", "--count", "1", "--json"])

    hop = json.loads(said.output)
    assert (hop["distance"], hop["address"], hop["sent"], hop["received"]) == (1, "::1", 1, 1)
    assert 0 < hop["round_trips"][0] < 2
