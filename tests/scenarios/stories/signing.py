"""Who can sign, and the authority behind the signatures. It takes a leader and the seal to issue a document."""

from alerts.cause import Cause
from probes.signing.state import SigningState
from tests.scenarios.acts import Certify, Darken, cut, mend
from tests.scenarios.provinces import AUTHORITY, DISTRICT, line, portal, signer
from tests.scenarios.story import Story, Twin, at, came_and_went, opened, when

REVOKED, VALID, EXPIRING = SigningState.REVOKED, SigningState.VALID, SigningState.EXPIRING
HEAD, DEPUTY, SEAL = (signer(0, post) for post in ("chu-tich", "pho-chu-tich", "con-dau"))

STORIES = (
    Story(
        name="the seal is revoked, and renewed",
        place=DISTRICT,
        steps=(at(60, Certify(SEAL, REVOKED)), at(900, Certify(SEAL, VALID))),
        seen=(
            when(700, "signing_blocked 19000", shown={0: Cause.SIGNING_BLOCKED}, others=Cause.NORMAL),
            when(1600, others=Cause.NORMAL),
        ),
        told=came_and_went("signing_blocked 19000"),
        twin=Twin(
            name="it is a leader's signature, and another one can sign",
            instead=(at(60, Certify(HEAD, REVOKED)),),
            seen=(when(700, others=Cause.NORMAL), when(1600, others=Cause.NORMAL)),
        ),
    ),
    Story(
        name="one leader after the other can sign no more",
        place=DISTRICT,
        steps=(at(60, Certify(HEAD, REVOKED)), at(900, Certify(DEPUTY, SigningState.EXPIRED))),
        seen=(
            when(890, others=Cause.NORMAL),
            when(1600, "signing_blocked 19000", shown={0: Cause.SIGNING_BLOCKED}, others=Cause.NORMAL),
        ),
        told=opened("signing_blocked 19000"),
        twin=Twin(
            name="nothing is known of the second",
            step=1,
            instead=(at(900, Certify(DEPUTY, SigningState.NOT_OBSERVED)),),
            seen=(when(890, others=Cause.NORMAL), when(1600, others=Cause.NORMAL)),
        ),
    ),
    Story(
        name="nothing more is known of a seal that was revoked",
        place=DISTRICT,
        steps=(at(60, Certify(SEAL, REVOKED)), at(500, Certify(SEAL, SigningState.NOT_OBSERVED))),
        seen=(
            when(490, "signing_blocked 19000", shown={0: Cause.SIGNING_BLOCKED}),
            when(1500, "signing_blocked 19000", shown={0: Cause.UNKNOWN}, others=Cause.NORMAL),
        ),
        told=opened("signing_blocked 19000"),
        twin=Twin(
            name="it turns out to be good",
            step=1,
            instead=(at(500, Certify(SEAL, SigningState.WEAK)), at(900, Certify(SEAL, VALID))),
            seen=(when(490, "signing_blocked 19000"), when(1500, others=Cause.NORMAL)),
            told=came_and_went("signing_blocked 19000"),
        ),
    ),
    Story(
        name="the seal ends in six days",
        place=DISTRICT,
        steps=(at(60, Certify(SEAL, EXPIRING, days=6)), at(900, Certify(SEAL, VALID))),
        seen=(
            when(700, "signing_at_risk 19000", shown={0: Cause.SIGNING_AT_RISK}, others=Cause.NORMAL),
            when(1600, others=Cause.NORMAL),
        ),
        told=came_and_went("signing_at_risk 19000"),
        twin=Twin(
            name="in twenty",
            instead=(at(60, Certify(SEAL, EXPIRING, days=20)),),
            seen=(when(700, others=Cause.NORMAL), when(1600, others=Cause.NORMAL)),
        ),
    ),
    Story(
        name="the seal is about to end when the leaders lose their signatures",
        place=DISTRICT,
        steps=(
            at(60, Certify(SEAL, EXPIRING, days=6)),
            at(700, Certify(HEAD, REVOKED)),
            at(700, Certify(DEPUTY, REVOKED)),
        ),
        seen=(
            when(690, "signing_at_risk 19000"),
            when(
                1400,
                "signing_blocked 19000",
                folded=("signing_at_risk 19000",),
                shown={0: Cause.SIGNING_BLOCKED},
            ),
        ),
        told=opened("signing_at_risk 19000", "signing_blocked 19000"),
        twin=Twin(
            name="one of them keeps it",
            step=2,
            seen=(when(1400, "signing_at_risk 19000", shown={0: Cause.SIGNING_AT_RISK}),),
            told=opened("signing_at_risk 19000"),
        ),
    ),
    Story(
        name="the authority does not answer",
        place=DISTRICT,
        steps=(at(60, cut(AUTHORITY)), at(1500, mend(AUTHORITY))),
        seen=(
            when(
                1400,
                "authority_outage ca",
                shown=dict.fromkeys((0, 1, 2), Cause.AUTHORITY_OUTAGE),
                others=Cause.NORMAL,
            ),
            when(3500, others=Cause.NORMAL),
        ),
        told=came_and_went("authority_outage ca"),
        twin=Twin(
            name="for half an hour, while a seal is revoked as well",
            step=1,
            instead=(at(100, Certify(SEAL, REVOKED)),),
            seen=(
                when(
                    1400,
                    "authority_outage ca",
                    "signing_blocked 19000",
                    shown={
                        0: Cause.SIGNING_BLOCKED,
                        1: Cause.AUTHORITY_OUTAGE,
                        2: Cause.AUTHORITY_OUTAGE,
                    },
                    others=Cause.NORMAL,
                ),
            ),
            told=opened("authority_outage ca", "signing_blocked 19000"),
        ),
    ),
    Story(
        name="a commune that cannot sign loses its line",
        place=DISTRICT,
        steps=(at(60, Certify(SEAL, REVOKED)), at(700, cut(line(0)))),
        seen=(
            when(690, "signing_blocked 19000", shown={0: Cause.SIGNING_BLOCKED}),
            when(750, "line_down 19000", "signing_blocked 19000", shown={0: Cause.LINE_DOWN}),
        ),
        told=opened("signing_blocked 19000", "line_down 19000"),
        twin=Twin(
            name="the portal instead",
            step=1,
            instead=(at(700, cut(portal())),),
            seen=(
                when(690, "signing_blocked 19000", others=Cause.NORMAL, shown={0: Cause.SIGNING_BLOCKED}),
                when(790, "service_outage dvc0", "signing_blocked 19000", others=Cause.SERVICE_OUTAGE),
            ),
            told=opened("signing_blocked 19000", "service_outage dvc0"),
        ),
    ),
    Story(
        name="a seal is revoked while the hub is blind, which reads it from its own files",
        place=DISTRICT,
        steps=(at(60, Darken()), at(100, Certify(SEAL, REVOKED))),
        seen=(when(700, "monitor_blind", "signing_blocked 19000", others=Cause.MONITOR_BLIND),),
        told=opened("monitor_blind", "signing_blocked 19000"),
        twin=Twin(
            name="it is renewed meanwhile",
            step=1,
            instead=(at(20, Certify(SEAL, REVOKED)), at(400, Certify(SEAL, VALID))),
            seen=(when(390, "monitor_blind", "signing_blocked 19000"), when(800, "monitor_blind")),
            told=(*came_and_went("signing_blocked 19000"), *opened("monitor_blind")),
        ),
    ),
    Story(
        name="nothing more is known of two leaders who could not sign",
        place=DISTRICT,
        steps=(
            at(10, Certify(HEAD, REVOKED)),
            at(60, Certify(DEPUTY, REVOKED)),
            at(500, Certify(HEAD, SigningState.NOT_OBSERVED)),
        ),
        seen=(
            when(490, "signing_blocked 19000", shown={0: Cause.SIGNING_BLOCKED}),
            when(1500, "signing_blocked 19000", shown={0: Cause.UNKNOWN}, others=Cause.NORMAL),
        ),
        told=opened("signing_blocked 19000"),
        twin=Twin(
            name="one of them has a new certificate",
            step=2,
            instead=(at(500, Certify(HEAD, VALID)),),
            seen=(when(490, "signing_blocked 19000"), when(1500, others=Cause.NORMAL)),
            told=came_and_went("signing_blocked 19000"),
        ),
    ),
    Story(
        name="both leaders' signatures end in forty days",
        place=DISTRICT,
        steps=(at(12, Certify(HEAD, EXPIRING, days=40)), at(10, Certify(DEPUTY, EXPIRING, days=40))),
        seen=(when(700, others=Cause.NORMAL),),
        twin=Twin(
            name="the deputy's has ended, and the head's ends in six",
            instead=(
                at(10, Certify(HEAD, EXPIRING, days=6)),
                at(11, Certify(DEPUTY, SigningState.EXPIRED, days=-1)),
            ),
            seen=(when(700, "signing_at_risk 19000", shown={0: Cause.SIGNING_AT_RISK}),),
            told=opened("signing_at_risk 19000"),
        ),
    ),
)
