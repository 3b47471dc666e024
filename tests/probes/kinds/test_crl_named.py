"""Addresses of lists that certificates name: asked once each, led nowhere inside, no one crowded out."""

from typing import Any

import pytest
from cryptography import x509

from probes.fetch.guard import NO_GUARD, Guard
from probes.observation import Result
from probes.reasons import Reason
from tests.authority import PERSON_NAME, Issued
from tests.probes.kinds.crl_world import GOOD, HERE, ROOT, SIGNER, SUB, World, naming, published
from tests.servers.loopback import serving
from tests.servers.plain import answer, says
from tests.servers.trap import trap


def from_certificates(world: World, *certificates: Issued, guard: Guard = HERE, **wish: Any) -> Result:
    files = tuple(world.write(f"signer{number}.pem", one.pem) for number, one in enumerate(certificates))
    return world.look(certificates=files, guard=guard, **wish)


def test_the_lists_that_certificates_name_are_asked_for_each_once(world: World) -> None:
    server = published(GOOD)
    with serving(server.meet) as port:
        here = f"http://127.0.0.1:{port}"
        result = from_certificates(
            world, naming(f"{here}/a"), naming(f"{here}/b", "ldap:///CN=x"), naming(f"{here}/a")
        )

    assert result.success
    assert sorted(request.split()[1] for request in server.requests) == ["/a", "/b"]


def test_a_broken_address_is_refused_and_the_others_are_asked_each_time(world: World) -> None:
    server = published(GOOD, headers=("Cache-Control: max-age=0",))
    with serving(server.meet) as port:
        certificates = (naming("http://[x/y.crl"), naming(f"http://127.0.0.1:{port}/good"))
        results = [from_certificates(world, *certificates) for _ in range(2)]

    assert [result.reason for result in results] == [Reason.ADDRESS_REFUSED] * 2
    assert len(server.requests) == 2


def test_a_certificate_may_not_lead_inside(world: World) -> None:
    with trap() as inside:
        result = from_certificates(world, naming(inside.url()), guard=NO_GUARD)

    assert result.reason is Reason.ADDRESS_REFUSED
    assert result.facts["state"] == "refused"


@pytest.mark.parametrize(
    ("urls", "detail"),
    [
        ((), "the certificates name no http address of a revocation list"),
        (
            (
                f"ldap:///CN={PERSON_NAME.encode('punycode').decode()}",
                "file:///etc/passwd",
                "//x",
                "a0012345678901:x",
            ),
            "the certificates name no http address of a revocation list, only another scheme, file, ldap, no scheme",
        ),
    ],
)
def test_what_cannot_be_asked_is_said_when_nothing_else_is_named(
    world: World, urls: tuple[str, ...], detail: str
) -> None:
    result = from_certificates(world, naming(*urls) if urls else SIGNER)

    assert result.reason is Reason.ADDRESS_MISSING
    assert "state" not in result.facts
    assert result.detail == detail


def test_one_odd_certificate_cannot_crowd_out_what_the_others_name(world: World) -> None:
    server = published(GOOD)
    with serving(server.meet) as port:
        here = f"http://127.0.0.1:{port}"
        odd = naming(*(f"{here}/{number}" for number in range(100)))
        from_certificates(world, odd, naming(f"{here}/usual"), naming(f"{here}/usual"))

    asked = [request.split()[1] for request in server.requests]
    assert len(asked) == 16
    assert "/usual" in asked


def test_what_the_authoritys_own_certificates_name_is_asked_first_and_never_cut_off(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    server = published(GOOD)
    with serving(server.meet) as port:
        here = f"http://127.0.0.1:{port}"
        point = x509.DistributionPoint(
            [x509.UniformResourceIdentifier(f"{here}/ca{number}") for number in range(20)], None, None, None
        )
        own = ROOT.sub("Có địa chỉ", extra=((x509.CRLDistributionPoints([point]), False),))
        subs = (world.write("sub.pem", SUB.pem), world.write("own.pem", own.pem))
        crowd = [world.write(f"{number}.pem", naming(f"{here}/{number}").pem) for number in range(18)] * 2
        for _ in range(2):
            assert world.look(certificates=(*crowd, *subs), intermediates=subs, guard=HERE).success

    asked = [request.split()[1] for request in server.requests]
    assert sorted(asked[:20]) == sorted(f"/ca{number}" for number in range(20))
    assert len(asked) == 36
    assert caplog.text.count("certificates name 2 more addresses of revocation lists than the 16") == 1


def test_one_bad_file_hides_nothing_and_only_bad_ones_are_told(world: World) -> None:
    bad = world.write("bad.pem", b"nothing")
    with serving(says(answer(body=GOOD))) as port:
        good = world.write("good.pem", naming(f"http://127.0.0.1:{port}/").pem)
        assert world.look(certificates=(bad, good), guard=HERE).success

    result = world.look(certificates=(bad,), guard=HERE)
    assert result.reason is Reason.CERTIFICATE_UNREADABLE
    assert "state" not in result.facts
