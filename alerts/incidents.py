"""The incidents of the running hub: judged once a second on the engine thread, kept on disk, read by everybody."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from alerts.announced import Announced, NoSuchMaintenance, announced, lasting
from alerts.desk import Desk, Event
from alerts.incident import Acknowledgement, Incident
from alerts.judgement import Judge, Judgement, told
from alerts.ledger import Ledger
from alerts.reports import SHOWN_SECONDS, TWICE_SECONDS, Report, Reported
from probes.clock import Instant
from probes.inventory.calendar import Maintenance
from probes.inventory.model import Inventory
from probes.states.state import Snapshot


class NoSuchIncident(KeyError):
    """Nothing open, or closed within a day, has this code."""


class NoSuchReport(KeyError):
    """No report of the last 24 hours has this number."""


class Incidents:
    """Everything but `judgement` is called by one thread."""

    def __init__(self, inventory: Inventory, path: Path | None, now: Instant) -> None:
        """path: where they are kept; None: nowhere."""
        self._inventory = inventory
        self._ledger = None if path is None else Ledger(path)
        self._desk = Desk()
        self._judge = Judge(now.monotonic)
        self._judgement: Judgement | None = None
        self._announced: tuple[Announced, ...] = ()
        self._reports: dict[int, Report] = {}
        self._last_report = 0
        self._changed_reports: list[Report] = []

    @property
    def judgement(self) -> Judgement | None:
        """What was last judged; None before the first time. Safe from any thread."""
        return self._judgement

    def take(self, inventory: Inventory) -> None:
        """From now on this is the inventory."""
        self._inventory = inventory

    def restore(self, now: Instant) -> None:
        """Go on with what the last run left."""
        if self._ledger is not None:
            kept = self._ledger.open(now)
            self._desk.restore(kept.incidents, kept.openings, now)
            self._announced = tuple(kept.announced)
            self._reports = {report.id: report for report in kept.reports}
            self._last_report = kept.last_report

    def judge(self, snapshot: Snapshot, now: Instant) -> None:
        """Open, fold and close; keep what has changed; say what everything means."""
        self._announced = lasting(self._announced, now.wall)
        self._forget_reports(now)
        reports, closed = self.reports(), self._desk.closed_incidents()
        look = self._judge.look(self._inventory, snapshot, now, self._announced, reports, closed)
        self._desk.update(look.found, look.sight)
        self._keep(now)
        if self._ledger is not None:
            self._ledger.watch(now)
        open_now, closed = self._desk.open_incidents(), self._desk.closed_incidents()
        self._judgement = told(look, open_now, closed, reports)

    def close(self, now: Instant) -> None:
        """Write the last of it down."""
        self._keep(now)
        if self._ledger is not None:
            self._ledger.watch(now, last=True)
            self._ledger.close()

    def open_incidents(self) -> Sequence[Incident]:
        """Those that are open now, worst first."""
        return self._desk.open_incidents()

    def reports(self) -> Sequence[Report]:
        """What staff reported within 24 hours, the latest first."""
        return tuple(reversed(self._reports.values()))

    def report(self, said: Reported, now: Instant) -> Report:
        """Staff report what no probe can see. The same again within two minutes is the same report, unless
        somebody has dealt with it meanwhile."""
        for known in self._reports.values():
            again = known.said == said and 0 <= now.wall - known.at < TWICE_SECONDS
            if again and known.settled is None:
                return known
        verdict = None if self._judgement is None else self._judgement.verdicts.get(said.commune)
        self._last_report += 1
        report = Report(self._last_report, said, now.wall, None if verdict is None else verdict.cause)
        return self._put(report, now)

    def settle_report(self, number: int, by: str, now: Instant) -> Report:
        """Somebody on call has dealt with a report; the first who did stays written down. Raises NoSuchReport."""
        report = self._reports.get(number)
        if report is None:
            raise NoSuchReport(number)
        if report.settled is not None:
            return report
        return self._put(replace(report, settled=Acknowledgement(by, now.wall)), now)

    # what people do; `by` is a post such as "Tổ trực 1". Each raises NoSuchIncident.

    def acknowledge(self, code: str, by: str, now: Instant) -> Incident:
        """Somebody takes it on. The first who did stays written down with the incident, everybody in its history."""
        incident = self._find(code)
        if incident.acknowledged is None:
            incident = replace(incident, acknowledged=Acknowledgement(by, now.wall))
        return self._done(incident, Event(code, now.wall, "acknowledged", by), now)

    def told(self, code: str, at: float, now: Instant) -> Incident:
        """The first message about it left for whoever is on call at that moment, unix seconds; what is known stays."""
        incident = self._find(code)
        if incident.told is not None:
            return incident
        return self._done(replace(incident, told=at), Event(code, at, "told"), now)

    def note(self, code: str, by: str, text: str, now: Instant) -> Incident:
        """Somebody writes something down about it."""
        return self._done(self._find(code), Event(code, now.wall, "noted", by, text), now)

    def isp_ticket(self, code: str, by: str, ticket: str, now: Instant) -> Incident:
        """The ISP works on it under this number."""
        incident = replace(self._find(code), isp_ticket=ticket)
        return self._done(incident, Event(code, now.wall, "isp_ticket", by, ticket), now)

    def hand_over(self, code: str, by: str, to: str, now: Instant) -> Incident:
        """Somebody else, a team or a post, goes on with it."""
        incident = replace(self._find(code), handler=to)
        return self._done(incident, Event(code, now.wall, "handed_over", by, to), now)

    def announce(self, said: Maintenance, by: str, now: Instant) -> Announced:
        """Somebody announces planned work; from now on it is heeded as the inventory's is. Raises NotAnnounced."""
        one = announced(said, by, now.wall, self._inventory, {each.id for each in self._announced})
        self._announced = (*self._announced, one)
        self._keep(now, one)
        return one

    def call_off(self, id_: str, by: str, now: Instant) -> Announced:
        """Planned work that was announced is not done, or is done early. Raises NoSuchMaintenance."""
        found = next((each for each in lasting(self._announced, now.wall) if each.id == id_), None)
        if found is None:
            raise NoSuchMaintenance(id_)
        off = replace(found, off=now.wall, off_by=by)
        self._announced = tuple(each for each in self._announced if each.id != id_)
        self._keep(now, off)
        return off

    def _find(self, code: str) -> Incident:
        incident = self._desk.find(code)
        if incident is None:
            raise NoSuchIncident(code)
        return incident

    def _done(self, incident: Incident, event: Event, now: Instant) -> Incident:
        self._desk.change(incident, event)
        self._keep(now)
        return incident

    def _put(self, report: Report, now: Instant) -> Report:
        self._reports[report.id] = report
        self._changed_reports.append(report)
        self._keep(now)
        if self._judgement is not None:  # whoever asks next finds it
            self._judgement = replace(self._judgement, reports=self.reports())
        return report

    def _forget_reports(self, now: Instant) -> None:
        old = [number for number, one in self._reports.items() if now.wall - one.at > SHOWN_SECONDS]
        for number in old:
            del self._reports[number]

    def _keep(self, now: Instant, *announced: Announced) -> None:
        incidents, events = self._desk.take_changes()
        if self._ledger is not None:
            self._ledger.save(incidents, events, now, announced, self._changed_reports)
        self._changed_reports.clear()
