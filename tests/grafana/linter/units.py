"""Ids of the units that Grafana knows and that a watcher of networks, services and certificates can mean."""

UNITS = frozenset(
    unit
    for line in (
        "none string short sishort percent percentunit locale sci dB dBm",
        "ns µs ms s m h d dtdurationms dtdurations dthms dtdhms clockms clocks hertz",
        "dateTimeAsIso dateTimeAsIsoNoDateIfToday dateTimeAsLocal dateTimeAsLocalNoDateIfToday",
        "dateTimeAsSystem dateTimeFromNow",
        "bits bytes decbits decbytes kbytes deckbytes mbytes decmbytes gbytes decgbytes",
        "pps bps binbps Bps binBps Kbits Mbits Gbits KBs MBs GBs Kibits Mibits KiBs MiBs",
        "cps ops reqps rps wps rps iops mps cpm opm rpm wpm mpm",
        "bool bool_yes_no bool_on_off",
        "volt watt celsius currencyVND",
    )
    for unit in line.split()
)
