"""From the plan in force to the names that the agent's page uses."""

from alerts.inside.facts import Line, Place, Team
from exporter.delivery.plan import AgentPlan
from probes.inventory.model import Role


def place_of(site: str, plan: AgentPlan | None) -> Place:
    """The agent's site; its ids alone while there is no plan."""
    commune, _, id_ = site.partition("/")
    if plan is None:
        return Place(commune=commune, site=id_)
    team = plan.team
    return Place(
        commune=commune,
        site=id_,
        commune_name=plan.commune_name,
        site_name=plan.site_name,
        satellite=plan.satellite,
        lines=tuple(
            Line(
                isp=line.isp,
                backup=line.role is Role.BACKUP,
                hotline=line.hotline,
                circuit=line.circuit,
            )
            for line in plan.lines
        ),
        team=None if team is None else Team(name=team.name, phone=team.phone),
        services=plan.services,
        authorities=plan.authorities,
    )
