"""Damage that knows DER: one element deep inside is changed, and every length around it is made right again.

Damage that does not know it seldom gets past the first length. Also into what is wrapped in octet and bit strings.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from probes.pki.pieces import elements
from tests.resigned import tlv

_CONSTRUCTED, _OCTETS, _BITS = 0x20, 0x04, 0x03
_TAGS = (
    0x01,
    0x02,
    0x03,
    0x04,
    0x05,
    0x06,
    0x0A,
    0x0C,
    0x13,
    0x17,
    0x18,
    0x1E,
    0x30,
    0x31,
    0x80,
    0x82,
    0x86,
    0xA0,
    0xA1,
    0xA4,
)
_DEEPEST = 24
_MOST_NODES = 4000

Mutate = Callable[[bytes], bytes]


@dataclass(slots=True, eq=False)
class _Node:
    """An element. content: of one without others in it; before: what stands before the others, as in bit strings."""

    tag: int
    content: bytes
    before: bytes = b""
    inside: list["_Node"] | None = None

    def written(self) -> bytes:
        if self.inside is None:
            return tlv(self.tag, self.content)
        return tlv(self.tag, self.before, *(node.written() for node in self.inside))


def damaged(data: bytes, random: Random, mutate: Mutate) -> bytes:
    """`data` with one to three of its elements changed; as `mutate` likes where it is no DER."""
    try:
        trees = _read(data, 0)
    except ValueError:
        return mutate(data)
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        nodes = [node for tree in trees for node in _all(tree)][:_MOST_NODES]
        if not nodes:
            return mutate(data)
        _change(random.choice(nodes), nodes, random, mutate)
    return b"".join(tree.written() for tree in trees)


def _change(node: _Node, nodes: list[_Node], random: Random, mutate: Mutate) -> None:
    other = random.choice(nodes)
    match random.randrange(8):
        case 0:
            node.tag = random.choice(_TAGS)
        case 1 if node.inside:
            del node.inside[random.randrange(len(node.inside))]
        case 2 if node.inside is not None and node not in _all(other):
            node.inside.insert(random.randint(0, len(node.inside)), other)
        case 3 if node.inside:
            node.inside.append(random.choice(node.inside))
        case 4 if node.inside:
            random.shuffle(node.inside)
        case 5 if node not in _all(other):
            node.tag, node.content, node.before = other.tag, other.content, other.before
            node.inside = None if other.inside is None else list(other.inside)
        case _:
            content = node.content if node.inside is None else b"".join(one.written() for one in node.inside)
            node.content, node.before, node.inside = mutate(content), b"", None


def _read(data: bytes, depth: int) -> list[_Node]:
    return [_node(tag, content, depth) for tag, _, content in elements(data)]


def _node(tag: int, content: bytes, depth: int) -> _Node:
    before = content[:1] if tag == _BITS else b""
    if depth < _DEEPEST and (tag & _CONSTRUCTED or tag in (_OCTETS, _BITS)):
        try:
            inside = _read(content[len(before) :], depth + 1)
        except ValueError:
            inside = None
        if inside or (inside is not None and tag & _CONSTRUCTED):
            return _Node(tag, b"", before, inside)
    return _Node(tag, content)


def _all(node: _Node) -> Iterator[_Node]:
    yield node
    for one in node.inside or ():
        yield from _all(one)
