"""What alerts call things: templates that Prometheus fills in when an alert is told.

A name is looked up beside the alert and never joined into its expression: without the series of names (the hub is gone, the
commune is new) a join would lose the alert itself, here only its code is told instead.
"""

from probes.language import Text

_DASHBOARDS = {
    "monitor": "/d/thongsuot-monitoring",
    "province": "/d/thongsuot-province?var-province={{ $labels.province }}",
    "isp": "/d/thongsuot-lines?var-isp={{ $labels.isp }}",
    "upstream": "/d/thongsuot-lines?var-isp={{ $labels.isp }}",
    "service": "/d/thongsuot-services?var-service={{ $labels.service }}",
    "authority": "/d/thongsuot-signing?var-authority={{ $labels.authority }}",
    "commune": "/d/thongsuot-commune?var-province={{ $labels.province }}&var-commune={{ $labels.commune }}",
}


def dashboard(scope: str) -> str:
    """The path of the dashboard that shows an alert of this scope."""
    return _DASHBOARDS[scope]


def commune(hold: str) -> Text:
    """The commune's name, else its code."""
    return _looked_up("commune", "name", hold, Text("Xã mã số", "Commune"))


def province(hold: str) -> Text:
    """The province's name, else its code."""
    return _looked_up("province", "province_name", hold, Text("Tỉnh mã số", "Province"))


def province_if_any(hold: str) -> Text:
    """The province in brackets; nothing for what spans several."""
    name = province(hold)
    return Text(
        f"{{{{ if $labels.province }}}} ({name.vi}){{{{ end }}}}",
        f"{{{{ if $labels.province }}}} ({name.en}){{{{ end }}}}",
    )


def affected(cause: str, labels: tuple[str, ...]) -> str:
    """How many communes the incident of this alert hits, `?` when nobody can say now."""
    matchers = "".join(f", {label}=%q" for label in labels)
    values = "".join(f" $labels.{label}" for label in labels)
    query = f'printf "thongsuot_incident_affected_communes{{cause=%q{matchers}}}" "{cause}"{values}'
    return f"{{{{ with query ({query}) }}}}{{{{ . | first | value }}}}{{{{ else }}}}?{{{{ end }}}}"


def _looked_up(label: str, name: str, hold: str, otherwise: Text) -> Text:
    query = f'printf "last_over_time(thongsuot_commune_info{{{label}=%q}}[{hold}])" $labels.{label}'
    found = f'{{{{ with query ({query}) }}}}{{{{ . | first | label "{name}" }}}}'
    return Text(
        f"{found}{{{{ else }}}}{otherwise.vi} {{{{ $labels.{label} }}}}{{{{ end }}}}",
        f"{found}{{{{ else }}}}{otherwise.en} {{{{ $labels.{label} }}}}{{{{ end }}}}",
    )
