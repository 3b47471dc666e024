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
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding

from probes.pki import Certificate
from probes.pki.asn1 import ONE_READER
from probes.pki.crl import HOLD, Crl, reason_value
from probes.reasons import ProbeFailed, Reason
from probes.signing.revocation import Cause, Revocation, Standing
from probes.signing.state import SigningState

log = logging.getLogger(__name__)
logging.getLogger("pyhanko_certvalidator").setLevel(
    logging.CRITICAL + 1
)  # it logs whose certificate it refuses

_TOLERANCE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the library makes of a path.

    state: None when it accepts the path; else what its refusal means. at_signer: that it speaks of the certificate
    asked about, not of one above it. revocation: of the certificate asked about, when revocation was asked for.
    """

    state: SigningState | None
    at_signer: bool = True
    revocation: Revocation | None = None


def of_path(
    certificate: Certificate, anchors: Sequence[Certificate], others: Sequence[Certificate], moment: float
) -> Opinion:
    """Whether some path through `others` leads to an anchor, revocation left out."""
    return _opinion(certificate, anchors, others, moment, None)


def of_revocation(
    certificate: Certificate,
    anchors: Sequence[Certificate],
    others: Sequence[Certificate],
    moment: float,
    crls: Sequence[Crl],
) -> Opinion:
    """The same, and whether these lists prove that nothing on the path has been revoked."""
    return _opinion(certificate, anchors, others, moment, crls)


def _opinion(
    certificate: Certificate,
    anchors: Sequence[Certificate],
    others: Sequence[Certificate],
    moment: float,
    crls: Sequence[Crl] | None,
) -> Opinion:
    try:
        from asn1crypto import x509
        from pyhanko_certvalidator import CertificateValidator, ValidationContext, errors
        from pyhanko_certvalidator.policy_decl import (
            NO_REVOCATION,
            REQUIRE_REVINFO,
            CertRevTrustPolicy,
            DisallowWeakAlgorithmsPolicy,
        )
    except ImportError as error:
        raise ProbeFailed(Reason.NOT_INSTALLED, "thongsuot[sign]") from error

    def loaded(one: Certificate) -> Any:
        return x509.Certificate.load(one.parsed.public_bytes(Encoding.DER))

    def validate() -> Coroutine[Any, Any, Any]:
        context = ValidationContext(
            trust_roots=[loaded(anchor) for anchor in anchors],
            other_certs=[loaded(other) for other in others],
            moment=datetime.fromtimestamp(moment, UTC),
            crls=[crl.der for crl in crls or ()],
            allow_fetching=False,
            time_tolerance=_TOLERANCE,
            revinfo_policy=CertRevTrustPolicy(NO_REVOCATION if crls is None else REQUIRE_REVINFO),
            algorithm_usage_policy=DisallowWeakAlgorithmsPolicy(),  # type: ignore[no-untyped-call]  # the library types all but this
        )
        validator = CertificateValidator(loaded(certificate), validation_context=context)
        return validator.async_validate_path()

    proven = None if crls is None else Revocation(Standing.GOOD, source="library")
    try:
        with ONE_READER:
            asyncio.run(validate())
    except errors.RevokedError as error:
        if error.is_side_validation:  # whoever signed a list may no longer: then that list proves nothing
            return _unproven(Cause.NO_EVIDENCE)
        if not error.is_ee_cert:
            return Opinion(SigningState.CA_UNUSABLE, at_signer=False)
        why = reason_value(error.reason.native)
        hold = why == HOLD
        return Opinion(
            SigningState.SUSPENDED if hold else SigningState.REVOKED,
            revocation=Revocation(
                Standing.SUSPENDED if hold else Standing.REVOKED,
                at=error.revocation_dt.timestamp(),
                reason=why,
                source="library",
            ),
        )
    except errors.InsufficientRevinfoError as error:
        return _unproven(Cause.STALE if isinstance(error, errors.StaleRevinfoError) else Cause.NO_EVIDENCE)
    except errors.PathBuildingError:
        return Opinion(SigningState.CHAIN_INCOMPLETE)
    except errors.ExpiredError as error:
        return Opinion(
            SigningState.EXPIRED if error.is_ee_cert else SigningState.CA_UNUSABLE, error.is_ee_cert
        )
    except errors.NotYetValidError as error:
        return Opinion(SigningState.NOT_YET_VALID, error.is_ee_cert)
    except errors.DisallowedAlgorithmError as error:
        return Opinion(SigningState.WEAK, error.is_ee_cert)
    except errors.ValidationError:
        return Opinion(SigningState.UNTRUSTED)
    except Exception as error:  # noqa: BLE001  # foreign bytes make it trip in many ways; its words may quote them
        log.warning("the path library tripped over a certificate: %s", type(error).__name__)
        return Opinion(SigningState.UNTRUSTED)
    return Opinion(None, revocation=proven)


def _unproven(cause: Cause) -> Opinion:
    unknown = Revocation(Standing.UNKNOWN, source="library", cause=cause)
    return Opinion(SigningState.REVOCATION_UNKNOWN, revocation=unknown)
