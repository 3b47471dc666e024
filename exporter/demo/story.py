"""The story of the demo: which faults come when, drawn from a seed, and the sentence for each of them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from random import Random
from typing import Protocol

from exporter.demo.faults import HUB, Effects, Fault, What, effects
from probes.language import Text

LOOP_SECONDS = 1800.0
_MOVED_BY_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Cast:
    """Who may be struck, by the names of Fault.whom, and what people call them.

    sole_lines: the only line of their centre. backed_lines: primary lines beside a backup. satellite_lines: of reception points.
    portal: the service that fails for everybody. tls_services: those whose certificate may run out. name_services: name servers.
    signers: those whose certificate may be revoked. authority: who issued them, and answers about them.
    agents: the sites that have one, `<commune>/<site>`; their lines are none of `sole_lines`.
    """

    sole_lines: Sequence[str]
    backed_lines: Sequence[str]
    satellite_lines: Sequence[str]
    isps: Sequence[str]
    portal: str
    tls_services: Sequence[str]
    name_services: Sequence[str]
    signers: Sequence[str]
    authority: str
    agents: Sequence[str]
    called: Mapping[str, Text]


class Script(Protocol):
    """What tells a gate how the world is."""

    def effects(self, monotonic: float) -> Effects:
        """What is broken at this moment."""
        ...


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
    # with a chance of their own, so that the acts above stay where they are
    return tuple(sorted((*_faults(acts, chance), *_of_signing(cast, seed), *_of_agents(cast, seed))))


def _of_signing(cast: Cast, seed: int) -> Iterator[Fault]:
    """What happens to signers and their authority. A stamp is asked for once a minute however fast the story is: so
    its acts are long."""
    chance = Random(f"{seed} signing")  # noqa: S311  # a story, not a secret
    on_hold, revoked = chance.sample(list(cast.signers), 2)
    acts = (
        (90, 720, What.STAMPS_SLOW, cast.authority),
        (120, 330, What.OCSP_TRY_LATER, cast.authority),
        (210, 510, What.SIGNER_ON_HOLD, on_hold),
        (420, 630, What.OCSP_STALE, cast.authority),
        (
            630,
            1720,
            What.SIGNER_REVOKED,
            revoked,
        ),  # which is for good: as long as this loop is told
        (690, 900, What.OCSP_FORGETFUL, cast.authority),
        (720, 1290, What.STAMPS_FAILING, cast.authority),
        (930, 1140, What.CRL_STALE, cast.authority),
        (1330, 1540, What.LOGIN_PAGE, cast.authority),
    )
    return _faults(acts, chance)


def _of_agents(cast: Cast, seed: int) -> Iterator[Fault]:
    """What only an agent can tell from a trouble of everybody's: each of another agent's commune, as far as there are any.

    A dead gateway is known to the hub by silence alone, which takes an agent's longest interval three times, and then minutes.
    """
    if not cast.agents:
        return iter(())
    chance = Random(f"{seed} agents")  # noqa: S311  # a story, not a secret
    unreached, dead, cut = (cast.agents[number % len(cast.agents)] for number in range(3))
    acts = (
        (110, 270, What.PORTAL_UNREACHABLE, unreached),
        (560, 740, What.LINE_CUT, f"{cut}/primary"),
        (800, 1500, What.GATEWAY_DEAD, dead),
    )
    return _faults(acts, chance)


def _faults(acts: Iterable[tuple[int, int, What, str]], chance: Random) -> Iterator[Fault]:
    moved: dict[int, float] = {}

    def shifted(moment: int) -> float:
        # one fault that follows another begins exactly when that one ends
        return moved.setdefault(moment, moment + round(chance.uniform(0, _MOVED_BY_SECONDS)))

    return (Fault(shifted(at), shifted(until), what, whom) for at, until, what, whom in acts)


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
    What.SIGNER_ON_HOLD: Text("{whom}: bị tạm dừng", "{whom}: on hold"),
    What.SIGNER_REVOKED: Text("{whom}: bị thu hồi", "{whom}: revoked"),
    What.CRL_STALE: Text(
        "{whom}: danh sách thu hồi (CRL) đã quá hạn mà chưa có bản mới",
        "{whom}: its revocation list is past its end, and no newer one comes",
    ),
    What.OCSP_TRY_LATER: Text(
        "{whom}: dịch vụ OCSP chỉ trả lời 'tryLater', hãy hỏi lại sau",
        "{whom}: its OCSP responder answers nothing but tryLater",
    ),
    What.OCSP_STALE: Text(
        "{whom}: dịch vụ OCSP trả lời bằng câu trả lời cũ, đã quá hạn",
        "{whom}: its OCSP responder hands out answers past their end",
    ),
    What.OCSP_FORGETFUL: Text(
        "{whom}: dịch vụ OCSP trả lời 'không biết' cả với chứng thư do chính mình cấp",
        "{whom}: its OCSP responder knows none of its own certificates",
    ),
    What.STAMPS_SLOW: Text(
        "{whom}: cấp dấu thời gian chậm, mỗi lần 6 giây", "{whom}: takes 6 s for a timestamp"
    ),
    What.STAMPS_FAILING: Text(
        "{whom}: dịch vụ cấp dấu thời gian báo lỗi 503",
        "{whom}: its timestamp service answers with error 503",
    ),
    What.PORTAL_UNREACHABLE: Text(
        "{whom}: không tới được Cổng, trong khi nơi khác vẫn tới được",
        "{whom}: cannot reach the portal, which everybody else reaches",
    ),
    What.GATEWAY_DEAD: Text(
        "{whom}: cổng ra của mạng nội bộ hỏng, máy đo không gửi được số liệu",
        "{whom}: the gateway of its own network is dead, and its agent cannot deliver",
    ),
    What.LOGIN_PAGE: Text(
        "{whom}: mọi câu hỏi đều bị chặn bởi trang đăng nhập mạng",
        "{whom}: every question is answered with a network's login page",
    ),
}


def sentence(fault: Fault, called: Mapping[str, Text]) -> Text:
    """What happens in `fault`, for people; `called` holds the names of Fault.whom."""
    whom = called.get(fault.whom, Text(fault.whom, fault.whom))
    said = _SENTENCES[fault.what]
    return Text(said.vi.format(whom=whom.vi), said.en.format(whom=whom.en))
