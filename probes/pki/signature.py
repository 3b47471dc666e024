"""Did this authority's key make this signature? Certificates, revocation lists and OCSP answers ask the same."""

from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, padding, rsa

from probes.pki.certificate import Certificate
from probes.pki.pieces import BROKEN

Parameters = None | padding.PSS | padding.PKCS1v15 | ec.ECDSA


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature, the bytes that were signed, and the algorithm as the signed thing names it."""

    signature: bytes = field(repr=False)
    signed: bytes = field(repr=False)
    parameters: Parameters
    digest: hashes.HashAlgorithm | None


def made_by(issuer: Certificate, made: Signature) -> bool:
    """True when `issuer`'s key made the signature, however old the algorithm. Never raises."""
    try:
        match issuer.parsed.public_key(), made.parameters, made.digest:
            # Of RSA with MD5 and ECDSA with SHA-1 the library names the digest and no more; there only ever was one way.
            case rsa.RSAPublicKey() as key, padding.PKCS1v15() | padding.PSS() | None as padded, digest if (
                digest
            ):
                key.verify(made.signature, made.signed, padded or padding.PKCS1v15(), digest)
            case ec.EllipticCurvePublicKey() as key, ec.ECDSA() | None as algorithm, digest if digest:
                key.verify(made.signature, made.signed, algorithm or ec.ECDSA(digest))
            case dsa.DSAPublicKey() as key, _, digest if digest:
                key.verify(made.signature, made.signed, digest)
            case ((ed25519.Ed25519PublicKey() | ed448.Ed448PublicKey()) as key, _, None):
                key.verify(made.signature, made.signed)
            case _:
                return False
    except (InvalidSignature, *BROKEN):
        return False
    return True
