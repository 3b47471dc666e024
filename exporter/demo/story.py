"""The story of the demo: which faults come when, drawn from a seed, and the sentence for each of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from random import Random

from exporter.demo.faults import HUB, Effects, Fault, What, effects
from probes.language import Text

LOOP_SECONDS = 1800.0


@dataclass(frozen=True, slots=True)
class Cast:
    """Who may be struck, by the names of Fault.whom, and what people call them.

    sole_lines: the only line of their centre. backed_lines: primary lines beside a backup. satellite_lines: of reception points.
    portal: the service that fails for everybody. tls_services: those whose certificate may run out. name_services: name servers.
    """

    sole_lines: Sequence[str]
    backed_lines: Sequence[str]
    satellite_lines: Sequence[str]
    isps: Sequence[str]
    portal: str
    tls_services: Sequence[str]
    name_services: Sequence[str]
    called: Mapping[str, Text]


@dataclass(frozen=True, slots=True)
class Story:
    """The faults of one loop, played from `began` (monotonic seconds) on, `speed` times as fast, over and over."""

    faults: tuple[Fault, ...]
    began: float
    speed: float

    def at(self, monotonic: float) -> float:
        """Seconds into the present loop. Before the beginning it is the beginning."""
        return max(0.0, monotonic - self.began) * self.speed % LOOP_SECONDS

    def effects(self, monotonic: float) -> Effects:
        """What is broken at this moment."""
        return effects(self.faults, self.at(monotonic))


def write_story(cast: Cast, seed: int) -> tuple[Fault, ...]:
    """The faults of one loop in the order they begin: the same for the same cast and seed.

    The acts are fixed: far enough apart to be told from one another, and long enough to be noticed, which takes a slow
    or lossy line ten minutes. The seed chooses whom they strike, and moves each by up to 20 s.
    """
    chance = Random(seed)  # noqa: S311  # a story, not a secret
    cut, slow, flapping, lossy = chance.sample(list(cast.sole_lines), 4)
    tls = chance.choice(cast.tls_services)
    acts = (
        (60, 270, What.LINE_CUT, cut),
        (90, 1020, What.LINE_SLOW, slow),
        (150, 870, What.LINE_FLAPPING, flapping),
        (240, 1300, What.LINE_LOSSY, lossy),
        (300, 420, What.SERVICE_REFUSED, cast.portal),
        (420, 540, What.SERVICE_ERRORS, cast.portal),
        (600, 750, What.TLS_EXPIRING, tls),
        (750, 840, What.TLS_EXPIRED, tls),
        (900, 1020, What.DNS_BROKEN, chance.choice(cast.name_services)),
        (1080, 1260, What.LINE_CUT, chance.choice(cast.backed_lines)),
        (1140, 1290, What.LINE_CUT, chance.choice(cast.satellite_lines)),
        (1320, 1470, What.ISP_OUTAGE, chance.choice(cast.isps)),
        (1560, 1650, What.HUB_BLIND, HUB),
    )
    moved: dict[int, float] = {}

    def shifted(moment: int) -> float:
        # one fault that follows another begins exactly when that one ends
        return moved.setdefault(moment, moment + round(chance.uniform(0, 20)))

    return tuple(sorted(Fault(shifted(at), shifted(until), what, whom) for at, until, what, whom in acts))


@dataclass(frozen=True, slots=True)
class Turn:
    """A fault begins or ends. `after_seconds`: story time since the very beginning, over all loops."""

    after_seconds: float
    fault: Fault
    begins: bool


def turns(faults: Sequence[Fault]) -> Iterator[Turn]:
    """What happens, in order, loop after loop without end."""
    one_loop = sorted(
        [(fault.until_seconds, False, fault) for fault in faults]
        + [(fault.at_seconds, True, fault) for fault in faults]
    )
    for loop in count() if faults else ():
        for at, begins, fault in one_loop:
            yield Turn(loop * LOOP_SECONDS + at, fault, begins)


_SENTENCES: dict[What, Text] = {
    What.LINE_CUT: Text("{whom}: bị đứt", "{whom}: cut"),
    What.LINE_FLAPPING: Text(
        "{whom}: chập chờn, khoảng 2 phút lại mất 8 giây", "{whom}: flapping, out for 8 s about every 2 min"
    ),
    What.LINE_SLOW: Text("{whom}: chậm thêm 180 ms", "{whom}: 180 ms slower"),
    What.LINE_LOSSY: Text("{whom}: mất 10 % gói tin", "{whom}: loses 10 % of its packets"),
    What.ISP_OUTAGE: Text("{whom}: mọi đường truyền đều mất kết nối", "{whom}: every line is out"),
    What.SERVICE_REFUSED: Text(
        "{whom}: không nhận kết nối, với mọi xã", "{whom}: refuses connections, for every commune"
    ),
    What.SERVICE_ERRORS: Text("{whom}: có phản hồi nhưng báo lỗi 503", "{whom}: answers, but with error 503"),
    What.TLS_EXPIRING: Text(
        "{whom}: chứng chỉ TLS chỉ còn 5 ngày", "{whom}: its TLS certificate has 5 days left"
    ),
    What.TLS_EXPIRED: Text("{whom}: chứng chỉ TLS đã hết hạn", "{whom}: its TLS certificate has expired"),
    What.DNS_BROKEN: Text("{whom}: không phân giải được tên", "{whom}: cannot resolve names"),
    What.HUB_BLIND: Text(
        "Máy giám sát mất mạng: không còn thấy gì, kể cả các điểm làm chứng",
        "The monitor loses its own network: it sees nothing any more, not even the witnesses",
    ),
}


def sentence(fault: Fault, called: Mapping[str, Text]) -> Text:
    """What happens in `fault`, for people; `called` holds the names of Fault.whom."""
    whom = called.get(fault.whom, Text(fault.whom, fault.whom))
    said = _SENTENCES[fault.what]
    return Text(said.vi.format(whom=whom.vi), said.en.format(whom=whom.en))
