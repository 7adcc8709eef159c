"""`supabase/tests` by pg_prove, as `supabase test db` does it, on the system Postgres; by psycopg on the embedded one. They
are the same files, and holes made on purpose are found by them. In a database like Supabase's, too: test_postgres_17.py."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest

from lunara.workspace.embedded import ADMIN, EmbeddedServer
from lunara.workspace.migrate import SUPABASE, migrate
from tests.contract.apt_postgres import apt_server, database, missing_for_pgtap, or_skip
from tests.contract.like_supabase import OWNER, push
from tests.workspace_data import TEMPLATE

Admin = psycopg.Connection[Any]
FOLDER = SUPABASE / "tests"
SHARED = ("world", "schema", "scenarios", "matrix")
FOUND = re.findall(
    r"create function (tests\.found_of_\w+)", "".join((FOLDER / "shared" / f"{n}.psql").read_text() for n in SHARED)
)


@pytest.mark.parametrize("supabase", [False, True], ids=["plain", "like Supabase"])
def test_pgtap(supabase: bool) -> None:
    or_skip(missing_for_pgtap())
    with apt_server() as server, database(server, "workspace") as owner:
        address = server.address()
        told = {"PGUSER": ADMIN, "PGPASSWORD": address.passwords[ADMIN]}
        if supabase:
            push(owner)
            owner.execute("reset session authorization")
            owner.execute("create extension pgtap with schema extensions")  # there anybody may
            owner.execute(f"grant usage on schema extensions to {OWNER}")
            owner.execute(f"alter role {OWNER} login password 'pushed'")
            told = {"PGUSER": OWNER, "PGPASSWORD": "pushed"}
        else:
            migrate(owner)
        told |= {"PGHOST": "127.0.0.1", "PGPORT": str(address.port), "PGDATABASE": "workspace"}
        done = subprocess.run(
            ["pg_prove", "--ext", ".pg", "--ext", ".sql", "-r", str(FOLDER)],
            env={**os.environ, **told, "PGOPTIONS": "-c client_min_messages=warning"},
            capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip
    assert done.returncode == 0 and "Result: PASS" in done.stdout, (done.stdout + done.stderr)[-6000:]
    files = sorted(FOLDER.glob("*.sql"))
    assert f"Files={len(files)}, Tests=" in done.stdout
    assert int(re.findall(r"Tests=(\d+)", done.stdout)[0]) > 1000
    text = "".join(path.read_text(encoding="utf-8") for path in files)
    assert [name for name in FOUND if f"from {name}()" not in text] == []


@contextmanager
def prepared(server: EmbeddedServer, name: str, *, supabase: bool) -> Iterator[Admin]:
    """The owner's connection to a migrated database with the scenarios in it, in a transaction."""
    with psycopg.connect(server.address().conninfo(ADMIN, "postgres"), autocommit=True) as admin:
        admin.execute(f"create database {name}" + ("" if supabase else f" template {TEMPLATE} strategy file_copy"))
        try:
            with psycopg.connect(server.address().conninfo(ADMIN, name), autocommit=True) as owner:
                if supabase:
                    push(owner)
                with owner.transaction(force_rollback=True):
                    for part in SHARED:
                        owner.execute((FOLDER / "shared" / f"{part}.psql").read_bytes())
                    yield owner
        finally:
            admin.execute(f"drop database {name} with (force)")


@pytest.fixture(scope="module")
def plain(postgres_server: EmbeddedServer) -> Iterator[Admin]:
    with prepared(postgres_server, "scenarios", supabase=False) as owner:
        yield owner


def failed(owner: Admin, found: str) -> list[str]:
    """What does not hold; never without anything looked at."""
    with owner.transaction(force_rollback=True):
        rows = owner.execute(f"select ok, name, said from {found}()").fetchall()
    assert len(rows) > 20, found
    return [f"{name}: {said}" for ok, name, said in rows if not ok]


@pytest.mark.parametrize("found", FOUND)
def test_it_holds(plain: Admin, found: str) -> None:
    assert failed(plain, found) == []


@pytest.mark.parametrize(
    ("hole", "found"),
    [
        ("create policy hole on public.agents for select to authenticated using (true)", "scenarios"),
        ("create policy hole on public.agents for select to authenticated using (true)", "claims"),
        ('alter policy "Editors change agents" on public.agents using (true) with check (true)', "blankets"),
        ("alter policy \"Editors create agents\" on public.agents with check ((select auth.uid()) is not null)", "mixing"),
        ('drop policy "Admins set budgets" on public.budgets; create policy hole on public.budgets for insert to authenticated'
         " with check ((select auth.uid()) is not null)", "scenarios"),
        ("grant update (organization_id) on public.projects to authenticated", "blankets"),
        ("grant update (role) on public.profiles to authenticated", "coverage"),
        ("grant update (role) on public.profiles to authenticated", "scenarios"),
        ("grant delete on public.profiles to authenticated; create policy hole on public.profiles for delete to authenticated"
         " using (true)", "blankets"),
        ("grant select on public.projects to anon", "security"),
        ("grant truncate on public.projects to authenticated", "blankets"),
        ("alter table public.agents no force row level security", "security"),
        ("alter table public.agents disable row level security", "scenarios"),
        ("create table public.newcomers (id uuid primary key)", "coverage"),
        ("create view public.newcomers as select * from public.projects; grant select on public.newcomers to authenticated",
         "coverage"),
        ("create function public.newcomer() returns int language sql as 'select 1'", "coverage"),
        ("create function public.list_agents(x text) returns int language sql as 'select 1'", "coverage"),
        ("create function private.newcomer() returns int language sql set search_path = '' as 'select 1'", "security"),
        ("alter function public.remove_member(uuid) reset search_path", "security"),
        ("alter policy \"Members see agents\" on public.agents using (project_id in (select private.my_project_ids())"
         " and private.role_rank(name) < 9)", "security"),
        ("grant service_role to authenticated", "roles"),
        ("drop index public.agents_created_by_idx", "indexes"),
        ("drop index public.artifacts_list_idx", "indexes"),
        ("alter table public.agents alter config drop default", "reference"),
        ("drop trigger update_agents_updated_at on public.agents", "reference"),
        ("create or replace function private.my_organization_ids(minimum text default 'viewer') returns setof uuid"
         " language sql stable security definer set search_path = '' as $$ select organization_id from public.profiles"
         " where email <> '' and id = auth.uid() or id::text = auth.jwt() ->> 'organization_id' or organization_id::text ="
         " nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'organization_id' $$", "claims"),
        ("drop trigger end_invitations_of_changed on public.profiles", "scenarios"),
        ("drop trigger limit_invitations on public.invitations", "scenarios"),
        ("do $$ begin execute replace(pg_get_functiondef('private.hold_evaluation_question'::regproc), 'a.semantic_model_id ="
         " old.semantic_model_id and a.id = old.id and a.organization_id = old.organization_id', 'a.id = old.id'); end $$",
         "mixing"),
        ("alter table public.projects drop constraint projects_created_by_fkey, add foreign key (created_by)"
         " references auth.users (id) on delete cascade", "reference"),
    ],
)  # fmt: skip
def test_a_hole_is_found(plain: Admin, hole: str, found: str) -> None:
    with plain.transaction(force_rollback=True):
        plain.execute(hole)
        assert failed(plain, f"tests.found_of_{found}") != []
