"""The counts of signers as they are written for Prometheus."""

from collections.abc import Iterator

import pytest

from exporter.metrics.commune_signers import CommuneSigners
from exporter.view import View
from probes.signing.state import SigningState
from tests.fakes.signers import certificate, declare, seen, signer
from tests.fakes.source import FakeSource, province

HERE = 'province="46",commune="19753"'


@pytest.fixture
def source() -> FakeSource:
    source = province([("19753", "Phường Phú Xuân"), ("19774", "Phường Kim Long")])
    declare(source, signer("chu-tich"), signer("con-dau", kind="organisation"))
    return source


def lines(source: FakeSource, writer: CommuneSigners, view: View | None = None) -> Iterator[str]:
    for family, body in writer.told((view or View(source)).now()):
        for line in body.decode().splitlines():
            assert line.startswith(f"{family.name}{{")
            yield line


def test_states_and_usable_signers_are_counted(source: FakeSource) -> None:
    chair, seal = source.inventory().signers
    source.see(seen(chair, certificate()), seen(seal, certificate(SigningState.REVOKED, route="library")))

    assert list(lines(source, CommuneSigners())) == [
        f'sign_commune_signers{{{HERE},state="revoked"}} 1',
        f'sign_commune_signers{{{HERE},state="valid"}} 1',
        f'sign_commune_usable_signers{{{HERE},group="leader"}} 1',
        f'sign_commune_usable_signers{{{HERE},group="seal"}} 0',
        'sign_verdict_disagreements{province="46"} 0',
        'sign_verdict_routes{route="index"} 1',
        'sign_verdict_routes{route="library"} 1',
    ]


def test_without_evidence_there_is_no_number_of_usable_signers(source: FakeSource) -> None:
    assert list(lines(source, CommuneSigners())) == [f'sign_commune_signers{{{HERE},state="not_observed"}} 2']


def test_nothing_names_a_signer_or_a_role(source: FakeSource) -> None:
    text = "\n".join(lines(source, CommuneSigners()))

    assert "chu-tich" not in text
    assert "con-dau" not in text


def test_the_next_scrape_tells_what_changed(source: FakeSource) -> None:
    writer, view = CommuneSigners(), View(source)
    chair, seal = source.inventory().signers
    before = list(lines(source, writer, view))

    source.see(seen(chair, certificate()), seen(seal, certificate()))
    after = list(lines(source, writer, view))

    assert before != after == list(lines(source, CommuneSigners()))
