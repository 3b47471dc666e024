"""Every way to get an inventory wrong, one file each, with the exact sentences that tell it."""

from pathlib import Path

import pytest
import yaml

from probes.inventory import yaml_source
from probes.inventory.faults import InventoryError
from probes.inventory.load import load
from probes.language import Language

FOLDER = Path(__file__).parents[2] / "inventories" / "invalid"
FILES = sorted(file.name for file in FOLDER.iterdir())


def expected(name: str, language: Language) -> str:
    """The sentence in the first lines of the file, `# vi: ...` and `# en: ...`."""
    first, second, *_ = (FOLDER / name).read_bytes().split(b"\n")
    line = first if language is Language.VI else second
    mark, _, sentence = line.decode().partition(": ")
    assert mark == f"# {language}"
    return sentence.replace("{folder}", str(FOLDER))


def faults(name: str, language: Language) -> list[str]:
    with pytest.raises(InventoryError) as refused:
        load(Path(name))
    return [fault.in_(language) for fault in refused.value.faults]


@pytest.fixture(autouse=True)
def in_the_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FOLDER)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", FILES)
def test_a_mistake_is_told_in_exactly_these_words(name: str, language: Language) -> None:
    assert faults(name, language) == [expected(name, language)]


@pytest.mark.parametrize("name", FILES)
def test_without_libyaml_the_same_is_told(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_source, "_LOADER", yaml.SafeLoader)

    assert faults(name, Language.EN) == [expected(name, Language.EN)]


def test_there_is_a_file_for_very_many_mistakes() -> None:
    assert len(FILES) >= 100


def test_no_two_files_make_the_same_mistake() -> None:
    sentences = [expected(name, Language.VI).partition(": ")[2] for name in FILES]

    assert len(set(sentences)) == len(sentences)
