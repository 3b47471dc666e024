"""Which measure of which kind is which series, and the order in which the families of targets are told."""

from collections.abc import Mapping

from exporter.metrics import catalogue
from exporter.metrics.catalogue import Family

_HTTP = (
    *(
        (f"phase_{phase}_seconds", catalogue.PROBE_HTTP_DURATION, f'phase="{phase}"')
        for phase in ("resolve", "connect", "tls", "processing", "transfer")
    ),
    ("http_status_code", catalogue.PROBE_HTTP_STATUS, ""),
)
MEASURES: Mapping[str, tuple[tuple[str, Family, str], ...]] = {
    "http": (
        *_HTTP,
        ("http_redirects", catalogue.PROBE_HTTP_REDIRECTS, ""),
        ("http_version", catalogue.PROBE_HTTP_VERSION, ""),
        ("http_over_tls", catalogue.PROBE_HTTP_SSL, ""),
        ("http_content_length", catalogue.PROBE_HTTP_CONTENT_LENGTH, ""),
        ("http_body_bytes", catalogue.PROBE_HTTP_BODY, ""),
    ),
    "dns": (
        ("phase_request_seconds", catalogue.PROBE_DNS_DURATION, 'phase="request"'),
        ("dns_answer_rrs", catalogue.PROBE_DNS_ANSWERS, ""),
    ),
    "certificate": (
        ("certificate_not_after_timestamp_seconds", catalogue.SIGN_NOT_AFTER, ""),
        ("certificate_effective_not_after_timestamp_seconds", catalogue.SIGN_EFFECTIVE_NOT_AFTER, ""),
    ),
    "crl": (
        *_HTTP,
        ("crl_this_update_timestamp_seconds", catalogue.CRL_THIS_UPDATE, ""),
        ("crl_next_update_timestamp_seconds", catalogue.CRL_NEXT_UPDATE, ""),
        ("crl_number", catalogue.CRL_NUMBER, ""),
        ("crl_bytes", catalogue.CRL_BYTES, ""),
        ("crl_entries", catalogue.CRL_ENTRIES, ""),
    ),
    "ocsp": (
        *_HTTP,
        ("ocsp_this_update_timestamp_seconds", catalogue.OCSP_THIS_UPDATE, ""),
        ("ocsp_next_update_timestamp_seconds", catalogue.OCSP_NEXT_UPDATE, ""),
        ("ocsp_signer_not_after_timestamp_seconds", catalogue.OCSP_SIGNER_NOT_AFTER, ""),
        ("canary_good_ok", catalogue.OCSP_CANARY_OK, 'expect="good"'),
        ("canary_revoked_ok", catalogue.OCSP_CANARY_OK, 'expect="revoked"'),
    ),
    "timestamp": (
        *_HTTP,
        ("timestamp_clock_offset_seconds", catalogue.TSA_CLOCK_OFFSET, ""),
        ("timestamp_signer_not_after_timestamp_seconds", catalogue.TSA_SIGNER_NOT_AFTER, ""),
    ),
    "trust": (
        ("trust_anchors_loaded", catalogue.TRUST_ANCHORS_LOADED, ""),
        ("trust_anchor_not_after_timestamp_seconds", catalogue.TRUST_ANCHOR_NOT_AFTER, ""),
        ("trust_chain_not_after_timestamp_seconds", catalogue.TRUST_CHAIN_NOT_AFTER, ""),
        ("trust_canary_ok", catalogue.TRUST_CANARY_OK, ""),
    ),
}
ANY_KIND: tuple[tuple[str, Family, str], ...] = (
    ("phase_resolve_seconds", catalogue.PROBE_DNS_LOOKUP, ""),
    ("ip_protocol", catalogue.PROBE_IP_PROTOCOL, ""),
    ("tls_chain_not_after_timestamp_seconds", catalogue.PROBE_SSL_EXPIRY, ""),
)

FAMILIES = (
    catalogue.PROBE_SUCCESS,
    catalogue.PROBE_DURATION,
    catalogue.PROBE_FAILURE_INFO,
    catalogue.PROBE_ICMP_DURATION,
    catalogue.PROBE_HTTP_DURATION,
    catalogue.PROBE_HTTP_STATUS,
    catalogue.PROBE_HTTP_REDIRECTS,
    catalogue.PROBE_HTTP_VERSION,
    catalogue.PROBE_HTTP_SSL,
    catalogue.PROBE_HTTP_CONTENT_LENGTH,
    catalogue.PROBE_HTTP_BODY,
    catalogue.PROBE_DNS_DURATION,
    catalogue.PROBE_DNS_ANSWERS,
    catalogue.PROBE_DNS_LOOKUP,
    catalogue.PROBE_IP_PROTOCOL,
    catalogue.PROBE_SSL_EXPIRY,
    catalogue.PROBE_TLS_VERSION,
    catalogue.LINK_SENT,
    catalogue.LINK_RECEIVED,
    catalogue.LINK_LOSS,
    catalogue.LINK_RTT,
    catalogue.LINK_JITTER,
    catalogue.LINK_FLAPPING,
    catalogue.TARGET_STATE,
)
"""The families of any target, in the order of the exposition."""

SIGNING_FAMILIES = (
    catalogue.SIGN_STATE,
    catalogue.SIGN_REASON,
    catalogue.SIGN_NOT_AFTER,
    catalogue.SIGN_EFFECTIVE_NOT_AFTER,
    catalogue.SIGN_LEAD_TIME,
    catalogue.SIGN_REVOCATION_EVIDENCE,
    catalogue.SIGN_OBSERVED,
    catalogue.CRL_STATE,
    catalogue.CRL_THIS_UPDATE,
    catalogue.CRL_NEXT_UPDATE,
    catalogue.CRL_NUMBER,
    catalogue.CRL_BYTES,
    catalogue.CRL_ENTRIES,
    catalogue.OCSP_STATE,
    catalogue.OCSP_THIS_UPDATE,
    catalogue.OCSP_NEXT_UPDATE,
    catalogue.OCSP_SIGNER_NOT_AFTER,
    catalogue.OCSP_CANARY_OK,
    catalogue.TSA_STATE,
    catalogue.TSA_REQUEST,
    catalogue.TSA_CLOCK_OFFSET,
    catalogue.TSA_SIGNER_NOT_AFTER,
    catalogue.TRUST_ANCHORS_LOADED,
    catalogue.TRUST_ANCHOR_NOT_AFTER,
    catalogue.TRUST_CHAIN_NOT_AFTER,
    catalogue.TRUST_CANARY_OK,
    catalogue.TOKEN_STATE,
    catalogue.TOKEN_OBSERVED,
)
"""Those of signers, authorities and tokens, which come after them."""

ALL_FAMILIES = FAMILIES + SIGNING_FAMILIES
