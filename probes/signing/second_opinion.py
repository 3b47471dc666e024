"""The second opinion: pyhanko-certvalidator on a path (RFC 5280 section 6) and on the lists that need it (6.3).

It owns what our walk does not do: policies, and revocation lists that are indirect, partial or only tell changes. It
wants few certificates and lists: given whole folders it does not finish. Its traps: in its older modes a certificate
without proof is "good" (so: REQUIRE_REVINFO, or no revocation at all); it raises three unrelated families of errors,
whose sentences quote subjects (so: only their classes are read).
"""

import asyncio
import logging
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding

from probes.pki import Certificate
from probes.pki.asn1 import ONE_READER
from probes.pki.crl import HOLD, Crl, reason_value
from probes.pki.times import CLOCK_TOLERANCE_SECONDS
from probes.reasons import ProbeFailed, Reason
from probes.signing.revocation import Cause, Revocation, Standing
from probes.signing.state import SigningState

log = logging.getLogger(__name__)
logging.getLogger("pyhanko_certvalidator").setLevel(
    logging.CRITICAL + 1
)  # it logs whose certificate it refuses

_MOST_PREPARED = 4
_LARGEST_LIST_BYTES = (
    8 << 20
)  # the library's objects take nine times as much, and seconds for each certificate anew


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the library makes of a path.

    state: None when it accepts the path; else what its refusal means. revocation: of the certificate asked about, when
    revocation was asked for.
    """

    state: SigningState | None
    revocation: Revocation | None = None

    @property
    def was_asked(self) -> bool:
        """False when the library was spared what it cannot do: then this is nobody's word on the path."""
        return self.revocation is None or self.revocation.cause is not Cause.TOO_LARGE


def of_path(way: Sequence[Certificate], moment: float) -> Opinion:
    """Whether exactly this way, from the certificate asked about to its anchor, is sound, revocation left out.

    Not whether some way is: what one lacks must not be made up for by another, which our own voices have not heard.
    """
    return _opinion(way, (), moment, None)


def of_revocation(
    way: Sequence[Certificate], others: Sequence[Certificate], moment: float, crls: Sequence[Crl]
) -> Opinion:
    """The same, and whether these lists prove that nothing on it was revoked. others: whoever may have signed them.

    Where a list is too long for it, the library is not asked, and nothing is proven: Cause.TOO_LARGE.
    """
    if any(len(crl.der) > _LARGEST_LIST_BYTES for crl in crls):
        return _unproven(Cause.TOO_LARGE)
    return _opinion(way, others, moment, crls)


def _opinion(
    way: Sequence[Certificate], others: Sequence[Certificate], moment: float, crls: Sequence[Crl] | None
) -> Opinion:
    try:
        from asn1crypto import x509
        from pyhanko_certvalidator import ValidationContext, errors
        from pyhanko_certvalidator.authority import CertTrustAnchor
        from pyhanko_certvalidator.path import ValidationPath
        from pyhanko_certvalidator.policy_decl import (
            NO_REVOCATION,
            REQUIRE_REVINFO,
            CertRevTrustPolicy,
            DisallowWeakAlgorithmsPolicy,
        )
        from pyhanko_certvalidator.validate import async_validate_path
    except ImportError as error:
        raise ProbeFailed(Reason.NOT_INSTALLED, "thongsuot[sign]") from error

    def loaded(one: Certificate) -> Any:
        return x509.Certificate.load(one.parsed.public_bytes(Encoding.DER))

    def validate() -> Coroutine[Any, Any, Any]:
        leaf, *above = map(loaded, way)
        anchor, between = (above[-1], above[-2::-1]) if above else (leaf, [])
        context = ValidationContext(
            trust_roots=[anchor],
            other_certs=[loaded(other) for other in others],
            moment=datetime.fromtimestamp(moment, UTC),
            crls=[_prepared(crl) for crl in crls or ()],
            allow_fetching=False,
            time_tolerance=timedelta(seconds=CLOCK_TOLERANCE_SECONDS),
            revinfo_policy=CertRevTrustPolicy(NO_REVOCATION if crls is None else REQUIRE_REVINFO),
            algorithm_usage_policy=DisallowWeakAlgorithmsPolicy(),  # type: ignore[no-untyped-call]  # the library types all but this
        )
        path = ValidationPath(CertTrustAnchor(anchor), between, leaf if above else None)
        return async_validate_path(context, path)

    try:
        with ONE_READER:
            asyncio.run(validate())
    except (errors.PathError, errors.ValidationError) as error:
        return _refusal(error)
    except (OSError, MemoryError) as error:  # ours, and nothing to be remembered of a certificate
        raise ProbeFailed(Reason.NO_RESOURCES, type(error).__name__) from None
    except Exception as error:  # noqa: BLE001  # foreign bytes make it trip in many ways; its words may quote them
        log.warning("the path library tripped over a certificate: %s", type(error).__name__)
        return Opinion(SigningState.UNTRUSTED)
    return Opinion(None, revocation=None if crls is None else Revocation(Standing.GOOD, source="library"))


@lru_cache(maxsize=_MOST_PREPARED)
def _prepared(crl: Crl) -> Any:
    """The list as the library wants it. It walks every entry, which takes seconds in a long one: once it has, the next
    certificate under the same list finds them walked. To be called with ONE_READER held."""
    from asn1crypto.crl import CertificateList

    return CertificateList.load(crl.der)


def _refusal(refused: Exception) -> Opinion:
    """What a refusal means. The narrower classes come first."""
    from pyhanko_certvalidator import errors

    match refused:
        case errors.RevokedError() as error if error.is_side_validation:
            return _unproven(
                Cause.NO_EVIDENCE
            )  # whoever signed a list may no longer: that list proves nothing
        case errors.RevokedError() as error if not error.is_ee_cert:
            return Opinion(SigningState.CA_UNUSABLE)
        case errors.RevokedError() as error:
            return _revoked(reason_value(error.reason.native), error.revocation_dt.timestamp())
        case errors.StaleRevinfoError():
            return _unproven(Cause.STALE)
        case errors.InsufficientRevinfoError():
            return _unproven(Cause.NO_EVIDENCE)
        case errors.PathBuildingError():
            return Opinion(SigningState.CHAIN_INCOMPLETE)
        case errors.ExpiredError() as error:
            state = SigningState.EXPIRED if error.is_ee_cert else SigningState.CA_UNUSABLE
            return Opinion(state)
        case errors.NotYetValidError():
            return Opinion(SigningState.NOT_YET_VALID)
        case errors.DisallowedAlgorithmError():
            return Opinion(SigningState.WEAK)
        case _:
            return Opinion(SigningState.UNTRUSTED)


def _revoked(reason: str, at: float) -> Opinion:
    hold = reason == HOLD
    standing = Standing.SUSPENDED if hold else Standing.REVOKED
    known = Revocation(standing, at=at, reason=reason, source="library")
    return Opinion(SigningState.SUSPENDED if hold else SigningState.REVOKED, revocation=known)


def _unproven(cause: Cause) -> Opinion:
    unknown = Revocation(Standing.UNKNOWN, source="library", cause=cause)
    return Opinion(SigningState.REVOCATION_UNKNOWN, revocation=unknown)
