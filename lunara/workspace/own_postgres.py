"""A Postgres of one's own as the workspace: made ready by its owner, looked at before it is used, and what is wrong in words."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from lunara.errors import InvalidInput, LunaraError, Unavailable
from lunara.workspace.breaker import seconds_left
from lunara.workspace.migrate import BEFOREHAND, LOCK, is_plain, migrate, pending
from lunara.workspace.outage import outage

if TYPE_CHECKING:
    from collections.abc import Iterator

    import psycopg

APP_URL, OWNER_URL = "LUNARA_DATABASE_URL", "LUNARA_DATABASE_OWNER_URL"
ROLES = ("authenticated", "lunara_server")

# What the address says itself goes before these: a network that swallows everything must not hold a page for minutes.
_UNLESS_SAID: dict[str, Any] = {
    "application_name": "lunara",
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
_SET_UP = f"Set {OWNER_URL} to the same database with a role that owns it, and start again."
_WHOLE = "Write it as postgresql://user:password@host/database, with %40 for @, %2F for / and %25 for % in a password."


def conninfo(url: str, variable: str = APP_URL) -> str:
    """How to connect to `url`. Raises InvalidInput, without the address, for one that cannot be read."""
    import psycopg
    from psycopg.conninfo import conninfo_to_dict, make_conninfo

    try:
        given = conninfo_to_dict(url)
    except psycopg.ProgrammingError as error:
        raise InvalidInput(f"{variable} cannot be read.", _WHOLE) from error
    return make_conninfo("", **{**_UNLESS_SAID, **given})


def set_up(owner_url: str, app_url: str) -> list[str]:
    """Make one's own Postgres ready: migrations, and the login role of `app_url` (made with its password when absent).

    All or nothing. Returns the names of files applied. Raises Unavailable when the database cannot be reached, InvalidInput
    when an address cannot be read, the owner's role may not do it, or the database has things of others in Lunara's places.
    """
    import psycopg
    from psycopg import sql
    from psycopg.conninfo import conninfo_to_dict

    app = conninfo_to_dict(conninfo(app_url))
    role, password = str(app.get("user") or ""), str(app.get("password") or "")
    if not role:
        raise InvalidInput(f"{APP_URL} names no user.", _WHOLE)
    with _connected(owner_url, OWNER_URL) as owner:
        try:
            with owner.transaction():
                owner.execute("select pg_advisory_xact_lock(%s)", (LOCK,))
                _refuse_anothers(owner)
                names = migrate(owner)
                if not owner.execute("select 1 from pg_roles where rolname = %s", (role,)).fetchone():
                    made = sql.SQL("create role {} login noinherit").format(sql.Identifier(role))
                    if password:
                        verifier = owner.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256")
                        made += sql.SQL(" password {}").format(verifier.decode())
                    owner.execute(made)
                for group in ROLES:
                    member = owner.execute("select pg_has_role(%s, %s, 'member')", (role, group)).fetchone()
                    if member is None or not member[0]:
                        owner.execute(sql.SQL("grant {} to {}").format(sql.Identifier(group), sql.Identifier(role)))
                let_in = owner.execute(
                    "select has_database_privilege(%s, current_database(), 'connect')", (role,)
                ).fetchone()
                if let_in is None or not let_in[0]:
                    database = sql.Identifier(owner.info.dbname)
                    owner.execute(sql.SQL("grant connect on database {} to {}").format(database, sql.Identifier(role)))
                return names
        except psycopg.errors.InsufficientPrivilege as error:
            raise InvalidInput(
                f"{OWNER_URL}'s role may not set up the workspace: {error.diag.message_primary}.", BEFOREHAND
            ) from error
        except (
            psycopg.errors.DuplicateTable, psycopg.errors.DuplicateFunction, psycopg.errors.DuplicateObject,
            psycopg.errors.DuplicateSchema, psycopg.errors.InvalidTableDefinition,
        ) as error:  # fmt: skip
            raise _taken(str(error.diag.message_primary)) from error


def check(app_url: str) -> None:
    """Refuse a workspace database that is not ready, or a role that row-level security would not bind.

    Nothing is left in the session: behind a pooler it is somebody else's next.
    """
    import psycopg

    waiting = ["all"]
    with _connected(app_url, APP_URL) as connection:
        try:
            with connection.transaction():
                _refuse_power(connection)
                for role in ROLES:
                    connection.execute("select set_config('role', %s, true)", (role,))
                waiting = pending(connection)
        except psycopg.errors.InvalidParameterValue:  # no such role yet
            pass
        except psycopg.errors.InsufficientPrivilege as error:
            raise InvalidInput("The workspace's database is not set up for this role.", _SET_UP) from error
    if waiting:
        raise Unavailable("The workspace's database is not up to date with this Lunara.", _SET_UP)


@contextmanager
def _connected(url: str, variable: str) -> Iterator[psycopg.Connection[Any]]:
    import psycopg
    from psycopg.conninfo import conninfo_to_dict

    given = conninfo(url, variable)
    most = int(conninfo_to_dict(given)["connect_timeout"] or 0) or 10
    try:
        connection = psycopg.connect(given, autocommit=True, connect_timeout=max(int(seconds_left(most)), 2))
    except psycopg.OperationalError as error:
        raise not_reached(str(error), variable) from error
    with connection:
        try:
            yield connection
        except psycopg.OperationalError as error:
            raise not_reached(str(error), variable) from error


def not_reached(said: str, variable: str) -> LunaraError:
    """Why libpq could not connect, from what it `said`, in words that hold no part of the address."""
    low = said.lower()
    if "password authentication failed" in low or "no password supplied" in low:
        return InvalidInput(
            f"The workspace's database does not accept user and password of {variable}.",
            "Check both; in the address %40 stands for @, %2F for / and %25 for % in a password.",
        )
    if "certificate verify failed" in low or "self-signed certificate" in low:
        return Unavailable(
            "The certificate of the workspace's database is not vouched for by the authorities that are trusted.",
            f"In {variable} set sslrootcert to the file with the certificate of its authority (or to system).",
        )
    if "does not match host name" in low or "server certificate for" in low:
        return Unavailable(
            "The certificate of the workspace's database is of another host.",
            f"In {variable} use the host name that the certificate is of.",
        )
    if "root certificate file" in low or "weak sslmode" in low:
        return InvalidInput(
            f"The file with the certificate authority that {variable} names cannot be read.",
            "Set sslrootcert to its path, or to system for the authorities that this machine trusts.",
        )
    if "does not support ssl" in low or "server does not support" in low:
        return Unavailable(
            "The workspace's database offers no encryption.", f"Turn TLS on there, or change sslmode in {variable}."
        )
    if "pg_hba" in low:
        more = "It wants encryption: add sslmode=verify-full to the address. " if "no encryption" in low else ""
        return InvalidInput(
            f"The workspace's database does not let the user of {variable} in from this machine.",
            f"{more}Who is let in is said in its pg_hba.conf.",
        )
    if "database" in low and "does not exist" in low:
        return InvalidInput(f"There is no database of the name that {variable} gives.", "Create it, or check its name.")
    if "role" in low and "does not exist" in low:
        return InvalidInput(
            f"There is no user of the name that {variable} gives.", f"Make it, or have it made: {_SET_UP}"
        )
    if "remaining connection slots" in low or "too many" in low:
        return outage(
            "full", "The workspace's database has no connection left.", maybe_done=False, reason=f"53300 {said}"
        )
    if "no such file or directory" in low:
        return outage(
            "away",
            "The workspace's database cannot be reached: its socket is not there.",
            f"Check the folder that {variable} names as host, and that the server runs.",
            maybe_done=False,
            operators=True,
        )
    if "starting up" in low or "shutting down" in low or "in recovery mode" in low:
        return outage("away", maybe_done=False, reason="57P03")
    hint = f"Check host and port in {variable}, and that the server runs."
    return outage("away", "The workspace's database cannot be reached.", hint, maybe_done=False, operators=True)


def _refuse_anothers(owner: psycopg.Connection[Any]) -> None:
    """Refuse to set up beside what is not Lunara's: the migrations would take it for their own."""
    if not is_plain(owner):
        raise InvalidInput(
            "The database has a schema auth that is not Lunara's.",
            "Give Lunara a database of its own. One of Supabase is used by SUPABASE_URL and SUPABASE_KEY.",
        )
    row = owner.execute(
        "select n.nspname from pg_namespace n where n.nspname in ('private', 'lunara') and not exists (select from pg_class c"
        " where c.relname = 'migrations' and c.relnamespace = to_regnamespace('lunara')) order by 1"
    ).fetchone()
    if row is not None:
        raise _taken(f'schema "{row[0]}" already exists')


def _taken(what: str) -> InvalidInput:
    return InvalidInput(
        f"The database has something of another program's where Lunara's belongs: {what}.",
        "Nothing was changed. Give Lunara a database of its own; tables of others may stand beside its own, not in their place.",
    )


def _refuse_power(connection: psycopg.Connection[Any]) -> None:
    """Refuse a role that owns Lunara's tables, that bypasses policies, or that may become one that does."""
    row = connection.execute(
        "select exists (select from pg_roles p where (p.rolsuper or p.rolbypassrls) and pg_has_role(r.oid, p.oid, 'member'))"
        " or exists (select from pg_class c where c.relnamespace = 'public'::regnamespace and c.relrowsecurity"
        " and pg_has_role(r.oid, c.relowner, 'member')) from pg_roles r where r.rolname = current_user"
    ).fetchone()
    if row is None or row[0]:
        raise InvalidInput(
            f"{APP_URL} signs in with a role that row-level security does not bind.",
            "Use a login role that is no superuser, does not own the tables and is no member of a role that is or does, and put "
            f"this one into {OWNER_URL}, which makes the other.",
        )
