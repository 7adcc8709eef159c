"""A Redshift that is a Postgres: a proxy that passes the protocol of Redshift's driver, and Redshift's system views.

Rewritten are the parameters that Postgres does not know, the one setting that only Redshift has, and the list of ways to sign in,
whose end the driver misreads. A backslash in a literal is an escape, as in Redshift. Types and functions are Postgres' own.
"""

from __future__ import annotations

import contextlib
import socket
import struct
import threading

SSL_REQUEST, CANCEL_REQUEST, PROTOCOL = 80877103, 80877102, 196608
KNOWN = {b"user", b"database", b"client_encoding", b"application_name"}
OPTIONS = b"-c standard_conforming_strings=off -c escape_string_warning=off"
OURS = "n.nspname !~ '^pg_' and n.nspname <> 'information_schema'"
# Made in pg_catalog, as in Redshift; they need a superuser who may change it.
VIEWS = [
    "set allow_system_table_mods = on",
    f"""create view pg_catalog.svv_all_tables as
    select current_database()::text as database_name, n.nspname::text as schema_name, c.relname::text as table_name,
      case c.relkind when 'v' then 'VIEW' else 'TABLE' end as table_type, obj_description(c.oid, 'pg_class') as remarks
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'v') and {OURS} and has_table_privilege(c.oid, 'select')""",
    """create view pg_catalog.svv_all_columns as
    select current_database()::text as database_name, n.nspname::text as schema_name, c.relname::text as table_name,
      a.attname::text as column_name, a.attnum::integer as ordinal_position, i.is_nullable::text, i.data_type::text,
      i.character_maximum_length::integer, i.numeric_precision::integer, i.numeric_scale::integer,
      col_description(c.oid, a.attnum) as remarks
    from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
    join information_schema.columns i
      on i.table_schema = n.nspname and i.table_name = c.relname and i.ordinal_position = a.attnum
    where a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'v') and has_table_privilege(c.oid, 'select')""",
    """create view pg_catalog.svv_redshift_columns as
    select c.*, case when c.table_name = 'sorted' then
      case c.column_name when 'day' then 1 when 'id' then 2 else 0 end else 0 end as sortkey from svv_all_columns c""",
    """create view pg_catalog.svv_table_info as
    select schemaname::text as "schema", relname::text as "table", n_live_tup::numeric as tbl_rows from pg_stat_user_tables""",
    "grant select on pg_catalog.svv_all_tables, pg_catalog.svv_all_columns, pg_catalog.svv_redshift_columns to public",
    "reset allow_system_table_mods",
]


class RedshiftProxy:
    """Listens on loopback, at `port`; `started` are the parameters of each connection that signed in."""

    def __init__(self, host: str, port: int) -> None:
        self._to = (host, port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.started: list[dict[str, str]] = []
        threading.Thread(target=self._accept, name="redshift", daemon=True).start()

    def close(self) -> None:
        """Take no more connections."""
        _shut(self._listener)
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=[client], name="redshift-line", daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        try:
            server = socket.create_connection(self._to)
        except OSError:
            client.close()
            return
        try:
            packet = self._start(client)
            server.sendall(packet)
            if packet[4:8] == struct.pack("!I", CANCEL_REQUEST):
                return
            threading.Thread(target=_pass_on, args=[server, client], name="redshift-back", daemon=True).start()
            while True:
                head = _exactly(client, 5)
                body = _exactly(client, struct.unpack("!I", head[1:])[0] - 4)
                if head[:1] == b"Q":
                    body = body.replace(b"set query_group to", b"set redshift.query_group to")
                server.sendall(head[:1] + struct.pack("!I", len(body) + 4) + body)
        except OSError:
            return
        finally:
            client.close()
            _shut(server)

    def _start(self, client: socket.socket) -> bytes:
        """The first packet as Postgres takes it."""
        while True:
            (length,) = struct.unpack("!I", _exactly(client, 4))
            body = _exactly(client, length - 4)
            (code,) = struct.unpack("!I", body[:4])
            if code == CANCEL_REQUEST:
                return struct.pack("!I", length) + body
            if code == SSL_REQUEST:
                client.sendall(b"N")
                continue
            parts = body[4:].split(b"\0")
            given = {name: value for name, value in zip(parts[::2], parts[1::2], strict=False) if name}
            self.started.append({name.decode(): value.decode() for name, value in given.items()})
            kept = {**{name: value for name, value in given.items() if name in KNOWN}, b"options": OPTIONS}
            made = struct.pack("!I", PROTOCOL) + b"".join(n + b"\0" + v + b"\0" for n, v in kept.items()) + b"\0"
            return struct.pack("!I", len(made) + 4) + made


def _exactly(line: socket.socket, size: int) -> bytes:
    found = b""
    while len(found) < size:
        more = line.recv(size - len(found))
        if not more:
            raise OSError("closed")
        found += more
    return found


def _pass_on(server: socket.socket, client: socket.socket) -> None:
    with contextlib.suppress(OSError):  # either end hangs up
        head = _exactly(server, 5)
        body = _exactly(server, struct.unpack("!I", head[1:])[0] - 4)
        if head[:1] == b"R" and body[:4] == struct.pack("!I", 10):
            body = body[:4] + b"SCRAM-SHA-256\0"
        client.sendall(head[:1] + struct.pack("!I", len(body) + 4) + body)
        while more := server.recv(65536):
            client.sendall(more)
    with contextlib.suppress(OSError):
        _shut(client)
        server.close()


def _shut(line: socket.socket) -> None:
    with contextlib.suppress(OSError):  # it is not connected any more
        line.shutdown(socket.SHUT_RDWR)
