"""What the code never does, whoever writes it: text of strangers is no program, no statement and no page (docs/security.md)."""

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = sorted(
    file for package in ("probes", "alerts", "exporter") for file in (ROOT / package).rglob("*.py")
)
TEMPLATES = sorted((ROOT / "exporter" / "web").rglob("*.html"))
SCRIPTS = sorted((ROOT / "exporter" / "web" / "static").glob("*.js"))

UNSAFE_MODULES = {"pickle", "marshal", "shelve", "dill", "xml"}
UNSAFE_CALLS = {
    "eval",
    "exec",
    "compile",
    "__import__",
    "os.system",
    "os.popen",
    "yaml.load",
    "yaml.unsafe_load",
}
WEAK = {"md5", "sha1"}

JITTER = {
    "probes/states/questions.py",
    "probes/states/core.py",
    "probes/rounds/pace.py",
    "alerts/relay/sender.py",
    "exporter/agent/app.py",
    "exporter/delivery/replay/writer.py",
    "exporter/delivery/courier/courier.py",
    "exporter/delivery/courier/pace.py",
    "exporter/demo/story.py",
    "exporter/demo/scripted_pinger.py",
}
"""Where chance only spreads work over time, or plays a part in the demo: what nobody may guess is made with `secrets`."""

OUR_WORDS = {
    ("probes/database.py", "synchronous"): "FULL or NORMAL",
    ("probes/database.py", "statements"): "a migration, whose text is ours",
    ("probes/database.py", "number"): "counts migrations",
    ("alerts/relay/queue/schema.py", "statements"): "a migration, whose text is ours",
    ("alerts/relay/queue/schema.py", "number"): "counts migrations",
    ("alerts/relay/queue/disk.py", "query"): "handed on: see `read` below",
    ("exporter/delivery/outbox/reading.py", "order"): "handed on: see `entries` below",
    ("exporter/delivery/ingest/ingest.py", "self._read"): "no statement: a function that has its own",
}
"""What stands in a statement beside constants, and why that is no stranger's text."""

Tree = tuple[str, ast.Module]


@pytest.fixture(scope="module")
def code() -> list[Tree]:
    return [(str(file.relative_to(ROOT)), ast.parse(file.read_text(encoding="utf-8"))) for file in FILES]


