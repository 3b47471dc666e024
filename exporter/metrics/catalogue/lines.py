"""Lines: their packets, and what the last window adds up to."""

from exporter.metrics.catalogue.family import NO_LOOK, Type, of_target

_NO_WINDOW = f"the window holds no packet; {NO_LOOK}"
LINK_SENT = of_target(
    "thongsuot_link_packets_sent_total",
    "Packets sent to a line.",
    type_=Type.COUNTER,
    absent="the line was never pinged",
)
LINK_RECEIVED = of_target(
    "thongsuot_link_packets_received_total",
    "Packets that a line answered in time.",
    type_=Type.COUNTER,
    absent="the line was never pinged",
)
LINK_LOSS = of_target(
    "thongsuot_link_loss_ratio",
    "Share of packets lost over the last window (5 minutes by default), 0 to 1.",
    absent=_NO_WINDOW,
)
LINK_RTT = of_target(
    "thongsuot_link_rtt_seconds",
    "Round trip over the last window (5 minutes by default).",
    "quantile",
    type_=Type.SUMMARY,
    absent=f"no packet of the window was answered; {NO_LOOK}",
)
LINK_JITTER = of_target(
    "thongsuot_link_jitter_seconds",
    "Variation of the round trip over the last window (5 minutes by default).",
    absent=f"no two packets of one round were answered within the window; {NO_LOOK}",
)
LINK_FLAPPING = of_target(
    "thongsuot_link_flapping", "Whether a line keeps dropping and coming back, whatever its state."
)
