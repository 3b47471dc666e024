"""NIST's PKITS, the public test suite of path validation: 246 cases through our verdict, by every way that leads to one.

NIST says of each case, in its name, whether a certificate is valid; so does the file of cases, apart. 33 of the cases ask
about certificates of other cases once more, under policies that the asker demands: we demand none, so they must come out as NIST
says of the certificate when nothing is demanded.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

import pytest
from click.testing import CliRunner

from exporter.cli import thongsuot
from probes.pki import Certificate, judge_ways, read_certificates
from probes.pki.crl import Crl, read_crl
from probes.signing import second_opinion
from probes.signing.authorities import Authorities
from probes.signing.evidence import Evidence
from probes.signing.revocation import Standing, of_path
from probes.signing.state import SigningState as State
from probes.signing.verdict import judge
from tests.standards import standards

AT = datetime(
    2022, 5, 1, tzinfo=UTC
)  # within the lives of all certificates that are not about being out of date
MOMENT = AT.timestamp()
ROOT, ROOT_LIST = "TrustAnchorRootCertificate.crt", "TrustAnchorRootCRL.crl"
# The valid cases that we do not call valid, and why.
EXCEPTIONS = {
    "40104": State.WEAK,  # a DSA key of 1024 bits, signed with SHA-1: nobody should sign documents with that today
    "40105": State.UNREADABLE,  # its key takes its DSA parameters from the key above, which cryptography cannot read
}
# What NIST names neither valid nor invalid, since it depends on what is demanded: here, nothing. Then the policies along a path
# may differ (RFC 5280 section 6.1), unless a certificate on it requires one.
UNNAMED = {
    **dict.fromkeys(("40802", "40803", "40806", "40810", "40811", "40813", "40814", "41203"), True),
    **dict.fromkeys(("40804", "40805", "40807", "40808", "40809", "40812"), False),
    **dict.fromkeys(("40815", "40816", "40817", "40818"), True),  # notices for people to read
}
# What each class of error in the file of cases may be called here. Twice a list holds a critical part that nobody understands, and
# yet names the certificate: that one we believe.
WORDS = {
    "RevokedError": {State.REVOKED, State.SUSPENDED, State.CA_UNUSABLE},
    "StaleRevinfoError": {State.REVOCATION_UNKNOWN},
    "InsufficientRevinfoError": {State.REVOCATION_UNKNOWN},
    "PathValidationError": {
        State.UNTRUSTED,
        State.CHAIN_INCOMPLETE,
        State.EXPIRED,
        State.CA_UNUSABLE,
        State.NOT_YET_VALID,
    },
}
BELIEVED = {"40408": State.REVOKED, "40409": State.REVOKED}


@dataclass(frozen=True, slots=True)
class Case:
    """One case. valid: as NIST says; error: as the file of cases says, empty for none; demands: it has policies of its own."""

    id: str
    name: str
    file: str
    others: tuple[str, ...]
    lists: tuple[str, ...]
    valid: bool
    error: str
    demands: bool


Judge = Callable[[Case], State]


@cache
def by_its_own_files(case: Case) -> State:
    return _state(case, _own_authorities(case), _own_lists(case))


@cache
def by_the_library_and_its_own_files(case: Case) -> State:
    return _state(case, _own_authorities(case), _own_lists(case), full=True)


@cache
def among_all_files(case: Case) -> State:
    return _state(case, _all_authorities(), _all_lists())


@cache
def by_the_library_among_all_files(case: Case) -> State:
    return _state(case, _all_authorities(), _all_lists(), full=True)


def by_the_command_line(case: Case) -> State:
    return _command_line()[case.file]


WAYS: tuple[Judge, ...] = (
    by_its_own_files,
    by_the_library_and_its_own_files,
    among_all_files,
    by_the_library_among_all_files,
    by_the_command_line,
)
every_way = pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)


def test_there_are_as_many_cases_as_were_published_and_both_oracles_agree() -> None:
    cases = _cases("pkits")
    plain = [case for case in cases if not case.demands]

    assert (len(cases), len(plain)) == (246, 213)
    assert [case.name for case in plain if case.valid is bool(case.error)] == []
    assert sum(case.valid for case in plain) == 92
    assert {case.file for case in cases if case.demands and not case.valid} == {
        "InvalidPolicyMappingTest2EE.crt"
    }


@every_way
def test_nothing_that_nist_calls_invalid_is_valid(way: Judge) -> None:
    invalid = [case for case in _cases("pkits") if not case.valid]

    assert len(invalid) == 122
    assert [case.name for case in invalid if way(case) is State.VALID] == []


@every_way
def test_everything_that_nist_calls_valid_is_valid_but_for_two_named_cases(way: Judge) -> None:
    valid = [case for case in (*_cases("pkits"), *_cases("pkits-user-notice")) if case.valid]
    refused = {case.id: way(case) for case in valid if way(case) is not State.VALID}

    assert len(valid) == 124 + 10
    assert refused == EXCEPTIONS


@every_way
def test_what_is_wrong_is_called_by_its_name(way: Judge) -> None:
    wrong = [case for case in _cases("pkits") if case.error and not case.demands]
    misnamed = {case.id: way(case) for case in wrong if way(case) not in WORDS[case.error]}

    assert misnamed == BELIEVED


def test_all_ways_give_the_same_state() -> None:
    differing = {
        case.name: told for case in _cases("pkits") if len(set(told := [way(case) for way in WAYS])) != 1
    }

    assert differing == {}


def test_our_index_and_the_library_say_the_same_wherever_the_library_need_not_be_asked() -> None:
    compared, differing = 0, set()
    for case in _cases("pkits"):
        authorities, lists = _own_authorities(case), _own_lists(case)
        if (certificate := _certificates().get(case.file)) is None:
            continue
        for judged in judge_ways(certificate, authorities.anchors, authorities.intermediates, MOMENT):
            way, _anchors = judged.way, authorities.anchors
            if judged.findings or second_opinion.of_path(way, MOMENT).state is not None:
                continue  # a path that is refused for something else
            known = of_path(way, lists, MOMENT, None, authorities.also_listing)
            selection = authorities.select(way, known, lists, MOMENT)
            if selection.needs_library:
                continue
            opinion = second_opinion.of_revocation(way, selection.certificates, MOMENT, selection.crls)
            compared += 1
            if opinion.state is not _in_the_librarys_words([one.standing for one in known]):
                differing.add(case.id)

    assert differing == set(BELIEVED)
    assert compared >= 100


def _in_the_librarys_words(standings: list[Standing]) -> State | None:
    """The library goes from the root down and stops at the first thing that is not proven good."""
    for position, standing in reversed(list(enumerate(standings))):
        match standing:
            case Standing.GOOD:
                continue
            case Standing.UNKNOWN:
                return State.REVOCATION_UNKNOWN
            case _ if position:
                return State.CA_UNUSABLE
            case Standing.SUSPENDED:
                return State.SUSPENDED
            case _:
                return State.REVOKED
    return None


def _state(case: Case, authorities: Authorities, lists: Evidence, *, full: bool = False) -> State:
    certificate = _certificates().get(case.file)
    if certificate is None:
        return State.UNREADABLE
    return judge(certificate, authorities, lists, MOMENT, full=full).state


def _own_authorities(case: Case) -> Authorities:
    known = _certificates()
    return Authorities([known[ROOT]], [known[name] for name in case.others if name in known])


def _own_lists(case: Case) -> Evidence:
    return Evidence(_lists()[name] for name in (*case.lists, ROOT_LIST))


@cache
def _all_authorities() -> Authorities:
    return Authorities([_certificates()[ROOT]], _certificates().values())


@cache
def _all_lists() -> Evidence:
    return Evidence(_lists().values())


@cache
def _command_line() -> dict[str, State]:
    """The state of every case's certificate, given the folders as NIST gave them."""
    folder = standards("nist_pkits")
    files = {
        str(folder / "certs" / case.file): case.file
        for case in (*_cases("pkits"), *_cases("pkits-user-notice"))
    }
    given = [
        "--trust",
        str(folder / "certs" / ROOT),
        "--chain",
        str(folder / "certs"),
        "--crl",
        str(folder / "crls"),
    ]
    result = CliRunner().invoke(
        thongsuot, ["probe", "certificate", *given, "--at", AT.isoformat(), "--json", *files]
    )
    said = [json.loads(line) for line in result.stdout.splitlines()]
    return {files[one["file"]]: State(one["state"]) for one in said}


@cache
def _cases(file: str) -> tuple[Case, ...]:
    written = json.loads((standards("nist_pkits") / f"{file}.json").read_bytes())
    return tuple(
        Case(
            id=case["id"],
            name=case["name"],
            file=case["cert"],
            others=tuple(case.get("other_certs", ())),
            lists=tuple(case.get("crls", ())),
            valid=_valid(case["id"], case["cert"]),
            error=case.get("error", {}).get("class", ""),
            demands="params" in case,
        )
        for case in written
    )


def _valid(number: str, file: str) -> bool:
    if number in UNNAMED:
        return UNNAMED[number]
    assert file.startswith(("Valid", "Invalid")), file
    return file.startswith("Valid")


@cache
def _certificates() -> dict[str, Certificate]:
    """By the name of its file; two of them, about DSA parameters that are left out, cannot be read."""
    files = sorted((standards("nist_pkits") / "certs").iterdir())
    found = {file.name: read_certificates(file.read_bytes()).certificates for file in files}
    return {name: certificates[0] for name, certificates in found.items() if certificates}


@cache
def _lists() -> dict[str, Crl]:
    return {file.name: read_crl(file.read_bytes()) for file in (standards("nist_pkits") / "crls").iterdir()}
