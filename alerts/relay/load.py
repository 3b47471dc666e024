"""From relay.yml to its settings and the inventory behind them: all of it sound, or every fault at once."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Formatter
from typing import Literal

from pydantic import ValidationError

from alerts.relay.secret import SecretPlace, SecretUnreadable
from alerts.relay.settings import RelaySettings, SmsChannel, ZnsChannel
from alerts.relay.template import FIELDS
from probes.inventory.draft import doubles
from probes.inventory.faults import Fault, InventoryError
from probes.inventory.load import load
from probes.inventory.model import Inventory
from probes.inventory.places import PlacePath, Source
from probes.inventory.wording import allowed, faults_of, nearest, said
from probes.inventory.yaml_source import YamlSource, read_yaml
from probes.language import Text

_SMS_FIELDS = (*FIELDS, "phone", "secret")


@dataclass(frozen=True, slots=True)
class RelayConfig:
    """The settings of a relay, and the inventory they name."""

    settings: RelaySettings
    inventory: Inventory


def load_relay(path: Path) -> RelayConfig:
    """What relay.yml says, checked whole, with its inventory and every secret it names. Raises InventoryError."""
    config, faults, unset = _checked(path)
    if faults or unset:
        raise InventoryError(sorted([*faults, *unset]))
    return config


def check_relay(path: Path) -> tuple[RelayConfig, Sequence[Fault]]:
    """The same for who is not the relay, and the secrets that stand in no variable here: systemd gives those to the relay.

    Raises InventoryError for every other fault.
    """
    config, faults, unset = _checked(path)
    if faults:
        raise InventoryError(sorted(faults))
    return config, sorted(unset)


def relay_settings(path: Path) -> RelaySettings:
    """What relay.yml says by itself: neither the inventory nor a secret is read. Raises InventoryError."""
    return _settings_of(read_yaml(path))


def _settings_of(source: YamlSource) -> RelaySettings:
    if source.faults:
        raise InventoryError(source.faults)
    try:
        return RelaySettings.model_validate(source.value, context={"folder": source.folder})
    except ValidationError as error:
        raise InventoryError(sorted(faults_of(error, source, RelaySettings))) from error


def _checked(path: Path) -> tuple[RelayConfig, list[Fault], list[Fault]]:
    """The configuration, its faults, and those of secrets in variables that are not set."""
    source = read_yaml(path)
    settings = _settings_of(source)
    inventory = load(Path(settings.inventory))
    faults = [
        *_doubles(source, settings),
        *_unknown(source, settings, inventory),
        *_unknown_fields(source, settings),
        *_secrets(source, settings, "file"),
    ]
    return RelayConfig(settings, inventory), faults, list(_secrets(source, settings, "env"))


def _doubles(source: Source, settings: RelaySettings) -> Iterator[Fault]:
    names: tuple[tuple[str, str, list[str]], ...] = (
        ("channels", "id", [channel.id for channel in settings.channels]),
        ("teams", "team", [route.team for route in settings.teams]),
    )
    for section, key, values in names:
        places: list[tuple[str, PlacePath]] = [
            (name, (section, number, key)) for number, name in enumerate(values)
        ]
        for later, first in doubles(places):
            line = source.written(first).line
            yield said(source, later, _TWICE.format(line=line))


def _unknown(source: Source, settings: RelaySettings, inventory: Inventory) -> Iterator[Fault]:
    teams = [team.id for team in inventory.teams]
    channels = [channel.id for channel in settings.channels]
    for number, route in enumerate(settings.teams):
        if route.team not in teams:
            yield allowed(source, ("teams", number, "team"), _meant(_NO_TEAM, route.team, teams))
        for place, channel in enumerate(route.channels):
            if channel not in channels:
                where = ("teams", number, "channels", place)
                yield allowed(source, where, _meant(_NO_CHANNEL, channel, channels))


def _meant(text: Text, wrong: str, right: Iterable[str]) -> Text:
    meant = nearest(wrong, right)
    if meant is None:
        return text
    return Text(f"{text.vi} (có phải là {meant}?)", f"{text.en} (did you mean {meant}?)")


def _unknown_fields(source: Source, settings: RelaySettings) -> Iterator[Fault]:
    for number, channel in enumerate(settings.channels):
        known: tuple[str, ...] = FIELDS
        if isinstance(channel, ZnsChannel):
            templates = {"params": channel.params}
        elif isinstance(channel, SmsChannel):
            templates, known = {"fields": channel.fields, "headers": channel.headers}, _SMS_FIELDS
        else:
            continue
        for section, texts in templates.items():
            for name, text in texts.items():
                if not _fits(text, known):
                    choices = ", ".join(f"{{{field}}}" for field in known)
                    where = ("channels", number, section, name)
                    yield allowed(source, where, _NO_FIELD.format(choices=choices))


def _fits(text: str, known: Iterable[str]) -> bool:
    try:
        parts = list(Formatter().parse(text))
    except ValueError:  # a brace left open
        return False
    return all(name is None or (name in known and not form and not how) for _, name, form, how in parts)


def _secrets(source: Source, settings: RelaySettings, kind: Literal["file", "env"]) -> Iterator[Fault]:
    """Every secret of this kind of place that is not there now: better told at the start than when the first message has to go."""
    places: list[tuple[PlacePath, object]] = [(("ack_token",), settings.ack_token)]
    places += [(("teams", number, "token"), route.token) for number, route in enumerate(settings.teams)]
    if settings.hub_operations is not None:
        places.append((("hub_operations", "password"), settings.hub_operations.password))
    places += [
        (("channels", number, name), value)
        for number, channel in enumerate(settings.channels)
        for name, value in channel
    ]
    for path, secret in places:
        if isinstance(secret, SecretPlace) and secret.kind == kind:
            try:
                secret.read()
            except SecretUnreadable as error:
                yield said(source, path, error.text)


_TWICE = Text("đã được khai báo ở dòng {line}", "stands already in line {line}")
_NO_TEAM = Text(
    "phải là một tổ trong mục teams của bản khai báo", "must be a team that the inventory defines"
)
_NO_CHANNEL = Text("phải là một kênh trong mục channels", "must be a channel of the section channels")
_NO_FIELD = Text(
    "chỉ dùng được các chỗ điền {choices}, dấu ngoặc nhọn khác viết đôi",
    "may hold only the fields {choices}; other braces are doubled",
)
