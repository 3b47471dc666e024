"""A source that watches every commune of the country, of which some are cut off."""

from probes.inventory.model import Province
from probes.inventory.official import official_communes
from probes.states.state import Status
from tests.fakes.source import FakeSource, line_state, province


def country(one_in: int) -> FakeSource:
    """Every commune in its province; one in so many is cut off, in whatever province."""
    official = official_communes()
    source = province([(code, one.name) for code, one in official.items()], [("portal", "Cổng")])
    names = {one.province_code: one.province_name for one in official.values()}
    source.known_inventory = source.known_inventory.model_copy(
        update={
            "provinces": tuple(Province(code=code, name=name) for code, name in names.items()),
            "communes": tuple(
                one.model_copy(update={"province": official[one.code].province_code})
                for one in source.known_inventory.communes
            ),
        }
    )
    cut = [code for number, code in enumerate(official) if number % one_in == 0]
    source.see(
        *(line_state(f"{code}/centre/{line}", Status.DOWN) for code in cut for line in ("main", "spare"))
    )
    return source
