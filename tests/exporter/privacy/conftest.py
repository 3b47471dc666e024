"""The province full of a person, and ears on everything."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.exporter.privacy.files import Province, province
from tests.exporter.privacy.hearing import Everything, listening
from tests.exporter.privacy.poisoned_hub import Poisoned, running
from tests.pages.conftest import browser

__all__ = ["browser", "logged", "personal"]


@pytest.fixture(scope="module")
def personal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Province]:
    """The same for every test of a module."""
    with province(tmp_path_factory.mktemp("province")) as made:
        yield made


@pytest.fixture(scope="module")
def logged() -> Iterator[Everything]:
    """What was logged from its first use on."""
    with listening() as everything:
        yield everything


@pytest.fixture(scope="module")
def poisoned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Poisoned]:
    """A hub that runs, with a script in every text of its inventory."""
    with ExitStack() as stack:
        yield running(tmp_path_factory.mktemp("poison"), stack)
