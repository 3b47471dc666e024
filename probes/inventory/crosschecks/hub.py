"""The hub itself: enough witnesses, rounds that fit their rhythm, listeners that do not collide, files that are there."""

from collections.abc import Iterator
from itertools import pairwise

from probes.inventory.crosschecks.files import missing_file
from probes.inventory.draft import Draft, Entry, doubles
from probes.inventory.faults import Fault
from probes.inventory.model import ONCE_PER_CERTIFICATE_SECONDS
from probes.inventory.places import Source
from probes.inventory.settings import REMOTE_WRITE_FILES, Settings
from probes.inventory.wording import said
from probes.language import Text

LEAST_WITNESSES = 3
LEAST_TIMESTAMP_SECONDS = 60.0
_EVERYWHERE = ("0.0.0.0", "[::]")  # noqa: S104  # compared, not bound


def faults(draft: Draft) -> Iterator[Fault]:
    """All that is wrong with settings and witnesses."""
    addresses = ((witness.value.address, witness) for witness in draft.witnesses)
    for later, first in doubles(addresses):
        yield later.refuses(_SAME_ADDRESS.format(place=first.place("address")), "address")
    yield from _too_few_witnesses(draft)
    if "settings" in draft.uncertain:
        return
    if draft.settings is not None:
        yield from _listeners(draft.settings)
        yield from _rhythm(draft.settings)
        yield from _signing(draft.settings)
        yield from _remote_write(draft.settings)
    usual = Settings() if draft.settings is None else draft.settings.value
    yield from _check_timeouts(draft, usual.rhythm.service_interval)


def _too_few_witnesses(draft: Draft) -> Iterator[Fault]:
    watched = draft.services or any(site.links for commune in draft.communes for site in commune.value.sites)
    if not watched or "witnesses" in draft.uncertain or len(draft.names["witnesses"]) >= LEAST_WITNESSES:
        return
    yield said(
        _where_witnesses_belong(draft),
        ("witnesses",),
        _TOO_FEW.format(least=LEAST_WITNESSES, found=len(draft.names["witnesses"])),
    )


def _where_witnesses_belong(draft: Draft) -> Source:
    """The file that has some already, else the one that speaks of the hub as a whole, else the first."""
    for section in ("witnesses", "settings", "provinces"):
        for source in draft.sources:
            if isinstance(source.value, dict) and section in source.value:
                return source
    return draft.sources[0]


def _listeners(settings: Entry[Settings]) -> Iterator[Fault]:
    listen = settings.value.listen
    public_host, _, public_port = listen.public.rpartition(":")
    host, _, port = listen.operations.rpartition(":")
    same_host = host == public_host or host in _EVERYWHERE or public_host in _EVERYWHERE
    if int(port) == int(public_port) != 0 and same_host:
        yield settings.refuses(_SAME_PORT.format(public=listen.public), "listen", "operations")
    for key, name in (
        ("public_web_config", listen.public_web_config),
        ("operations_web_config", listen.operations_web_config),
    ):
        if name is not None and (text := missing_file(name)) is not None:
            yield settings.refuses(text, "listen", key)
    if settings.value.duty.users and listen.operations_web_config is None:
        yield settings.lacks(_NO_USERS, "duty", "users")


def _rhythm(settings: Entry[Settings]) -> Iterator[Fault]:
    rhythm = settings.value.rhythm
    longest = (rhythm.link_packets - 1) * rhythm.link_gap + rhythm.link_timeout
    for key, interval in (
        ("link_interval", rhythm.link_interval),
        ("witness_interval", rhythm.witness_interval),
    ):
        if longest > interval:
            yield settings.lacks(_PINGS_TOO_LONG.format(longest=longest, interval=interval), "rhythm", key)
    if rhythm.service_timeout > rhythm.service_interval:
        yield settings.lacks(
            _TIMEOUT_TOO_LONG.format(interval=rhythm.service_interval), "rhythm", "service_timeout"
        )


def _signing(settings: Entry[Settings]) -> Iterator[Fault]:
    rhythm = settings.value.rhythm
    if rhythm.ocsp_status_interval < ONCE_PER_CERTIFICATE_SECONDS:
        yield settings.refuses(_STATUS_TOO_OFTEN, "rhythm", "ocsp_status_interval")
    if rhythm.timestamp_interval < LEAST_TIMESTAMP_SECONDS:
        yield settings.refuses(_STAMPS_TOO_OFTEN, "rhythm", "timestamp_interval")
    elif rhythm.timestamp_interval <= rhythm.timestamp_timeout:
        text = _STAMPS_TOO_LONG.format(interval=rhythm.timestamp_interval, timeout=rhythm.timestamp_timeout)
        yield settings.lacks(text, "rhythm", "timestamp_timeout")
    for index, (before, after) in enumerate(pairwise(settings.value.signing.lead_days)):
        if after >= before:
            yield settings.refuses(_NOT_FALLING.format(before=before), "signing", "lead_days", index + 1)


