"""The help of every look in the reader's language alone."""

import re

import click
import pytest
from click.testing import CliRunner

from exporter.cli import thongsuot
from exporter.cli.probe_command import LOOKS
from exporter.cli.spoken import spoken
from probes.language import Language

_VIETNAMESE = re.compile("[ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹđơư]", re.IGNORECASE)


def _help(language: str, *command: str) -> str:
    result = CliRunner().invoke(thongsuot, ["--lang", language, *command, "--help"])
    assert result.exit_code == 0
    return result.output


@pytest.mark.parametrize("command", [("probe",), *(("probe", name) for name in LOOKS)])
def test_help_speaks_one_language_at_a_time(command: tuple[str, ...]) -> None:
    english, vietnamese = _help("en", *command), _help("vi", *command)

    assert not _VIETNAMESE.search(english)
    assert _VIETNAMESE.search(vietnamese)
    for text in (english, vietnamese):
        assert " | " not in text


def test_each_paragraph_gives_its_half_and_what_has_no_other_half_stays() -> None:
    option = click.Option(["--at"], help="Lúc nào | when")
    command = click.Command("x", params=[option], help="Một | One\n\nHai\n| Two\n\nThree")

    vietnamese, english = spoken(command, Language.VI), spoken(command, Language.EN)

    assert vietnamese.help == "Một\n\nHai\n\nThree"
    assert english.help == "One\n\nTwo\n\nThree"
    assert [param.help for param in english.params if isinstance(param, click.Option)] == ["when"]
    assert option.help == "Lúc nào | when"
