"""Signing certificates, one by one and by commune: counts and dates, never whose they are."""

from exporter.metrics.catalogue.family import NO_LOOK, Family, Type, of_target

# -- each certificate -------------------------------------------------------------------------------------------

SIGN_NOT_AFTER = of_target(
    "sign_cert_not_after_timestamp_seconds",
    "When the signing certificate ends, unix seconds.",
    absent=f"the certificate could not be read; {NO_LOOK}",
)
SIGN_EFFECTIVE_NOT_AFTER = of_target(
    "sign_cert_effective_not_after_timestamp_seconds",
    "When the signing certificate or one of the authorities above it ends, whichever is first, unix seconds.",
    absent=f"its chain is not known; {NO_LOOK}",
)
SIGN_STATE = of_target(
    "sign_cert_state",
    "The one state of the signing certificate, the worst of all that apply; always 1.",
    "state",
    absent=f"the look failed through the monitor's own fault; {NO_LOOK}",
)
SIGN_REASON = of_target(
    "sign_cert_reason",
    "Each of the states that apply to the signing certificate, sign_cert_state among them; always 1.",
    "state",
    absent=f"it is valid and nothing needs doing; the look failed through the monitor's own fault; {NO_LOOK}",
)
SIGN_LEAD_TIME = of_target(
    "sign_cert_lead_time_seconds",
    "The smallest of the inventory's lead times (lead_days) that has been reached before the certificate's end.",
    absent=f"the first lead time is not reached; {NO_LOOK}",
)
SIGN_REVOCATION_EVIDENCE = of_target(
    "sign_cert_revocation_evidence_timestamp_seconds",
    "From when the revocation list or the OCSP answer is that the certificate was judged by, unix seconds.",
    "source",
    absent=f"there is neither, or the library weighed several lists; {NO_LOOK}",
)
SIGN_OBSERVED = of_target(
    "sign_cert_observed_timestamp_seconds",
    "When the signing certificate was last read and judged, unix seconds.",
    absent=f"the certificate could not be read; {NO_LOOK}",
)

# -- by commune and province ------------------------------------------------------------------------------------

COMMUNE_SIGNERS = Family(
    "sign_commune_signers",
    Type.GAUGE,
    "Signers of a commune in each state. Who has not been looked at, or not lately, is not_observed.",
    ("province", "commune", "state"),
    absent="no signer of the commune is in that state",
)
COMMUNE_USABLE_SIGNERS = Family(
    "sign_commune_usable_signers",
    Type.GAUGE,
    "Signers of a commune that can sign today, by what a signature is needed for: leader, seal, staff or device.",
    ("province", "commune", "group"),
    absent="the group has no signer; none of it is known to be able to, and of some it is not known",
)
SIGN_DISAGREEMENTS = Family(
    "sign_verdict_disagreements",
    Type.GAUGE,
    "Signers of a province of whom our own walk and the path library do not say the same.",
    ("province",),
    absent="no certificate of the province has been judged",
)
SIGN_ROUTES = Family(
    "sign_verdict_routes",
    Type.GAUGE,
    "Certificates judged by our index of revocation lists alone, and those that the path library was asked about as well.",
    ("route",),
    absent="no certificate has been judged",
)
