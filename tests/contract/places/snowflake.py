"""fakesnow behind an imitation of Snowflake's sign-in, roles, limits and aborts: see tests/emulators/snowflake.py."""

from __future__ import annotations

import hashlib
import json
import subprocess
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any
from unittest import mock

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from lunara.connect import snowflake as kind_file
from tests.contract.network import Network
from tests.contract.places import ODD_NAMES, Form, Place, Resources, quoted, script

EMULATOR = Path(__file__).parents[2] / "emulators" / "snowflake.py"
ROLES: dict[str, list[list[str]]] = {
    "ADMIN": [["OWNERSHIP", "ACCOUNT", "X"]],
    "READER": [
        ["USAGE", "DATABASE", "SHOP"],
        ["USAGE", "WAREHOUSE", "BI_WH"],
        ["SELECT", "TABLE", "SHOP.PUBLIC.CHILD"],
    ],
    "WRITER": [["USAGE", "ROLE", "LOADER"]],
    "LOADER": [["SELECT", "TABLE", "SHOP.PUBLIC.CHILD"], ["INSERT", "TABLE", "SHOP.PUBLIC.CHILD"]],
}


@cache
def key_pair() -> tuple[str, str]:
    """A private key and its public key, as PEM."""
    key = rsa.generate_private_key(65537, 2048)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return private.decode(), public.decode()


def world() -> dict[str, Any]:
    """The accounts of the imitation."""
    reader = {"password": "sesame", "token": "tok-sesame", "public_key": key_pair()[1], "roles": ["READER"]}
    return {
        "users": {
            "ADMIN": {"password": "admin-of-the-tests", "roles": ["ADMIN"]},
            "LUNARA": reader,
            "WRITER": {"password": "sesame", "roles": ["WRITER"]},
        },
        "roles": ROLES,
        "databases": ["SHOP", "HOLLOW"],
        "warehouses": ["BI_WH"],
    }


@dataclass
class Account:
    """The emulator's process."""

    process: subprocess.Popen[str]
    port: int
    _admin: list[Any] = field(default_factory=list)

    def execute(self, *statements: str) -> list[tuple[Any, ...]]:
        """Run statements as the user who may do everything; the rows of the last."""
        import snowflake.connector

        if not self._admin:
            self._admin.append(
                snowflake.connector.connect(
                    account="test", host="127.0.0.1", port=self.port, protocol="http", user="admin",
                    password="admin-of-the-tests", database="SHOP", schema="PUBLIC", platform_detection_timeout_seconds=0.0,
                )
            )  # fmt: skip
        cursor = self._admin[0].cursor()
        for statement in statements:
            cursor.execute(statement, timeout=30)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found

    def control(self, path: str) -> Any:
        """What the emulator tells of itself."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/{path}", timeout=10) as answer:
            return json.loads(answer.read())

    def close(self) -> None:
        """End it."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def start(python: Path, made_of: Mapping[str, Any]) -> Account:
    """An account with empty databases."""
    process = subprocess.Popen(
        [str(python), "-P", str(EMULATOR), json.dumps(made_of)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    return Account(process, int(process.stdout.readline()))


@contextmanager
def reached(account: Account) -> Iterator[None]:
    """The account `myorg-test` is the imitation, `myorg-refusing` a port where nothing listens, `myorg-by-N` port N."""
    with mock.patch.object(kind_file, "server_of", partial(_server_of, account.port, kind_file.server_of)):
        yield


def reach(port: int) -> None:
    """As `reached`, in a process of its own and for as long as it lives."""
    kind_file.server_of = partial(_server_of, port, kind_file.server_of)


def _server_of(port: int, real: Callable[[str], tuple[str, int, str]], name: str) -> tuple[str, int, str]:
    ours = {"myorg-test": port, "myorg-refusing": 1}
    by = name.removeprefix("myorg-by-")
    if name in ours or by.isdecimal():
        return "127.0.0.1", ours.get(name) or int(by), "http"
    return real(name)


def make(resources: Resources) -> Place:
    """See the module."""
    server = start(resources.lane("snowflake").engine_python, world())
    stay = reached(server)
    stay.__enter__()
    server.execute(
        *script("number(12,2)", "varchar", "timestamp_ntz"),
        "insert into numbers select seq4() from table(generator(rowcount => 60000))",
    )
    config = {
        "account": "myorg-test", "user": "lunara", "sign_in": "password", "warehouse": "bi_wh", "database": "shop",
    }  # fmt: skip
    secrets = {"password": "sesame"}

    def checksum() -> str:
        tables = sorted(
            str(row[0])
            for row in server.execute(
                "select table_name from shop.information_schema.tables where table_type = 'BASE TABLE'"
            )
        )
        rows = [(t, server.execute(f"select count(*), sum(hash(t)) from {quoted(t)} as t")) for t in tables]
        columns = server.execute("select table_name, column_name from shop.information_schema.columns")
        return hashlib.sha256(repr((rows, sorted(map(repr, columns)))).encode()).hexdigest()

    def by_way_of(network: Network) -> Form:
        return {**config, "account": f"myorg-by-{network.way_to('127.0.0.1', server.port)}"}, secrets

    def drop_connections() -> None:
        server.control("_drop")
        server._admin.clear()

    def close() -> None:
        stay.__exit__(None, None, None)
        server.close()

    return Place(
        "snowflake",
        "PUBLIC",
        config,
        secrets,
        ({**config, "database": "hollow"}, secrets),
        checksum,
        "select count(*) from numbers a, numbers b, numbers c where a.n * b.n + c.n = 17",
        {
            "host_unknown": ({**config, "account": "no-such-account-of-lunara.invalid"}, secrets),
            "refused": ({**config, "account": "myorg-refusing"}, secrets),
            "password_wrong": (config, {"password": "guess"}),
            "database_missing": ({**config, "database": "no_such_database"}, secrets),
            "warehouse_missing": ({**config, "warehouse": "no_such_warehouse"}, secrets),
            "not_let_in": ({**config, "role": "accountadmin"}, secrets),
        },
        ({**config, "user": "writer"}, secrets),
        lambda: int(server.control("_running")),
        drop_connections,
        spelled=str.upper,
        by_way_of=by_way_of,
        lacks={
            "a_line_that_breaks_in_the_middle_of_a_result_is_said_and_not_tried_again": "each part of a result is a request of"
            " its own: lines that broke between them are replaced; test_snowflake_elsewhere.py breaks one within a part",
        },
        first_in_a_child=f"from tests.contract.places.snowflake import reach\nreach({server.port})",
        change_password=lambda password: server.control(f"_password?user=LUNARA&to={password}"),
        close=close,
        speaks="http",
    )


__all__ = ["ODD_NAMES", "Account", "key_pair", "make", "reached", "start", "world"]
