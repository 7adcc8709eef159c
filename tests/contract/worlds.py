"""The workspaces that the store contract runs on: the embedded one, one's own Postgres, Supabase's API over the real client."""

from __future__ import annotations

import importlib.util
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import uuid4

import psycopg
import psycopg.sql

from lunara.settings import Settings, load_settings
from lunara.workspace import runtime
from lunara.workspace.embedded import ADMIN, EmbeddedServer
from lunara.workspace.log_writer import LOG
from lunara.workspace.records import Principal, Role
from lunara.workspace.store import Store, open_store, principal_for_identity, principal_for_token
from tests.contract.own_postgres import PASSWORD, OwnServer
from tests.emulators.supabase_mail import auth_with_mail
from tests.shared_data import SHARED
from tests.workspace_data import fresh_workspace

KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
TOOLS = SHARED.parent / "tools" if SHARED else None


class World:
    """People of a workspace, whichever kind it is. `admin` looks and arranges behind row-level security."""

    def __init__(self, admin: psycopg.Connection[Any], settings: Settings) -> None:
        self.admin = admin
        self.settings = settings

    def principal(self, email: str, name: str) -> Principal:
        return principal_for_identity(self.settings, "test", email, email, name)

    def newcomer(self, name: str = "Olga Owner") -> Store:
        """A new user, who owns a new organization."""
        return open_store(self.settings, self.principal(f"{uuid4().hex[:8]}@example.test", name))

    def again(self, store: Store) -> Store:
        """The workspace as the same person, whoever they are by now."""
        mine = store.principal
        return open_store(self.settings, self.principal(mine.email, mine.full_name))

    def member(self, of: Store, role: Role) -> Store:
        """A new member of `of`'s organization, who has accepted an invitation."""
        email = f"{role}-{uuid4().hex[:8]}@example.test"
        row = self.admin.execute(
            "insert into public.invitations (organization_id, email, role, invited_by) values (%s, %s, %s, %s) returning id",
            (of.principal.organization_id, email, role, of.principal.user_id),
        ).fetchone()
        assert row is not None
        newcomer = open_store(self.settings, self.principal(email, f"{role.title()} Test"))
        newcomer.accept_invitation(str(row[0]))
        member = self.again(newcomer)
        assert (member.principal.organization_id, member.principal.role) == (of.principal.organization_id, role)
        return member


class SupabaseWorld(World):
    """Users live in a stand-in of Supabase Auth; what the store does goes through supabase-py."""

    def __init__(self, admin: psycopg.Connection[Any], settings: Settings, gotrue: Any) -> None:
        super().__init__(admin, settings)
        self.gotrue = gotrue

    def principal(self, email: str, name: str) -> Principal:
        user = self.gotrue.add(email, "Passw0rd!")
        self.admin.execute(
            "insert into auth.users (id, email, raw_user_meta_data) values (%s, %s, %s)",
            (user["id"], email, json.dumps({"full_name": name})),
        )
        return principal_for_token(self.settings, self.gotrue.session(user)["access_token"])

    def again(self, store: Store) -> Store:
        return open_store(self.settings, principal_for_token(self.settings, store.principal.access_token))


@contextmanager
def embedded_world(server: EmbeddedServer, home: Path) -> Iterator[World]:
    settings = load_settings({"LUNARA_HOME": str(home)})
    with (
        fresh_workspace(server, settings) as name,
        psycopg.connect(server.address().conninfo(ADMIN, name), autocommit=True) as admin,
    ):
        yield World(admin, settings)


# What stands in the database before Lunara comes: of another program, owned by an account of its own, open to everybody.
TILLS = """
create table public.receipts (id bigint generated always as identity primary key, shop text not null, total numeric(12, 2));
insert into public.receipts (shop, total) values ('Harbour', 12.5), ('Market', 7.25);
create function public.takings() returns numeric language sql stable as 'select sum(total) from public.receipts';
grant select on public.receipts to public;
"""


@contextmanager
def own_database(server: OwnServer) -> Iterator[tuple[str, psycopg.Connection[Any]]]:
    """A database of `shop_owner`, who is no superuser and may make roles, with tables of others in it; its name and superuser."""
    name = f"shop_{uuid4().hex[:8]}"
    with server.superuser() as dba:
        for role, may in (("shop_owner", "createrole"), ("tills", "nocreaterole")):
            if not dba.execute("select 1 from pg_roles where rolname = %s", (role,)).fetchone():
                dba.execute(f"create role {role} login {may} password {psycopg.sql.quote(PASSWORD)}".encode())
        dba.execute(f"create database {name} owner shop_owner".encode())
        try:
            with server.superuser(name) as admin:
                admin.execute("grant create on schema public to tills; set role tills")
                admin.execute(TILLS)
                admin.execute("reset role; revoke create on schema public from tills")
                yield name, admin
        finally:
            dba.execute(f"drop database {name} with (force)".encode())


