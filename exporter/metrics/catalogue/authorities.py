"""Certification authorities: their services, our own trust in them, and the tokens that hold what they issued.

A state is one series of value 1: the state that holds. Of single signers only the certificate is told, not each answer.
"""

from exporter.metrics.catalogue.family import NO_LOOK, of_target

_NOT_SEEN = f"the look failed through the monitor's own fault; {NO_LOOK}"
_NO_LIST = f"no list was fetched or kept; {NO_LOOK}"
_NO_ANSWER = f"no verified answer; {NO_LOOK}"
_NO_STAMP = f"there was no stamp; {NO_LOOK}"

# -- revocation lists -------------------------------------------------------------------------------------------

CRL_STATE = of_target(
    "sign_crl_state", "State of the authority's revocation list; always 1.", "state", absent=_NOT_SEEN
)
CRL_THIS_UPDATE = of_target(
    "sign_crl_this_update_timestamp_seconds",
    "When the authority's revocation list was issued, unix seconds.",
    absent=_NO_LIST,
)
CRL_NEXT_UPDATE = of_target(
    "sign_crl_next_update_timestamp_seconds",
    "When the authority's revocation list is over, unix seconds.",
    absent=f"the list does not say; {_NO_LIST}",
)
CRL_NUMBER = of_target(
    "sign_crl_number",
    "Number of the authority's revocation list, which must never fall.",
    absent=f"the list has none; {_NO_LIST}",
)
CRL_BYTES = of_target("sign_crl_bytes", "Size of the authority's revocation list.", absent=_NO_LIST)
CRL_ENTRIES = of_target(
    "sign_crl_entries", "Certificates that the authority's revocation list names.", absent=_NO_LIST
)

# -- OCSP -------------------------------------------------------------------------------------------------------

OCSP_STATE = of_target(
    "sign_ocsp_state", "State of the authority's OCSP responder; always 1.", "state", absent=_NOT_SEEN
)
OCSP_THIS_UPDATE = of_target(
    "sign_ocsp_this_update_timestamp_seconds",
    "From when the responder's answer is, unix seconds.",
    absent=_NO_ANSWER,
)
OCSP_NEXT_UPDATE = of_target(
    "sign_ocsp_next_update_timestamp_seconds",
    "Until when the responder's answer holds, unix seconds.",
    absent=f"the answer does not say; {_NO_ANSWER}",
)
OCSP_SIGNER_NOT_AFTER = of_target(
    "sign_ocsp_signer_not_after_timestamp_seconds",
    "When the certificate that signs the responder's answers ends, unix seconds.",
    absent=_NO_ANSWER,
)
OCSP_CANARY_OK = of_target(
    "sign_ocsp_canary_ok",
    "Whether the responder says of a certificate known to be good, and of one known to be revoked, what it must.",
    "expect",
    absent=f"the inventory names no such certificate, or the responder did not answer; {NO_LOOK}",
)

# -- timestamps -------------------------------------------------------------------------------------------------

TSA_STATE = of_target(
    "sign_tsa_state", "State of the timestamp authority; always 1.", "state", absent=_NOT_SEEN
)
TSA_REQUEST = of_target(
    "sign_tsa_request_seconds",
    "How long the timestamp authority took for a stamp, up to its verification.",
    absent=_NO_STAMP,
)
TSA_CLOCK_OFFSET = of_target(
    "sign_tsa_clock_offset_seconds",
    "How far the timestamp authority's clock is ahead of ours, beyond what the length of the exchange explains.",
    absent=_NO_STAMP,
)
TSA_SIGNER_NOT_AFTER = of_target(
    "sign_tsa_signer_not_after_timestamp_seconds",
    "When the certificate that signs the stamps ends, unix seconds.",
    absent=_NO_STAMP,
)

# -- our own trust ----------------------------------------------------------------------------------------------

TRUST_ANCHORS_LOADED = of_target(
    "sign_trust_anchors_loaded",
    "Pinned anchors of the authority that were read and are in date.",
    absent=f"their files could not be read; {NO_LOOK}",
)
TRUST_ANCHOR_NOT_AFTER = of_target(
    "sign_trust_anchor_not_after_timestamp_seconds",
    "When the first of the pinned anchors ends, unix seconds.",
    absent=f"their files could not be read; {NO_LOOK}",
)
TRUST_CHAIN_NOT_AFTER = of_target(
    "sign_trust_chain_not_after_timestamp_seconds",
    "When the first of the authority's intermediate certificates ends, unix seconds.",
    absent=f"the inventory names none, or their files could not be read; {NO_LOOK}",
)
TRUST_CANARY_OK = of_target(
    "sign_trust_canary_ok",
    "Whether a certificate known to be good still verifies under the pinned anchors.",
    absent=f"the inventory names no such certificate, or it could not be read; {NO_LOOK}",
)

# -- tokens -----------------------------------------------------------------------------------------------------

TOKEN_STATE = of_target(
    "sign_token_state",
    "State of the USB token, the worst if there are several; always 1.",
    "state",
    absent=_NOT_SEEN,
)
TOKEN_OBSERVED = of_target(
    "sign_token_observed_timestamp_seconds",
    "When the USB token was last looked at and its state seen, unix seconds.",
    absent=_NOT_SEEN,
)
