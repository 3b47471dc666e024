"""Which keys and digests are too weak for a signature to rest on them."""

from probes.pki.certificate import CertificateFacts

OLD_DIGESTS = frozenset({"md5", "sha1"})
"""Digests that a signature may not rest on: who chooses part of what is signed can make two things with one signature."""

_LEAST_BITS = {"rsa": 2048, "ec": 224}  # 112 bits of strength each, NIST SP 800-57 part 1 table 2


def weak_key(facts: CertificateFacts) -> str:
    """Kind and size of a certificate's key, such as `RSA 1024`, when it is too weak; else empty."""
    if facts.key_type != "dsa" and (facts.key_bits or 0) >= _LEAST_BITS.get(facts.key_type, 0):
        return ""
    return f"{facts.key_type.upper()} {facts.key_bits}"