@contextmanager
def own_world(server: OwnServer, home: Path) -> Iterator[World]:
    """Lunara in somebody's Postgres: set up by its owner, then used without the owner, by TLS with all of it checked."""
    with own_database(server) as (name, admin):
        told = {
            "LUNARA_HOME": str(home),
            "LUNARA_SECRET_KEY": KEY,
            "LUNARA_DATABASE_URL": server.url(name, "shop_app", PASSWORD),
        }
        owner = server.url(name, "shop_owner", PASSWORD)
        runtime.Runtime(load_settings({**told, "LUNARA_DATABASE_OWNER_URL": owner})).close()
        settings = load_settings(told)
        try:
            yield World(admin, settings)
        finally:
            LOG.close(2)
            runtime.uninstall(settings)


@contextmanager
def supabase_world(server: EmbeddedServer, home: Path) -> Iterator[SupabaseWorld]:
    """The stand-ins of PostgREST and Supabase Auth behind one address, over the embedded Postgres."""
    import httpx
    import uvicorn
    from starlette.applications import Starlette
    from starlette.concurrency import run_in_threadpool
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

    postgrest, auth = _tool("postgrest_stub"), _tool("gotrue_stub")
    with embedded_world(server, home) as plain:
        name = plain.admin.info.dbname
        plain.admin.execute(
            "do $$ begin if not exists (select from pg_roles where rolname = 'authenticator') then"
            " create role authenticator login noinherit password 'stub'; grant anon, authenticated to authenticator;"
            " end if; end $$"
        )
        plain.admin.execute(f"grant connect on database {name} to authenticator")
        gotrue = auth_with_mail(auth, plain.admin)

        class Api(postgrest.Api):  # type: ignore[name-defined, misc]
            def claims(self, headers: Any) -> dict[str, Any]:
                authorization = headers.get("authorization", "")
                if not authorization.lower().startswith("bearer ") or authorization[7:] == "publishable":
                    return {"role": "anon"}
                try:
                    return dict(gotrue.claims(authorization[7:]))
                except Exception as error:
                    raise postgrest.ApiError(401, "PGRST303", str(error)) from error

        address = server.address()
        api = Api(
            f"host=127.0.0.1 port={address.port} user=authenticator password=stub dbname={name} sslmode=disable", ""
        )

        passing = httpx.Client(timeout=30)

        async def pass_on(request: Request) -> Response:
            kept = {name: value for name, value in request.headers.items() if name not in ("host", "content-length")}
            url = f"{gotrue.url}{request.url.path}?{request.url.query}"
            body = await request.body()
            got = await run_in_threadpool(lambda: passing.request(request.method, url, headers=kept, content=body))
            kept = {name: got.headers[name] for name in ("location",) if name in got.headers}
            return Response(got.content, got.status_code, headers=kept, media_type="application/json")

        routes = [Route("/auth/v1/{path:path}", pass_on, methods=["GET", "POST", "PUT"]), *postgrest.app(api).routes]
        config = uvicorn.Config(Starlette(routes=routes), port=0, log_level="error", lifespan="off")
        web = uvicorn.Server(config)
        thread = threading.Thread(target=web.run, daemon=True)
        gotrue.start()
        thread.start()
        deadline = time.monotonic() + 20
        while not web.started and time.monotonic() < deadline:
            time.sleep(0.01)
        port = web.servers[0].sockets[0].getsockname()[1]
        url = f"http://127.0.0.1:{port}"
        gotrue.iss = f"{url}/auth/v1"
        settings = load_settings({"SUPABASE_URL": url, "SUPABASE_KEY": "publishable", "LUNARA_SECRET_KEY": KEY})
        try:
            yield SupabaseWorld(plain.admin, settings, gotrue)
        finally:
            web.should_exit = True
            thread.join(10)
            passing.close()
            gotrue.httpd.shutdown()
            gotrue.httpd.server_close()
            api.pool.close()


class Filled:
    """One of everything in one project."""

    def __init__(self, store: Store) -> None:
        self.project = store.create_project("Shop", "Sales of the shop")
        self.source = store.create_data_source(
            self.project.id, "Warehouse", "postgres", {"host": "db"}, {"password": "hunter2"}
        )
        self.model = store.create_semantic_model(self.project.id, self.source.id, "Sales", {"tables": ["a"]}, {})
        self.agent = store.create_agent(self.project.id, "Sales agent", instructions="Be brief.", config={"t": 1})
        self.session = store.create_session(self.project.id, agent_id=self.agent.id, semantic_model_id=self.model.id)
        self.artifact = store.create_artifact(self.project.id, "dashboard", "Overview", {"widgets": []})


def _tool(name: str) -> ModuleType:
    assert TOOLS is not None
    spec = importlib.util.spec_from_file_location(name, TOOLS / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