def calls_in(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Every call, by the dotted name it is written with."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def imports_in(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (one.name.partition(".")[0] for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            yield node.module.partition(".")[0]


def test_no_text_becomes_a_program(code: list[Tree]) -> None:
    found = {
        f"{file}:{call.lineno} {name}"
        for file, tree in code
        for name, call in calls_in(tree)
        if name in UNSAFE_CALLS
        or any(word.arg == "shell" and ast.unparse(word.value) != "False" for word in call.keywords)
    }
    assert found == set()


def test_nothing_is_unpacked_into_objects_and_no_xml_is_read_without_care(code: list[Tree]) -> None:
    assert {
        f"{file}: {name}" for file, tree in code for name in imports_in(tree) if name in UNSAFE_MODULES
    } == set()


def test_no_secret_rests_on_chance_that_can_be_guessed(code: list[Tree]) -> None:
    assert {file for file, tree in code if "random" in imports_in(tree)} == JITTER


def test_no_hash_that_is_broken_is_relied_on(code: list[Tree]) -> None:
    found = {
        f"{file}:{call.lineno}"
        for file, tree in code
        for name, call in calls_in(tree)
        if name.rpartition(".")[0] == "hashlib"
        and name.rpartition(".")[2] in WEAK
        and "usedforsecurity=False" not in ast.unparse(call)
    }
    assert found == set()


def test_every_statement_to_a_database_is_ours(code: list[Tree]) -> None:
    found = {
        f"{file}:{call.lineno} {hole}"
        for file, tree in code
        for scope, name, call in scopes_in(tree)
        if takes_a_statement(name) and call.args
        for hole in holes(call.args[0], texts_of(scope))
        if (file, hole) not in OUR_WORDS
    }
    assert found == set()


def takes_a_statement(name: str) -> bool:
    """Whether a call takes a statement, or a part of one that it hands on."""
    of, _, what = name.rpartition(".")
    return (
        what in ("execute", "executemany", "executescript")
        or (what == "entries" and of == "shelf")
        or (what == "read" and of.endswith("_disk"))
    )


def scopes_in(tree: ast.Module) -> Iterator[tuple[ast.AST, str, ast.Call]]:
    """Every call with the innermost function that it stands in, or the file."""
    around: dict[ast.AST, ast.AST] = {}
    for scope in ast.walk(tree):
        if isinstance(scope, (ast.Module, ast.FunctionDef, ast.AsyncFunctionDef)):
            around.update(dict.fromkeys(ast.walk(scope), scope))  # the inner ones come later
    for name, call in calls_in(tree):
        yield around[call], name, call


def texts_of(scope: ast.AST) -> Mapping[str, list[ast.expr]]:
    """What each name of a function is ever set to; what a caller gives it, is nothing that can be told here."""
    told: dict[str, list[ast.expr]] = {}
    for node in ast.walk(scope):
        pairs: list[tuple[ast.expr, ast.expr]] = []
        if isinstance(node, ast.Assign):
            pairs = [(target, value) for target in node.targets for value in either(node.value)]
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            pairs = [(node.target, node.value)]
        elif isinstance(node, (ast.For, ast.comprehension)):
            items = node.iter.elts if isinstance(node.iter, (ast.Tuple, ast.List)) else [node.iter]
            pairs = [(node.target, one) for one in items]
        for target, value in pairs:
            for name, part in apart(target, value):
                told.setdefault(name, []).append(part)
    return told


def either(value: ast.expr) -> list[ast.expr]:
    return [value.body, value.orelse] if isinstance(value, ast.IfExp) else [value]


def apart(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """`a, b = x, y` as a = x and b = y."""
    if isinstance(target, ast.Name):
        yield target.id, value
    elif isinstance(target, ast.Tuple):
        parts = value.elts if isinstance(value, ast.Tuple) else [value] * len(target.elts)
        for inner, part in zip(target.elts, parts, strict=True):
            yield from apart(inner, part)


def holes(said: ast.expr, told: Mapping[str, list[ast.expr]], seen: frozenset[str] = frozenset()) -> set[str]:
    """What of a statement is no text that stands in the code: a constant, a name that only holds such, or several joined."""
    match said:
        case ast.Constant():
            return set()
        case ast.Name(id=name):
            if name.isupper() or name in seen:
                return set()
            values = told.get(name)
            return {name} if not values or any(holes(one, told, seen | {name}) for one in values) else set()
        case ast.JoinedStr(values=values):
            return set().union(*(holes(one, told, seen) for one in values))
        case ast.FormattedValue(value=value):
            return holes(value, told, seen)
        case ast.IfExp(body=body, orelse=orelse):
            return holes(body, told, seen) | holes(orelse, told, seen)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return holes(left, told, seen) | holes(right, told, seen)
        case _:
            return {ast.unparse(said)}


@pytest.mark.parametrize(
    "line",
    [
        'database.execute("SELECT * FROM x WHERE a = " + asked)',
        'database.execute(f"SELECT * FROM {asked}")',
        'database.execute("SELECT {}".format(asked))',
        'database.execute("SELECT %s" % asked)',
        'query = "SELECT 1" if well else asked\ndatabase.execute(query)',
        "for query in asked:\n    database.execute(query)",
        "def ask(query):\n    database.execute(query)",
    ],
)
def test_a_statement_that_holds_a_stranger_s_text_would_be_found(line: str) -> None:
    tree = ast.parse(line)
    ((scope, _, call),) = (one for one in scopes_in(tree) if one[1] == "database.execute")

    assert holes(call.args[0], texts_of(scope))


def test_every_page_escapes_what_stands_in_it() -> None:
    """Escaping is switched off nowhere, and no page holds a script or a style of its own."""
    found = {
        f"{file.name}: {what}"
        for file in TEMPLATES
        for what in re.findall(
            r"(?<!time>\") \|\s*safe\b|autoescape|<script(?! src=)|<style|\son[a-z]+=|\sstyle=|javascript:",
            file.read_text(encoding="utf-8"),
        )
    }
    assert len(TEMPLATES) > 20
    assert found == set()


def test_markup_of_ours_is_written_in_the_code(code: list[Tree]) -> None:
    """`Markup` is what is not escaped any more: only constant text, filled in by its own `format`, which escapes."""
    found = {
        f"{file}:{call.lineno}"
        for file, tree in code
        for scope, name, call in scopes_in(tree)
        if name == "Markup" and call.args and holes(call.args[0], texts_of(scope))
    }
    assert {one.partition(":")[0] for one in found} == {
        "exporter/web/public/poster.py"
    }  # segno's drawing of an address


def test_no_script_of_ours_makes_a_program_of_text_or_keeps_anything() -> None:
    found = {
        f"{file.name}: {what}"
        for file in SCRIPTS
        for what in re.findall(
            r"\beval\b|new Function|document\.write|outerHTML|insertAdjacentHTML|localStorage|sessionStorage|indexedDB|"
            r"document\.cookie|postMessage|set(?:Timeout|Interval)\(\s*[\"'`]",
            file.read_text(encoding="utf-8"),
        )
    }
    assert len(SCRIPTS) >= 4
    assert found == set()


def test_a_script_of_ours_takes_markup_from_our_own_answer_alone() -> None:
    """A region that is renewed is the hub's own page, parsed inert, under the policy of the page that shows it."""
    taken = {
        file.name: re.findall(r"innerHTML = ([^;]+);", file.read_text(encoding="utf-8")) for file in SCRIPTS
    }
    assert {name: what for name, what in taken.items() if what} == {"live.js": ["next.innerHTML"]}
