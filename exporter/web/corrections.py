"""What agents add to incidents of single communes, read from what the hub keeps of them."""

import logging
import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from alerts.incident import Incident
from alerts.inside.correction import CORRECTED, READ_BEFORE_SECONDS, Correction, corrections
from alerts.inside.journal import AGENTS, read_inside
from alerts.times import rfc3339
from exporter.view import Moment
from exporter.web.texts import text_json

log = logging.getLogger(__name__)


def corrections_now(incidents: Sequence[Incident], moment: Moment) -> Mapping[str, Correction]:
    """By code, what these incidents were as seen from inside. Reads the disk; where that fails, nothing is known."""
    struck = {code for one in incidents if one.cause in CORRECTED and (code := one.ids.get("commune"))}
    if not struck:
        return {}
    sites = [
        f"{commune.code}/{site.id}"
        for commune in moment.inventory.communes
        if commune.code in struck
        for site in commune.sites
    ]
    began = min(one.since for one in incidents) - READ_BEFORE_SECONDS
    ended = max(moment.at.wall if one.closed is None else one.closed for one in incidents)
    try:
        inside = read_inside(Path(moment.inventory.settings.data_dir) / AGENTS, began, ended, sites)
    except sqlite3.Error as error:
        log.warning("what agents saw cannot be read: %s", error)
        return {}
    return corrections(incidents, moment.inventory, inside, moment.at.wall)


def correction_json(one: Correction | None) -> dict[str, Any] | None:
    """For those on call: what it was, in a word and in a sentence, from when to when, and when that was learnt."""
    if one is None:
        return None
    return {
        "found": one.found.value,
        "label": text_json(one.found.label),
        "sentence": text_json(one.sentence),
        "since": rfc3339(one.since),
        "until": rfc3339(one.until),
        "learnt": rfc3339(one.learnt),
    }