def _remote_write(settings: Entry[Settings]) -> Iterator[Fault]:
    all_of_them = settings.value.remote_write
    for later, first in doubles((one.id, index) for index, one in enumerate(all_of_them)):
        place = settings.place("remote_write", first, "id")
        yield settings.refuses(_SAME_DESTINATION.format(place=place), "remote_write", later, "id")
    for index, one in enumerate(all_of_them):
        if (one.username is None) != (one.password_file is None):
            yield settings.lacks(_HALF_A_LOGIN, "remote_write", index)
        if one.username is not None and one.bearer_file is not None:
            yield settings.lacks(_TWO_LOGINS, "remote_write", index, "bearer_file")
        for key in REMOTE_WRITE_FILES:
            name = getattr(one, key)
            if name is not None and (text := missing_file(name)) is not None:
                yield settings.refuses(text, "remote_write", index, key)


def _check_timeouts(draft: Draft, usual_interval: float) -> Iterator[Fault]:
    for service in draft.services:
        for index, check in enumerate(service.value.checks):
            interval = usual_interval if check.interval is None else check.interval
            if check.timeout is not None and check.timeout > interval:
                yield service.refuses(_TIMEOUT_TOO_LONG.format(interval=interval), "checks", index, "timeout")


_SAME_ADDRESS = Text(
    "mỗi điểm làm chứng phải có địa chỉ riêng (địa chỉ này đã dùng ở {place})",
    "every witness needs an address of its own (this one is used at {place})",
)
_TOO_FEW = Text(
    "cần ít nhất {least} điểm làm chứng để biết máy giám sát có còn nhìn thấy mạng không; mới có {found}",
    "at least {least} witnesses are needed to know whether the monitor itself still sees the network; there are {found}",
)
_SAME_PORT = Text(
    "hai cổng dịch vụ của chương trình không được trùng nhau (public cũng dùng {public})",
    "the two listeners may not collide (public uses {public} too)",
)
_PINGS_TOO_LONG = Text(
    "một lượt đo kéo dài tới {longest:g} s (link_packets, link_gap, link_timeout), không vừa chu kỳ {interval:g} s",
    "one look takes up to {longest:g} s (link_packets, link_gap, link_timeout) and does not fit into {interval:g} s",
)
_STATUS_TOO_OFTEN = Text(
    "mỗi chứng thư chỉ được hỏi tổ chức chứng thực nhiều nhất một lần mỗi giờ: phải từ 1h trở lên",
    "an authority may be asked about a certificate once an hour at most: it must be 1h or more",
)
_STAMPS_TOO_OFTEN = Text(
    "phải từ 60s trở lên: dịch vụ dấu thời gian phục vụ cả nước",
    "must be 60s or more: a timestamp authority serves the whole country",
)
_STAMPS_TOO_LONG = Text(
    "thời gian chờ dấu thời gian ({timeout:g} s) phải ngắn hơn chu kỳ timestamp_interval ({interval:g} s)",
    "a stamp is waited for up to {timeout:g} s, which must be less than timestamp_interval, {interval:g} s",
)
_NOT_FALLING = Text(
    "số ngày báo trước phải giảm dần (số đứng trước là {before})",
    "the lead times must fall from one to the next (the one before is {before})",
)
_SAME_DESTINATION = Text(
    "mỗi nơi nhận cần một id riêng (id này đã dùng ở {place})",
    "every destination needs an id of its own (this one is used at {place})",
)
_HALF_A_LOGIN = Text(
    "username và password_file phải đi cùng nhau: hãy ghi cả hai, hoặc bỏ cả hai",
    "username and password_file go together: write both, or neither",
)
_TWO_LOGINS = Text(
    "chỉ dùng một cách đăng nhập: username với password_file, hoặc bearer_file",
    "there is one way to sign in: username with password_file, or bearer_file",
)
_TIMEOUT_TOO_LONG = Text(
    "thời gian chờ không được dài hơn chu kỳ {interval:g} s",
    "a timeout may not be longer than its interval, {interval:g} s",
)
_NO_USERS = Text(
    "phải kèm listen.operations_web_config: mật khẩu của những người này nằm ở tệp đó",
    "takes listen.operations_web_config: the passwords of these users stand in that file",
)
