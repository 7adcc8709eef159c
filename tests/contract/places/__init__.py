"""What the warehouse contract needs of each kind: the same small data in it, and ways to look at the engine from outside.

One module a kind, of the kind's name, with `make(resources) -> Place`. A kind whose driver or engine is not installed here is
a lane that is not run, which `resources.lane` says by name.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

from lunara.connect import kind as kind_of
from lunara.connect.drivers import is_installed
from lunara.workspace.embedded import EmbeddedServer
from tests import lanes
from tests.contract.mariadb import MariaDb
from tests.contract.network import Network

# (config, secrets) of a connection form
Form = tuple[Mapping[str, str], Mapping[str, str]]

LONG_NAME = "a" * 60
ODD_NAMES = ('say "hi"', "two words", "größe", "select", "back\\slash", "semi;colon", "per%cent", LONG_NAME)


@dataclass(frozen=True)
class Resources:
    """What a place is made of: a folder of its own, and the session's servers, which are started when asked for."""

    folder: Path
    postgres: Callable[[], EmbeddedServer]
    mariadb: Callable[[], MariaDb]

    def lane(self, kind: str) -> lanes.Lane:
        """The kind's lane, whose engine is there. Skips the test, naming the lane, where it is not installed."""
        return lanes.needed(lanes.lane_of(kind))


@dataclass
class Place:
    """One kind with data in it. Each `*_config` is (config, secrets); None where the kind cannot be wrong in that way.

    `checksum` tells whether anything in it changed; `running` counts statements that the engine is working on;
    `drop_connections` is what a restart of the server does to us; `slow` is a query of minutes; `schema` the default one.
    `looks_for_us` is after how many seconds of work the engine looks whether we are still there.
    `pairs` is a query of thousands of millions of rows, of which the first come soon.
    `polls` says that rows are asked for by requests of their own, which sign in: a line that breaks between two is no loss.
    `by_way_of` makes the form that reaches it through a network, for a kind whose form has no host and port; None where there is
    none. `reached_by_others` is False where only this process can open it (it was told of a stand-in); `first_in_a_child` is code
    that tells another process of it.
    `change_password` gives the reading account another one; `cell_of(n)` is SQL for a text of n characters;
    `in_slices` is a table like `numbers` whose rows the engine takes some hundred at a time, as it does those of long texts.
    `spelled` is how the engine keeps a name that was written plainly. `lacks` names what an imitation of the engine cannot
    show (a test's name without `test_`), with the reason, and where it is shown instead. `remedy` are words of the statement that
    makes an account which can only read. `speaks` is the protocol that a harmful server in its place speaks (endless.py).
    """

    kind: str
    schema: str
    config: Mapping[str, str]
    secrets: Mapping[str, str]
    empty: tuple[Mapping[str, str], Mapping[str, str]]
    checksum: Callable[[], str]
    slow: str
    wrong: Mapping[str, tuple[Mapping[str, str], Mapping[str, str]]] = field(default_factory=dict)
    writing: tuple[Mapping[str, str], Mapping[str, str]] | None = None
    running: Callable[[], int] | None = None
    drop_connections: Callable[[], None] | None = None
    has_keys: bool = True
    has_unique_keys: bool = True
    has_schemas_of_types: bool = True
    odd_names: tuple[str, ...] = ODD_NAMES
    widest: int = 1500
    spelled: Callable[[str], str] = str
    by_way_of: Callable[[Network], Form] | None = None
    reached_by_others: bool = True
    first_in_a_child: str = ""
    looks_for_us: float | None = None
    pairs: str = "select a.n as a, b.n as b from numbers a, numbers b"
    polls: bool = False
    change_password: Callable[[str], None] | None = None
    cell_of: Callable[[int], str] = "repeat('x', {})".format
    in_slices: str = "numbers"
    lacks: Mapping[str, str] = field(default_factory=dict)
    remedy: tuple[str, ...] = ("CREATE", "GRANT SELECT")
    speaks: str = ""
    close: Callable[[], None] = lambda: None

    def through(self, network: Network) -> Form | None:
        """The form that reaches it by way of `network`; None where it has no server, or none whose address we choose."""
        if self.by_way_of is not None:
            return self.by_way_of(network)
        if "port" not in self.config:
            return None
        port = network.way_to(self.config["host"], int(self.config["port"]))
        return {**self.config, "host": "127.0.0.1", "port": str(port)}, self.secrets


def quoted(name: str, mark: str = '"') -> str:
    """`name` as an identifier."""
    return mark + name.replace(mark, mark * 2) + mark


def script(numeric: str, text: str, moment: str, mark: str = '"') -> list[str]:
    """Statements that make the contract's tables and rows in the engine's types; `numbers` is filled by its own means."""
    odd = ", ".join(f"{quoted(name, mark)} integer" for name in ODD_NAMES)
    return [
        f"create table parent (id integer primary key, code {text} unique, name {text} not null)",
        f"create table child (id integer primary key, parent_id integer references parent (id), amount {numeric},"
        f" big bigint, made_at {moment}, note {text})",
        "insert into parent values (1, 'a', 'Ann'), (2, 'b', 'Bob')",
        "insert into child values (1, 1, 12.34, 9007199254740993, '2024-02-29 13:14:15', '<b>é</b>'),"
        " (2, 1, 0.10, -9223372036854775807, '1999-12-31 23:59:59', null), (3, null, null, null, null, '')",
        f"create table nothing_in_it (id integer, amount {numeric}, note {text})",
        f"create table {quoted('odd ' + ODD_NAMES[0], mark)} ({odd})",
        f"insert into {quoted('odd ' + ODD_NAMES[0], mark)} values ({', '.join('7' for _ in ODD_NAMES)})",
        wide(1500),
        "create view both_of_them as select p.name, c.amount from parent p join child c on c.parent_id = p.id",
        "create table numbers (n integer)",
    ]


def wide(columns: int) -> str:
    """A table of very many columns."""
    return f"create table wide ({', '.join(f'c{number} integer' for number in range(columns))})"


def file_sum(path: Path) -> str:
    """Of the file and of whatever lies beside it (journals, write-ahead logs)."""
    digest = hashlib.sha256()
    for part in sorted(path.parent.glob(path.name + "*")):
        digest.update(part.name.encode())
        digest.update(part.read_bytes())
    return digest.hexdigest()


def place_of(name: str, resources: Resources) -> Iterator[Place]:
    """The place of that kind; removed afterwards."""
    if not is_installed(kind_of(name)):
        lanes.not_run(lanes.lane_of(name), "its driver is not installed")
    resources.folder.mkdir(parents=True, exist_ok=True)
    place: Place = import_module(f"tests.contract.places.{name}").make(resources)
    try:
        yield place
    finally:
        place.close()
        shutil.rmtree(resources.folder, ignore_errors=True)
