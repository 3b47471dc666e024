"""The program itself."""

from exporter.metrics.catalogue.family import Family, Type

BUILD_INFO = Family(
    "thongsuot_build_info",
    Type.GAUGE,
    "Version of the program and of Python; always 1.",
    ("version", "python"),
)
RELOAD_SUCCESSFUL = Family(
    "thongsuot_config_last_reload_successful",
    Type.GAUGE,
    "Whether the inventory was taken when it was last read.",
)
RELOAD_TIMESTAMP = Family(
    "thongsuot_config_last_reload_success_timestamp_seconds",
    Type.GAUGE,
    "When the inventory in force was taken, unix seconds.",
)
ROUNDS = Family("thongsuot_probe_rounds_total", Type.COUNTER, "Rounds finished.", ("kind",))
ROUND_DURATION = Family(
    "thongsuot_probe_round_duration_seconds",
    Type.GAUGE,
    "How long the last round took, from its first look to its last answer.",
    ("kind",),
    absent="no round of this kind is finished yet",
)
ROUND_LATE = Family(
    "thongsuot_probe_round_late_seconds",
    Type.GAUGE,
    "How late the last round began.",
    ("kind",),
    absent="no round of this kind is finished yet",
)
ERRORS = Family(
    "thongsuot_probe_errors_total", Type.COUNTER, "Looks that failed, by reason.", ("kind", "reason")
)
WITNESS_UP = Family(
    "thongsuot_witness_up",
    Type.GAUGE,
    "Whether a witness answers: an address whose only use is to prove that the hub itself can see.",
    ("witness",),
    absent="the witness was not pinged yet",
)
QUEUE_LENGTH = Family("thongsuot_engine_queue_length", Type.GAUGE, "Messages that wait for the engine.")
