"""The contract of Store, on every workspace there is. What must be refused is as much part of it as what works."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import psycopg
import pytest

from lunara.errors import Conflict, InvalidInput, LunaraError, NotFound, NotPermitted
from lunara.workspace.budget import BudgetLimits
from lunara.workspace.proposal_tables import STEPS
from lunara.workspace.records import (
    Agent,
    AgentSession,
    Artifact,
    Connection,
    Mark,
    ProjectSummary,
    ProposalsAt,
    ProposalStep,
    Role,
)
from lunara.workspace.store import Store, open_store
from tests.contract.worlds import Filled, World
from tests.workspace_data import logged

NOBODY = "00000000-0000-4000-8000-000000000000"


# organization


def test_a_newcomer_owns_a_fresh_organization(owner: Store, other: Store) -> None:
    assert owner.principal.role == "owner"
    assert owner.organization().id == owner.principal.organization_id != other.principal.organization_id
    assert owner.organization().name == "Olga Owner"


def test_the_owner_changes_the_organization(owner: Store) -> None:
    owner.update_organization(name="  Shop Ltd ", settings={"timezone": "Europe/Berlin", "week_start": 0})
    organization = owner.organization()
    assert (organization.name, organization.settings) == ("Shop Ltd", {"timezone": "Europe/Berlin", "week_start": 0})
    owner.update_organization(name="Other")
    assert owner.organization().settings["timezone"] == "Europe/Berlin"


# people


def test_a_person_joins_by_accepting_and_by_nothing_else(world: World, owner: Store) -> None:
    email = f"{uuid4().hex[:8]}@example.test"
    word = owner.invite(f" {email} ", "editor")
    (sent,) = owner.list_invitations()
    assert (sent.email, sent.role, sent.invited_by) == (email, "editor", owner.principal.user_id) and len(word) > 40
    assert timedelta(days=6) < sent.expires_at - datetime.now(UTC) < timedelta(days=8)

    person = open_store(world.settings, world.principal(email, "New Person"))
    assert person.principal.organization_id != owner.principal.organization_id
    (offer,) = person.my_invitations()
    assert (offer.id, offer.role, offer.invited_by_name, offer.mine) == (sent.id, "editor", "Olga Owner", True)
    assert offer.organization_name == owner.organization().name
    person.accept_invitation(offer.id)

    member = world.again(person)
    assert (member.principal.organization_id, member.principal.role) == (owner.principal.organization_id, "editor")
    assert [(m.full_name, m.role) for m in owner.list_members()] == [("New Person", "editor"), ("Olga Owner", "owner")]
    assert member.list_members() == owner.list_members()
    assert owner.list_invitations() == [] and member.my_invitations() == []
    with pytest.raises(InvalidInput, match=r"not valid|already"):
        member.accept_invitation(offer.id)
    with pytest.raises(InvalidInput, match="already"):
        owner.invite(email, "viewer")


def test_an_invitation_is_its_addressees_alone(world: World, owner: Store, other: Store) -> None:
    email = f"{uuid4().hex[:8]}@example.test"
    word = owner.invite(email, "viewer")
    (sent,) = owner.list_invitations()
    assert other.my_invitations() == other.my_invitations("guess") == other.list_invitations() == []
    (shown,) = other.my_invitations(word)
    assert (shown.id, shown.mine) == (sent.id, False)
    for refused in (other.accept_invitation, other.decline_invitation, other.withdraw_invitation):
        with pytest.raises(NotFound):
            refused(sent.id)
    person = open_store(world.settings, world.principal(email, "P"))
    person.decline_invitation(sent.id)
    assert person.my_invitations(word) == owner.list_invitations() == []
    with pytest.raises(NotFound):
        person.accept_invitation(sent.id)


def test_an_address_is_stored_as_it_is_meant(world: World, owner: Store) -> None:
    """Copied out of a page or a mail it has characters that nobody sees, and would be another address."""
    name = uuid4().hex[:8]
    person = open_store(world.settings, world.principal(f"{name}@example.test", "P"))
    word = owner.invite(f" {name}@\u2060example.test\ufeff\u200e ", "viewer")
    assert [one.email for one in owner.list_invitations()] == [f"{name}@example.test"]
    (offer,) = person.my_invitations(word)
    person.accept_invitation(offer.id)
    assert [one.user_id for one in owner.list_members(search=f"{name}@\u2060example")] == [person.principal.user_id]


def test_an_invitation_can_be_withdrawn_replaced_and_gets_old(world: World, owner: Store) -> None:
    email = f"{uuid4().hex[:8]}@example.test"
    person = open_store(world.settings, world.principal(email, "P"))
    first = owner.invite(email, "admin")
    owner.invite(email.upper(), "viewer")
    assert [offer.role for offer in person.my_invitations(first)] == ["viewer"]
    (sent,) = owner.list_invitations()
    owner.withdraw_invitation(sent.id)
    assert person.my_invitations() == []
    owner.invite(email, "viewer")
    (offer,) = person.my_invitations()
    world.admin.execute("update public.invitations set expires_at = now() where id = %s", (offer.id,))
    assert person.my_invitations() == []
    with pytest.raises(InvalidInput, match="not valid any more"):
        person.accept_invitation(offer.id)
    with pytest.raises(InvalidInput, match="e-mail"):
        owner.invite("nonsense", "viewer")


def test_accepting_leaves_nothing_and_nobody_behind(world: World, owner: Store, other: Store) -> None:
    owner.invite(other.principal.email, "viewer")
    (offer,) = other.my_invitations()
    project = other.create_project("Mine")
    with pytest.raises(InvalidInput, match="projects"):
        other.accept_invitation(offer.id)
    other.delete_project(project.id)
    colleague = world.member(other, "viewer")
    with pytest.raises(InvalidInput, match="other people"):
        other.accept_invitation(offer.id)
    owner.invite(colleague.principal.email, "admin")
    with pytest.raises(InvalidInput, match="other people"):
        colleague.accept_invitation(colleague.my_invitations()[0].id)
    assert world.again(colleague).principal == colleague.principal


@pytest.mark.parametrize(("role", "most"), [("viewer", None), ("editor", None), ("admin", "admin"), ("owner", "owner")])
def test_who_invites_whom(world: World, owner: Store, role: Role, most: Role | None) -> None:
    asking = world.member(owner, role)
    roles: tuple[Role, ...] = ("viewer", "editor", "admin", "owner")
    for offered in roles:
        if most is not None and roles.index(offered) <= roles.index(most):
            asking.invite(f"{uuid4().hex[:8]}@example.test", offered)
            continue
        with pytest.raises(NotPermitted):
            asking.invite(f"{uuid4().hex[:8]}@example.test", offered)
    assert len(asking.list_invitations()) == (roles.index(most) + 1 if most else 0)


def test_who_was_let_go_is_somewhere_and_can_come_back(world: World, owner: Store) -> None:
    project = owner.create_project("P")
    member = world.member(owner, "editor")
    owner.remove_member(member.principal.user_id)
    alone = world.again(member)
    assert alone.principal.organization_id != owner.principal.organization_id and alone.principal.role == "owner"
    with pytest.raises(NotFound):
        alone.get_project(project.id)
    with pytest.raises(NotFound):
        member.get_project(project.id)  # as a page that was opened before still asks
    assert [one.user_id for one in owner.list_members()] == [owner.principal.user_id]
    owner.invite(member.principal.email, "viewer")
    alone.accept_invitation(alone.my_invitations()[0].id)
    assert world.again(alone).get_project(project.id).project == project


def test_roles_are_changed_by_those_above(world: World, owner: Store, other: Store) -> None:
    admin, editor = world.member(owner, "admin"), world.member(owner, "editor")
    admin.set_member_role(editor.principal.user_id, "viewer")
    assert world.again(editor).principal.role == "viewer"
    for refused in (
        lambda: admin.set_member_role(editor.principal.user_id, "owner"),
        lambda: admin.set_member_role(owner.principal.user_id, "viewer"),
        lambda: admin.set_member_role(admin.principal.user_id, "owner"),
        lambda: admin.remove_member(owner.principal.user_id),
        lambda: admin.transfer_ownership(editor.principal.user_id),
        lambda: editor.set_member_role(admin.principal.user_id, "viewer"),
        lambda: editor.remove_member(admin.principal.user_id),
        lambda: owner.remove_member(owner.principal.user_id),
    ):
        with pytest.raises(NotPermitted):
            refused()
    stranger = other.principal.user_id
    for unseen in (
        lambda: owner.set_member_role(stranger, "viewer"),
        lambda: owner.remove_member(stranger),
        lambda: owner.transfer_ownership(stranger),
        lambda: owner.transfer_ownership(owner.principal.user_id),
        lambda: owner.transfer_ownership(NOBODY),
    ):
        with pytest.raises(NotFound):
            unseen()
    assert world.again(owner).principal.role == "owner" == world.again(other).principal.role
    assert world.again(editor).principal.role == "viewer"


def test_an_organization_is_handed_over(world: World, owner: Store) -> None:
    heir = world.member(owner, "viewer")
    owner.transfer_ownership(heir.principal.user_id)
    before, after = world.again(owner), world.again(heir)
    assert (before.principal.role, after.principal.role) == ("admin", "owner")
    with pytest.raises(NotPermitted):
        before.transfer_ownership(before.principal.user_id)
    after.update_organization(name="Mine now")


def test_an_organization_ends_with_what_it_has_and_its_people_go_on(world: World, owner: Store, other: Store) -> None:
    filled, theirs = Filled(owner), Filled(other)
    admin = world.member(owner, "admin")
    owner.update_organization(name="Acme")
    owner.invite("waiting@example.test", "viewer")
    for refused, error in (
        (lambda: admin.delete_organization("Acme"), NotPermitted),
        (lambda: owner.delete_organization("acme"), InvalidInput),
        (lambda: other.delete_organization("Acme"), InvalidInput),
    ):
        with pytest.raises(error):
            refused()
    assert owner.get_project(filled.project.id) and owner.organization().name == "Acme"
    owner.delete_organization("Acme")
    for person in (owner, admin):
        alone = world.again(person)
        assert alone.principal.role == "owner" and alone.list_projects() == []
        assert alone.principal.organization_id != person.principal.organization_id
        assert [one.user_id for one in alone.list_members()] == [person.principal.user_id]
    left = world.admin.execute("select count(*) from public.projects where id = %s", (filled.project.id,)).fetchone()
    assert left == (0,)
    assert other.get_project(theirs.project.id).project == theirs.project


@pytest.mark.parametrize("days", [1, 30])
def test_an_invitation_lasts_as_long_as_was_said(owner: Store, days: int) -> None:
    owner.invite(f"{uuid4().hex[:8]}@example.test", "viewer", days=days)
    (sent,) = owner.list_invitations()
    lasts = sent.expires_at - datetime.now(UTC)
    assert timedelta(days=days, minutes=-5) < lasts <= timedelta(days=days, minutes=5)
    for wrong in (0, 31, -1, 10_000):
        with pytest.raises(InvalidInput):
            owner.invite(f"{uuid4().hex[:8]}@example.test", "viewer", days=wrong)
    assert len(owner.list_invitations()) == 1


LOSES: dict[str, Callable[[World, Store, Store], object]] = {
    "removed": lambda world, owner, one: owner.remove_member(one.principal.user_id),
    "editor": lambda world, owner, one: owner.set_member_role(one.principal.user_id, "editor"),
    "viewer": lambda world, owner, one: owner.set_member_role(one.principal.user_id, "viewer"),
    "admin": lambda world, owner, one: owner.set_member_role(one.principal.user_id, "admin"),
    "hands over": lambda world, owner, one: one.transfer_ownership(owner.principal.user_id),
    "account deleted": lambda world, owner, one: delete_account(world, one),
}


def delete_account(world: World, one: Store) -> None:
    world.admin.execute("delete from auth.users where id = %s", (one.principal.user_id,))


@pytest.mark.parametrize(
    ("inviter", "loses", "offered", "lasts"),
    [
        ("admin", "removed", "admin", False), ("admin", "viewer", "admin", False), ("admin", "editor", "viewer", False),
        ("admin", "account deleted", "admin", False), ("owner", "removed", "owner", False), ("owner", "viewer", "owner", False),
        ("owner", "admin", "owner", False), ("owner", "admin", "admin", True), ("owner", "hands over", "owner", False),
        ("owner", "hands over", "editor", True), ("owner", "account deleted", "viewer", False),
    ],
)  # fmt: skip
def test_an_invitation_is_worth_what_its_inviter_may_do_now(  # noqa: PLR0917
    world: World, owner: Store, inviter: Role, loses: str, offered: Role, lasts: bool
) -> None:
    """Who loses their place comes back by none of their other addresses, nor brings anybody."""
    one, guest = world.member(owner, inviter), world.newcomer("Guest")
    word = one.invite(guest.principal.email, offered, days=30)
    (offer,) = guest.my_invitations(word)
    owner.invite("of-another@example.test", "viewer")
    LOSES[loses](world, owner, one)
    kept = {sent.email for sent in owner.list_invitations()} - {"of-another@example.test"}
    assert kept == ({guest.principal.email} if lasts else set())
    assert len(owner.list_invitations()) == len(kept) + 1, "of others they stay"
    if lasts:
        guest.accept_invitation(offer.id)
        assert world.again(guest).principal.role == offered
        return
    assert guest.my_invitations(word) == []
    with pytest.raises(NotFound):
        guest.accept_invitation(offer.id)
    # One that is there nonetheless, as from before or from the same moment, brings nobody in.
    world.admin.execute(
        "insert into public.invitations (id, organization_id, email, role, invited_by) values (%s, %s, %s, %s, %s)",
        (offer.id, owner.principal.organization_id, guest.principal.email, offered,
         None if loses == "account deleted" else one.principal.user_id),
    )  # fmt: skip
    assert guest.my_invitations() == []
    with pytest.raises(InvalidInput, match="not valid any more"):
        guest.accept_invitation(offer.id)
    assert world.again(guest).principal == guest.principal


def test_as_many_invitations_wait_as_may(world: World, owner: Store, other: Store) -> None:
    home = owner.principal.organization_id
    many = (
        "insert into public.invitations (organization_id, email, role, invited_by, expires_at)"
        " select %s, 'x' || n || '@example.test', 'viewer', %s, now() + interval '1 day' from generate_series(1, %s) n"
    )
    world.admin.execute(many, (home, owner.principal.user_id, 499))
    owner.invite("last@example.test", "viewer")
    with pytest.raises(InvalidInput, match="500 invitations wait"):
        owner.invite("one-more@example.test", "viewer")
    owner.invite("LAST@example.test", "editor")
    assert len(owner.list_invitations()) == 500
    other.invite("last@example.test", "viewer")
    world.admin.execute(
        "update public.invitations set expires_at = now() where email in ('x1@example.test', 'x2@example.test')"
    )
    owner.invite("one-more@example.test", "viewer")
    left = {sent.email for sent in owner.list_invitations()}
    assert len(left) == 499 and {"one-more@example.test", "LAST@example.test"} < left and "x1@example.test" not in left
    with pytest.raises(psycopg.Error) as refused:
        world.admin.execute(many.replace("'x'", "'y'"), (home, owner.principal.user_id, 20_000))
    assert refused.value.sqlstate == "LU005" and len(owner.list_invitations()) == 499


@pytest.mark.parametrize(
    ("others", "heir"),
    [
        (("viewer", "editor", "admin", "admin"), 2), (("viewer", "editor", "editor"), 1), (("viewer", "viewer"), 0),
        (("admin", "owner"), None), ((), None),
    ],
)  # fmt: skip
def test_the_last_owner_s_account_is_deleted(
    world: World, owner: Store, other: Store, others: tuple[Role, ...], heir: int | None
) -> None:
    filled, theirs = Filled(owner), Filled(other)
    members = [world.member(owner, role) for role in others]
    tables = ("projects", "data_sources", "semantic_models", "agents", "artifacts", "organizations", "budgets")
    owner.set_budget(BudgetLimits(day_bytes=10))

    def counts() -> list[object]:
        return [world.admin.execute(f"select count(*) from public.{table}".encode()).fetchone() for table in tables]

    before = counts()
    delete_account(world, owner)
    assert counts() == before and before[0] != (0,)
    expected = list(others)
    if heir is not None:
        expected[heir] = "owner"
    assert [world.again(one).principal.role for one in members] == expected
    if members:
        assert world.again(members[-1]).principal.organization_id == owner.principal.organization_id
    if heir is not None:
        assert world.again(members[heir]).get_project(filled.project.id).project.name == filled.project.name
    assert world.again(other).principal == other.principal
    assert other.get_project(theirs.project.id).project == theirs.project


def test_accounts_deleted_at_once_leave_an_owner(world: World, owner: Store) -> None:
    gone, left = world.member(owner, "admin"), world.member(owner, "viewer")
    world.admin.execute(
        "delete from auth.users where id in (%s, %s)", (owner.principal.user_id, gone.principal.user_id)
    )
    assert world.again(left).principal.role == "owner"
    world.admin.execute("delete from public.organizations where id = %s", (left.principal.organization_id,))
    rest = world.admin.execute("select 1 from public.profiles where id = %s", (left.principal.user_id,)).fetchone()
    assert rest is None


# projects


def test_a_project_lives_and_dies(owner: Store) -> None:
    before = datetime.now(UTC)
    project = owner.create_project("  Reporting ", "For the board")
    assert (project.name, project.description) == ("Reporting", "For the board")
    assert project.organization_id == owner.principal.organization_id
    assert project.created_by == owner.principal.user_id
    assert before - timedelta(seconds=5) < project.created_at <= project.updated_at
    assert project.created_at.tzinfo == UTC and project.archived_at is None

    renamed = owner.update_project(project.id, name="Board")
    assert (renamed.name, renamed.description) == ("Board", "For the board")
    assert renamed.updated_at > project.updated_at and renamed.created_at == project.created_at

    owner.update_project(project.id, archived=True)
    assert owner.list_projects() == [] == owner.recent_projects()
    assert [s.project.id for s in owner.list_projects(archived=True)] == [project.id]
    assert owner.update_project(project.id, archived=False).archived_at is None
    owner.delete_project(project.id)
    with pytest.raises(NotFound):
        owner.get_project(project.id)


def test_a_description_can_be_emptied_and_nothing_changes_without_values(owner: Store) -> None:
    project = owner.create_project("P", "words")
    assert owner.update_project(project.id, description="").description == ""
    assert owner.update_project(project.id).updated_at == owner.get_project(project.id).project.updated_at


def test_projects_list_newest_change_first_with_search_and_pages(owner: Store) -> None:
    a, b, c = (owner.create_project(name) for name in ("Alpha 100%", "beta_x", "Gamma"))
    owner.update_project(a.id, description="touched * , ( ) \" ' \\")
    names = [s.project.name for s in owner.list_projects()]
    assert names == ["Alpha 100%", "Gamma", "beta_x"]
    assert [s.project.id for s in owner.list_projects(limit=1, offset=1)] == [c.id]
    assert owner.recent_projects() == [s.project for s in owner.list_projects()]
    assert [project.id for project in owner.recent_projects(limit=2)] == [a.id, c.id]
    found: dict[str, list[str]] = {
        text: [s.project.id for s in owner.list_projects(search=text)]
        for text in ("ALPHA", "100%", "_", "%", "*", "touched * , ( ) \" ' \\", "nothing")
    }
    assert found["ALPHA"] == found["100%"] == found["%"] == found["*"] == [a.id]
    assert found["touched * , ( ) \" ' \\"] == [a.id]
    assert found["_"] == [b.id] and found["nothing"] == []


def test_a_project_has_changed_when_anything_shared_in_it_has(owner: Store) -> None:
    filled, other = Filled(owner), owner.create_project("Other")
    assert [s.project.id for s in owner.list_projects()] == [other.id, filled.project.id]
    before = owner.get_project(filled.project.id)
    owner.append_messages(filled.session.id, [("user", {"text": "hello"})])
    assert owner.get_project(filled.project.id).changed_at == before.changed_at
    owner.save_artifact(filled.artifact.id, based_on=filled.artifact.version, name="Renamed")
    after = owner.get_project(filled.project.id)
    assert after.changed_at > before.changed_at and after.project.updated_at == before.project.updated_at
    assert [s.project.id for s in owner.list_projects()] == [filled.project.id, other.id]
    assert (before.semantic_models, before.published_models) == (1, 0)
    owner.publish_semantic_model(filled.model.id, 1)
    published = owner.get_project(filled.project.id)
    assert published.published_models == 1 and published.changed_at > after.changed_at


def test_a_change_inside_moves_a_project_up_and_leaves_its_own_time(owner: Store) -> None:
    first, second = owner.create_project("First"), owner.create_project("Second")
    artifact = owner.create_artifact(first.id, "report", "R", {})
    assert [one.id for one in owner.recent_projects()] == [first.id, second.id]
    owner.create_agent(second.id, "A")
    assert [one.project.id for one in owner.list_projects()] == [second.id, first.id]
    before = owner.get_project(first.id)
    owner.delete_artifact(artifact.id)
    after = owner.get_project(first.id)
    assert [one.project.id for one in owner.list_projects()] == [first.id, second.id], "what goes is a change too"
    assert after.changed_at > before.changed_at and after.project.updated_at == before.project.updated_at


def test_nobody_waits_for_a_project_that_another_holds(world: World, owner: Store) -> None:
    filled = Filled(owner)
    done: list[str] = []

    def save() -> None:
        owner.save_artifact(filled.artifact.id, based_on=1, name="Saved meanwhile")
        owner.create_agent(filled.project.id, "Made meanwhile")
        done.append("both")

    thread = threading.Thread(target=save, daemon=True)
    with world.admin.transaction():
        world.admin.execute("update public.projects set name = 'Held' where id = %s", (filled.project.id,))
        thread.start()
        thread.join(15)
        assert done == ["both"], "a change inside waits for the project's row"
    saved = owner.get_artifact(filled.artifact.id)
    assert owner.get_project(filled.project.id).changed_at >= saved.updated_at, "told exactly all the same"


def test_pages_of_every_list_begin_after_the_row_before(owner: Store) -> None:
    projects = [owner.create_project(f"Project {n}") for n in range(5)]
    agents = [owner.create_agent(one.id, f"Agent {n}") for n, one in enumerate(projects)]
    artifacts = [owner.create_artifact(one.id, "report", f"Report {n}", {}) for n, one in enumerate(projects)]
    sessions = [owner.create_session(one.id, title=f"Session {n}") for n, one in enumerate(projects)]

    def paged(fetch: Callable[[Mark | None], Sequence[ProjectSummary | Agent | Artifact | AgentSession]]) -> list[str]:
        found: list[str] = []
        after: Mark | None = None
        while rows := fetch(after):
            assert len(rows) <= 2
            after = Mark.of(rows[-1])
            found += [one.project.id if isinstance(one, ProjectSummary) else one.id for one in rows]
        return found

    newest_first = [one.id for one in reversed(projects)]
    assert paged(lambda after: owner.list_projects(limit=2, after=after)) == newest_first
    assert paged(lambda after: owner.list_projects(search="project", limit=2, after=after)) == newest_first
    assert paged(lambda after: owner.list_agents(limit=2, after=after)) == [one.id for one in reversed(agents)]
    assert paged(lambda after: owner.list_artifacts(limit=2, after=after)) == [one.id for one in reversed(artifacts)]
    assert paged(lambda after: owner.list_sessions(limit=2, after=after)) == [one.id for one in reversed(sessions)]
    here = projects[0].id
    assert paged(lambda after: owner.list_sessions(project_id=here, limit=2, after=after)) == [sessions[0].id]
    assert paged(lambda after: owner.list_artifacts(project_id=here, limit=2, after=after)) == [artifacts[0].id]
    page = owner.list_projects(limit=2)
    owner.update_project(projects[0].id, name="Moved up")
    left = owner.list_projects(limit=9, after=Mark.of(page[-1]))
    assert [one.project.id for one in left] == [projects[2].id, projects[1].id], "nothing twice"
    assert [one.id for one in owner.recent_projects(search="moved")] == [projects[0].id]


def test_names_are_told_by_id_and_people_by_pages(world: World, owner: Store, other: Store) -> None:
    mine, theirs = owner.create_project("Mine"), other.create_project("Theirs")
    assert owner.project_names({mine.id, theirs.id}) == {mine.id: "Mine"} and owner.project_names(()) == {}
    viewer = world.member(owner, "viewer")
    me, them = owner.principal.user_id, viewer.principal.user_id
    assert owner.member_names([me, them, other.principal.user_id]).keys() == {me, them}
    everybody = owner.list_members()
    assert [*owner.list_members(limit=1), *owner.list_members(limit=5, offset=1)] == everybody and len(everybody) == 2
    assert [one.user_id for one in owner.list_members(search="OLGA")] == [me]
    for n in range(3):
        owner.invite(f"{n}-{uuid4().hex[:8]}@x.test", "viewer")
    pages = owner.list_invitations(limit=2), owner.list_invitations(limit=2, offset=2)
    assert [len(page) for page in pages] == [2, 1] and [*pages[0], *pages[1]] == owner.list_invitations()
    assert viewer.list_invitations(limit=9) == [] == other.list_invitations(limit=9)


def test_conversations_with_an_agent_and_without_one(owner: Store) -> None:
    project = owner.create_project("P")
    agent = owner.create_agent(project.id, "A")
    free, bound = owner.create_session(project.id), owner.create_session(project.id, agent_id=agent.id)
    assert [one.id for one in owner.list_sessions(project_id=project.id, without_agent=True)] == [free.id]
    assert [one.id for one in owner.list_sessions(agent_id=agent.id)] == [bound.id]


def test_a_list_begins_nowhere_else_for_another_organization(owner: Store, other: Store) -> None:
    mine = owner.create_project("Mine")
    owner.create_agent(mine.id, "A")
    mark = Mark(datetime.now(UTC) + timedelta(days=1), mine.id)
    assert other.list_projects(after=mark) == [] == other.list_agents(after=mark)
    assert other.list_artifacts(project_id=mine.id, after=mark) == [] == other.list_sessions(project_id=mine.id)
    assert other.recent_projects(search="Mine") == []


def test_counts_and_the_cascade_of_deleting_a_project(world: World, owner: Store) -> None:
    filled = Filled(owner)
    owner.append_messages(filled.session.id, [("user", {"text": "hello"})])
    owner.log_queries([logged(filled.project.id, data_source_id=filled.source.id)])
    summary = owner.get_project(filled.project.id)
    counts = (summary.data_sources, summary.semantic_models, summary.agents, summary.artifacts, summary.sessions)
    assert counts == (1, 1, 1, 1, 1)
    assert summary.artifacts == summary.dashboards + summary.reports + summary.decks
    assert owner.list_projects()[0] == summary
    kept = Filled(owner)
    owner.delete_project(filled.project.id)
    tables = world.admin.execute(
        "select table_name from information_schema.columns where table_schema = 'public' and column_name = 'project_id'"
        " and table_name <> 'projects'"
    ).fetchall()
    assert len(tables) >= 6
    for (table,) in tables:
        left = world.admin.execute(f"select count(*) from public.{table} where project_id = %s", (filled.project.id,))
        assert left.fetchone() == (0,), table
    assert owner.get_artifact(kept.artifact.id).id == kept.artifact.id


@pytest.mark.parametrize("name", ["", "   ", "x" * 201])
def test_a_bad_name_is_refused_in_words(owner: Store, name: str) -> None:
    with pytest.raises(InvalidInput, match="1 to 200 characters"):
        owner.create_project(name)
    assert owner.list_projects() == []


@pytest.mark.parametrize(
    "name", ["<b>bold</b>", "naïve 漢字 🎉", "Robert'); drop table projects;--", "a\nb", '"quoted"']
)
def test_names_come_back_as_they_were(owner: Store, name: str) -> None:
    project = owner.create_project(name, name)
    again = owner.get_project(project.id).project
    assert (again.name, again.description) == (name, name)


@pytest.mark.parametrize("text", ["null\0byte", "half \ud800 surrogate"])
def test_text_that_cannot_be_stored_is_refused(owner: Store, text: str) -> None:
    with pytest.raises(InvalidInput):
        owner.create_project(text)
    project = owner.create_project("P")
    with pytest.raises(InvalidInput):
        owner.create_artifact(project.id, "report", "R", {"text": text})


@pytest.mark.parametrize("id", [NOBODY, "", "nonsense", "' or true --", "../../x"])
def test_an_unknown_id_is_not_found_everywhere(owner: Store, id: str) -> None:
    project = owner.create_project("P")
    calls: list[Callable[[], object]] = [
        lambda: owner.get_project(id),
        lambda: owner.update_project(id, name="x"),
        lambda: owner.delete_project(id),
        lambda: owner.get_agent(id),
        lambda: owner.update_agent(id, name="x"),
        lambda: owner.create_agent(id, "x"),
        lambda: owner.delete_agent(id),
        lambda: owner.get_session(id),
        lambda: owner.rename_session(id, "x"),
        lambda: owner.create_session(id),
        lambda: owner.create_session(project.id, agent_id=id),
        lambda: owner.append_messages(id, [("user", {})]),
        lambda: owner.list_messages(id),
        lambda: owner.delete_session(id),
        lambda: owner.get_data_source(id),
        lambda: owner.create_data_source(id, "x", "duckdb", {}, {}),
        lambda: owner.create_data_source(id, "x", "duckdb", {}, {}, catalog={}),
        lambda: owner.update_data_source(id, name="x"),
        lambda: owner.update_data_source(id, name="x", catalog={}),
        lambda: owner.delete_data_source(id),
        lambda: owner.open_connection(id),
        lambda: owner.save_catalog(id, {}),
        lambda: owner.load_catalog(id),
        lambda: owner.get_semantic_model(id),
        lambda: owner.create_semantic_model(project.id, id, "x", {}, {}),
        lambda: owner.save_semantic_model(id, {}, {}, based_on=1),
        lambda: owner.publish_semantic_model(id, 1),
        lambda: owner.get_semantic_model_version(id, 1),
        lambda: owner.list_semantic_model_versions(id),
        lambda: owner.delete_semantic_model(id),
        lambda: owner.get_artifact(id),
        lambda: owner.create_artifact(id, "report", "x", {}),
        lambda: owner.save_artifact(id, based_on=1, name="x"),
        lambda: owner.set_artifact_status(id, "published"),
        lambda: owner.delete_artifact(id),
        lambda: owner.list_artifact_versions(id),
        lambda: owner.get_artifact_version(id, 1),
    ]
    for number, call in enumerate(calls):
        with pytest.raises(NotFound):
            call()
            pytest.fail(f"call {number} found something")


# agents and sessions


def test_an_agent_keeps_its_configuration(owner: Store) -> None:
    project = owner.create_project("P")
    config = {"planner": "offline", "temperature": 0.5, "tables": ["a", "b"], "nested": {"x": None, "y": True}}
    agent = owner.create_agent(project.id, "Agent", description="d", instructions="i", config=config)
    assert owner.get_agent(agent.id) == agent
    assert agent.config == config
    changed = owner.update_agent(agent.id, config={}, instructions="")
    assert (changed.config, changed.instructions, changed.description) == ({}, "", "d")
    second = owner.create_agent(owner.create_project("Q").id, "Second")
    assert [a.id for a in owner.list_agents()] == [second.id, agent.id]
    assert [a.id for a in owner.list_agents(project_id=project.id)] == [agent.id]
    assert [a.id for a in owner.list_agents(search="SECO")] == [second.id]
    owner.delete_agent(agent.id)
    assert [a.id for a in owner.list_agents()] == [second.id]


def test_a_session_keeps_its_messages_in_order(owner: Store) -> None:
    filled = Filled(owner)
    other_session = owner.create_session(filled.project.id, title="first title")
    first = owner.append_messages(filled.session.id, [("user", {"text": "hi"}), ("assistant", {"rows": [[1, None]]})])
    assert [(m.position, m.role) for m in first] == [(1, "user"), (2, "assistant")]
    owner.append_messages(filled.session.id, [("user", {"n": n}) for n in range(30)])
    messages = owner.list_messages(filled.session.id)
    assert [m.position for m in messages] == list(range(1, 33))
    assert messages[1].content == {"rows": [[1, None]]} and messages[-1].content == {"n": 29}
    assert [s.id for s in owner.list_sessions()] == [filled.session.id, other_session.id]
    assert [s.id for s in owner.list_sessions(agent_id=filled.agent.id)] == [filled.session.id]
    assert owner.list_sessions(project_id=filled.project.id, limit=1, offset=1)[0].id == other_session.id
    assert owner.rename_session(filled.session.id, "Talk").title == "Talk"
    assert owner.append_messages(filled.session.id, []) == []
    owner.delete_session(filled.session.id)
    with pytest.raises(NotFound):
        owner.list_messages(filled.session.id)


def test_messages_are_appended_all_or_none(owner: Store) -> None:
    session = owner.create_session(owner.create_project("P").id)
    with pytest.raises(InvalidInput):
        owner.append_messages(session.id, [("user", {"a": 1}), ("robot", {"b": 2})])  # type: ignore[list-item]
    assert owner.list_messages(session.id) == []


def test_two_writers_of_one_session_do_not_collide(owner: Store) -> None:
    session = owner.create_session(owner.create_project("P").id)
    errors: list[LunaraError] = []

    def write() -> None:
        try:
            for n in range(5):
                owner.append_messages(session.id, [("user", {"n": n}), ("assistant", {"n": n})])
        except LunaraError as error:
            errors.append(error)

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert errors == []
    messages = owner.list_messages(session.id)
    assert [m.position for m in messages] == list(range(1, 41))
    assert all(a.role == "user" and b.role == "assistant" and a.content == b.content
               for a, b in zip(messages[::2], messages[1::2], strict=True))  # fmt: skip


def test_deleting_an_agent_deletes_its_sessions_a_model_leaves_them(owner: Store) -> None:
    filled = Filled(owner)
    loose = owner.create_session(filled.project.id, semantic_model_id=filled.model.id)
    owner.delete_semantic_model(filled.model.id)
    assert owner.get_session(loose.id).semantic_model_id is None
    assert owner.get_session(loose.id).project_id == filled.project.id
    owner.delete_agent(filled.agent.id)
    assert [s.id for s in owner.list_sessions()] == [loose.id]


def test_a_conversation_longer_than_a_page_of_the_api_is_whole(owner: Store) -> None:
    session = owner.create_session(owner.create_project("P").id)
    owner.append_messages(session.id, [("user", {"n": n}) for n in range(1203)])
    assert [m.content["n"] for m in owner.list_messages(session.id)] == list(range(1203))


# data sources


def test_a_data_source_counts_changes_of_its_connection(owner: Store) -> None:
    project = owner.create_project("P")
    source = owner.create_data_source(project.id, "W", "postgres", {"host": "db"}, {"password": "hunter2"})
    assert (source.version, source.config, source.kind) == (1, {"host": "db"}, "postgres")
    assert owner.open_connection(source.id).secrets == {"password": "hunter2"}
    assert owner.update_data_source(source.id, name="Warehouse").version == 1
    assert owner.update_data_source(source.id, config={"host": "db2"}, secrets={"password": "hunter2"}).version == 2
    changed = owner.update_data_source(source.id, secrets={"password": "new"})
    assert (changed.version, changed.name, changed.config) == (3, "Warehouse", {"host": "db2"})
    assert owner.open_connection(source.id) == Connection("postgres", {"host": "db2"}, {"password": "new"})
    assert owner.update_data_source(source.id, config={"host": "db2"}).version == 3
    assert owner.list_data_sources(project.id) == [owner.get_data_source(source.id)]
    owner.delete_data_source(source.id)
    assert owner.list_data_sources(project.id) == []


def test_configuration_and_secrets_change_together_or_not_at_all(owner: Store) -> None:
    project = owner.create_project("P")
    source = owner.create_data_source(project.id, "W", "postgres", {"host": "a"}, {"password": "a"})
    both = owner.update_data_source(source.id, config={"host": "b"}, secrets={"password": "b"})
    assert both.version == 2
    owner.create_data_source(project.id, "Taken", "postgres", {}, {})
    with pytest.raises(InvalidInput, match="taken"):
        owner.update_data_source(source.id, name="taken", config={"host": "c"}, secrets={"password": "c"})
    assert owner.get_data_source(source.id) == both
    assert owner.open_connection(source.id).secrets == {"password": "b"}


def test_secrets_are_not_kept_for_another_destination(owner: Store) -> None:
    project = owner.create_project("P")
    source = owner.create_data_source(project.id, "W", "postgres", {"host": "a"}, {"password": "a"})
    with pytest.raises(InvalidInput, match="needed again"):
        owner.update_data_source(source.id, config={"host": "b"})
    assert owner.open_connection(source.id).config == {"host": "a"}
    files = owner.create_data_source(project.id, "F", "files", {"path": "/a"}, {})
    owner.update_data_source(files.id, config={"path": "/b"})
    assert owner.open_connection(files.id).config == {"path": "/b"}


def test_a_row_changed_past_the_app_sends_no_secret_anywhere_else(world: World, owner: Store) -> None:
    """Whatever the row says, a connection opens with what was sealed together, or not at all."""
    project = owner.create_project("P")
    source = owner.create_data_source(project.id, "W", "postgres", {"host": "db", "port": "5432"}, {"password": "x"})
    viewer = world.member(owner, "viewer")
    for change in ('config = \'{"host": "evil.test", "port": "5432"}\'', "config = '{}'"):
        world.admin.execute(f"update public.data_sources set {change} where id = %s", (source.id,))
        with pytest.raises(InvalidInput, match="changed outside") as caught:
            owner.open_connection(source.id)
        assert "Connect" in caught.value.hint
        assert viewer.open_connection(source.id).config == {"host": "db", "port": "5432"}
    world.admin.execute("update public.data_sources set kind = 'mysql' where id = %s", (source.id,))
    for store in (owner, viewer):
        with pytest.raises(InvalidInput):
            store.open_connection(source.id)
    world.admin.execute("update public.data_sources set kind = 'duckdb', secrets = null where id = %s", (source.id,))
    with pytest.raises(InvalidInput, match="changed outside"):
        viewer.open_connection(source.id)


def test_a_viewer_is_not_told_where_a_source_is_nor_what_is_in_it(world: World, owner: Store) -> None:
    project = owner.create_project("P")
    source = owner.create_data_source(project.id, "W", "postgres", {"host": "db.internal"}, {"password": "x"})
    owner.save_catalog(source.id, {"tables": ["salaries"]})
    viewer, editor = world.member(owner, "viewer"), world.member(owner, "editor")
    seen = viewer.get_data_source(source.id)
    assert (seen.name, seen.kind, seen.config, viewer.list_data_sources(project.id)) == ("W", "postgres", {}, [seen])
    with pytest.raises(NotPermitted):
        viewer.load_catalog(source.id)
    assert editor.get_data_source(source.id).config == {"host": "db.internal"}
    assert editor.load_catalog(source.id) == {"tables": ["salaries"]}


def test_secrets_lie_encrypted_and_appear_in_no_record(world: World, owner: Store) -> None:
    project = owner.create_project("P")
    source = owner.create_data_source(project.id, "W", "postgres", {"host": "db"}, {"password": "hunter2-secret"})
    stored = world.admin.execute("select d::text from public.data_sources d where id = %s", (source.id,)).fetchone()
    assert stored is not None and "v2." in stored[0] and "hunter2" not in stored[0]
    assert "hunter2" not in repr(owner.get_data_source(source.id)) + repr(owner.list_data_sources(project.id))


def test_a_ciphertext_copied_to_another_row_does_not_open(world: World, owner: Store, other: Store) -> None:
    project = owner.create_project("P")
    first = owner.create_data_source(project.id, "A", "postgres", {}, {"password": "one"})
    second = owner.create_data_source(project.id, "B", "postgres", {}, {"password": "two"})
    foreign = other.create_data_source(other.create_project("P").id, "C", "postgres", {}, {"password": "three"})
    copy = (
        "update public.data_sources set secrets = (select secrets from public.data_sources where id = %s) where id = %s"
    )
    for target, store in ((second, owner), (foreign, other)):
        world.admin.execute(copy, (first.id, target.id))
        with pytest.raises(InvalidInput, match="do not belong"):
            store.open_connection(target.id)
    assert owner.open_connection(first.id).secrets == {"password": "one"}


def test_a_catalog_is_kept_beside_the_source(owner: Store) -> None:
    source = owner.create_data_source(owner.create_project("P").id, "W", "duckdb", {}, {})
    assert (owner.load_catalog(source.id), source.catalog_at) == (None, None)
    catalog = {"tables": [{"name": f"t{n}", "columns": ["ä", '"'] * 20} for n in range(200)]}
    saved = owner.save_catalog(source.id, catalog)
    assert saved.catalog_at is not None and saved.version == 1
    assert owner.load_catalog(source.id) == catalog


def test_a_source_and_its_catalog_are_saved_together_or_not_at_all(world: World, owner: Store) -> None:
    project = owner.create_project("P")
    old, new = {"tables": [{"name": "old"}]}, {"tables": [{"name": "new"}]}
    made = owner.create_data_source(project.id, "W", "postgres", {"host": "a"}, {"password": "a"}, catalog=old)
    assert (made.version, made.name, made.config, made.catalog_at is not None) == (1, "W", {"host": "a"}, True)
    assert (owner.load_catalog(made.id), owner.open_connection(made.id).secrets) == (old, {"password": "a"})
    changed = owner.update_data_source(made.id, name="V", config={"host": "b"}, secrets={"password": "b"}, catalog=new)
    assert (changed.version, changed.name, changed.config) == (2, "V", {"host": "b"})
    assert (owner.load_catalog(made.id), owner.open_connection(made.id).secrets) == (new, {"password": "b"})

    # the second half fails
    world.admin.execute(
        "create function public.no_catalog() returns trigger language plpgsql as"
        " $$ begin raise exception 'no catalog today' using errcode = '23514'; end $$"
    )
    world.admin.execute(
        "create trigger no_catalog before update of catalog on public.data_sources"
        " for each row execute function public.no_catalog()"
    )
    try:
        with pytest.raises(InvalidInput):
            owner.update_data_source(made.id, name="U", config={"host": "c"}, secrets={"password": "c"}, catalog=old)
        with pytest.raises(InvalidInput):
            owner.create_data_source(project.id, "Another", "postgres", {}, {}, catalog=old)
    finally:
        world.admin.execute("drop trigger no_catalog on public.data_sources; drop function public.no_catalog()")
    assert owner.list_data_sources(project.id) == [changed]
    assert (owner.load_catalog(made.id), owner.open_connection(made.id).secrets) == (new, {"password": "b"})


def test_two_data_sources_of_one_name_are_refused(owner: Store) -> None:
    project = owner.create_project("P")
    owner.create_data_source(project.id, "Warehouse", "duckdb", {}, {})
    with pytest.raises(InvalidInput, match="taken"):
        owner.create_data_source(project.id, "warehouse", "duckdb", {}, {})
    owner.create_data_source(owner.create_project("Q").id, "Warehouse", "duckdb", {}, {})


# semantic models


def test_a_model_is_versioned_and_published(owner: Store) -> None:
    filled = Filled(owner)
    assert (filled.model.latest_version, filled.model.published_version) == (1, None)
    assert owner.get_semantic_model_version(filled.model.id, 1).content == {"tables": ["a"]}
    saved = owner.save_semantic_model(
        filled.model.id, {"tables": ["a", "b"]}, {"b": {"status": "accepted"}}, based_on=1, note="b added"
    )
    assert (saved.version, saved.note, saved.created_by_name) == (2, "b added", "Olga Owner")
    assert saved == owner.get_semantic_model_version(filled.model.id, 2)
    assert saved.review == {"b": {"status": "accepted"}} and saved.published_at is None
    head = owner.publish_semantic_model(filled.model.id, 2, note="go")
    assert (head.latest_version, head.published_version) == (2, 2)
    published = owner.get_semantic_model_version(filled.model.id, 2)
    assert published.published_at is not None and published.note == "go"
    assert owner.publish_semantic_model(filled.model.id, 1).published_version == 1
    assert owner.get_semantic_model_version(filled.model.id, 2).published_at == published.published_at
    assert [v.version for v in owner.list_semantic_model_versions(filled.model.id)] == [2, 1]
    assert owner.list_semantic_models(filled.project.id) == [owner.get_semantic_model(filled.model.id)]
    with pytest.raises(NotFound):
        owner.publish_semantic_model(filled.model.id, 3)
    with pytest.raises(NotFound):
        owner.get_semantic_model_version(filled.model.id, 3)
    owner.delete_semantic_model(filled.model.id)
    assert owner.list_semantic_models(filled.project.id) == []


def test_who_published_a_version_is_kept_with_it(world: World, owner: Store) -> None:
    filled = Filled(owner)
    assert owner.get_semantic_model_version(filled.model.id, 1).published_by_name == ""
    world.member(owner, "editor").publish_semantic_model(filled.model.id, 1)
    owner.publish_semantic_model(filled.model.id, 1)
    assert owner.get_semantic_model_version(filled.model.id, 1).published_by_name == "Editor Test"
    assert owner.list_semantic_model_versions(filled.model.id)[0].published_by_name == "Editor Test"


def test_a_draft_of_a_model_is_a_persons_own(world: World, owner: Store, other: Store) -> None:
    filled = Filled(owner)
    id = filled.model.id
    editor, viewer = world.member(owner, "editor"), world.member(owner, "viewer")
    assert owner.load_semantic_model_draft(id) is None
    owner.drop_semantic_model_draft(id)
    owner.save_semantic_model_draft(id, {"n": 1}, {"k": {"status": "accepted"}}, based_on=1)
    owner.save_semantic_model_draft(id, {"n": 2}, {}, based_on=1)
    editor.save_semantic_model_draft(id, {"n": 3}, {}, based_on=1)
    mine, theirs = owner.load_semantic_model_draft(id), editor.load_semantic_model_draft(id)
    assert mine is not None and theirs is not None
    assert (mine.content, mine.review, mine.based_on, theirs.content) == ({"n": 2}, {}, 1, {"n": 3})
    owner.publish_semantic_model(id, 1)
    assert viewer.load_semantic_model_draft(id) is None and other.load_semantic_model_draft(id) is None
    with pytest.raises(NotPermitted):
        viewer.save_semantic_model_draft(id, {}, {}, based_on=1)
    with pytest.raises(NotFound):
        other.save_semantic_model_draft(id, {}, {}, based_on=1)
    owner.drop_semantic_model_draft(id)
    assert owner.load_semantic_model_draft(id) is None and editor.load_semantic_model_draft(id) is not None
    owner.delete_semantic_model(id)
    assert editor.load_semantic_model_draft(id) is None


def test_proposals_are_for_those_who_build_and_changed_by_one_at_a_time(
    world: World, owner: Store, other: Store
) -> None:
    id = Filled(owner).model.id
    editor, viewer = world.member(owner, "editor"), world.member(owner, "viewer")
    owner.publish_semantic_model(id, 1)
    assert owner.load_semantic_model_proposals(id) is None
    assert owner.save_semantic_model_proposals(id, {"n": 1}, after=0) == 1
    assert owner.save_semantic_model_proposals(id, {"n": 1}, after=0) == 1, "the answer was lost on the way"
    assert editor.save_semantic_model_proposals(id, {"n": 2}, after=1) == 2
    for after in (0, 1, 7):
        with pytest.raises(Conflict):
            owner.save_semantic_model_proposals(id, {"n": 3}, after=after)
    found = owner.load_semantic_model_proposals(id)
    assert found is not None and (found.revision, found.content) == (2, {"n": 2})
    assert abs((datetime.now(UTC) - found.updated_at).total_seconds()) < 60
    for stranger, error in ((viewer, NotPermitted), (other, NotFound)):
        assert stranger.load_semantic_model_proposals(id) is None
        for after in (0, 2):
            with pytest.raises(error):
                stranger.save_semantic_model_proposals(id, {"n": 4}, after=after)
    assert owner.load_semantic_model_proposals(id) == found
    owner.delete_semantic_model(id)
    assert editor.load_semantic_model_proposals(id) is None


def test_steps_of_a_run_are_added_one_after_the_other_and_go_with_it(world: World, owner: Store, other: Store) -> None:
    id = Filled(owner).model.id
    editor, viewer = world.member(owner, "editor"), world.member(owner, "viewer")
    owner.publish_semantic_model(id, 1)
    assert owner.load_semantic_model_proposals_at(id) is None
    with pytest.raises(Conflict):
        owner.add_semantic_model_proposal_step(id, {"s": 1}, after=0)
    owner.save_semantic_model_proposals(id, {"n": 1}, after=0)
    assert owner.load_semantic_model_proposals_at(id) == ProposalsAt(1, 1)
    assert owner.add_semantic_model_proposal_step(id, {"s": 2}, after=1) == 2
    assert owner.add_semantic_model_proposal_step(id, {"s": 2}, after=1) == 2, "the answer was lost on the way"
    assert editor.add_semantic_model_proposal_step(id, {"s": 3}, after=2) == 3
    for after in (0, 1, 2, 7):
        with pytest.raises(Conflict):
            owner.add_semantic_model_proposal_step(id, {"s": 9}, after=after)
    for after in (0, 1, 2, 7):
        with pytest.raises(Conflict):
            owner.save_semantic_model_proposals(id, {"n": 9}, after=after)
    assert owner.load_semantic_model_proposals_at(id) == ProposalsAt(1, 3)
    steps = owner.list_semantic_model_proposal_steps(id, begun=1, after=1)
    assert steps == [ProposalStep(2, {"s": 2}), ProposalStep(3, {"s": 3})]
    assert owner.list_semantic_model_proposal_steps(id, begun=1, after=2) == steps[1:]
    assert owner.list_semantic_model_proposal_steps(id, begun=1, after=3) == []
    for stranger, error in ((viewer, NotPermitted), (other, NotFound)):
        assert stranger.load_semantic_model_proposals_at(id) is None
        assert stranger.list_semantic_model_proposal_steps(id, begun=1, after=1) == []
        for after in (0, 3):
            with pytest.raises(error):
                stranger.add_semantic_model_proposal_step(id, {"s": 4}, after=after)
    assert editor.save_semantic_model_proposals(id, {"n": 4}, after=3) == 4
    assert owner.load_semantic_model_proposals_at(id) == ProposalsAt(4, 4), "a run begins without the steps of another"
    with pytest.raises(Conflict):
        owner.add_semantic_model_proposal_step(id, {"s": 4}, after=3)
    assert owner.add_semantic_model_proposal_step(id, {"s": 5}, after=4) == 5


def test_many_steps_are_read_in_pages(owner: Store) -> None:
    id = Filled(owner).model.id
    at = owner.save_semantic_model_proposals(id, {}, after=0)
    for number in range(STEPS + 1):
        at = owner.add_semantic_model_proposal_step(id, {"s": number}, after=at)
    first = owner.list_semantic_model_proposal_steps(id, begun=1, after=1)
    rest = owner.list_semantic_model_proposal_steps(id, begun=1, after=first[-1].revision)
    assert [step.content["s"] for step in first + rest] == [*range(STEPS + 1)] and len(first) == STEPS


def test_checks_and_fingerprints_are_for_those_who_build(world: World, owner: Store, other: Store) -> None:
    filled = Filled(owner)
    id = filled.model.id
    editor, viewer = world.member(owner, "editor"), world.member(owner, "viewer")
    owner.publish_semantic_model(id, 1)
    assert owner.load_semantic_model_check(id) is None and owner.load_semantic_model_fingerprints(id, 1) is None
    owner.save_semantic_model_check(id, 1, {"n": 1})
    owner.save_semantic_model_fingerprints(id, 1, {"f": 1})
    owner.save_semantic_model(id, {"b": 2}, {}, based_on=1)
    owner.save_semantic_model(id, {"b": 3}, {}, based_on=2)
    editor.save_semantic_model_check(id, 2, {"n": 2})
    editor.save_semantic_model_fingerprints(id, 3, {"f": 2})
    editor.save_semantic_model_fingerprints(id, 3, {"f": 3})
    check = owner.load_semantic_model_check(id)
    assert check is not None and (check.version, check.content, check.checked_by_name) == (2, {"n": 2}, "Editor Test")
    assert abs((datetime.now(UTC) - check.checked_at).total_seconds()) < 60
    found = [owner.load_semantic_model_fingerprints(id, version) for version in (1, 2, 3, 9)]
    assert [(f.version, f.content["f"]) for f in found if f is not None] == [(1, 1), (1, 1), (3, 3), (3, 3)]
    for stranger in (viewer, other):
        assert stranger.load_semantic_model_check(id) is None
        assert stranger.load_semantic_model_fingerprints(id, 3) is None
    for refused, error in ((viewer, NotPermitted), (other, NotFound)):
        with pytest.raises(error):
            refused.save_semantic_model_check(id, 1, {})
        with pytest.raises(error):
            refused.save_semantic_model_fingerprints(id, 1, {})
    with pytest.raises(NotFound):
        owner.save_semantic_model_check(id, 77, {})
    owner.delete_semantic_model(id)
    assert owner.load_semantic_model_check(id) is None and editor.load_semantic_model_fingerprints(id, 3) is None


def test_the_key_of_fingerprints_is_a_source_s_own(world: World, owner: Store, other: Store) -> None:
    mine, theirs = Filled(owner).source.id, Filled(other).source.id
    keys = owner.fingerprint_keys(mine)
    assert len(keys[0]) == 32 and keys == owner.fingerprint_keys(mine)
    assert world.member(owner, "editor").fingerprint_keys(mine) == keys
    assert len({keys[0], owner.fingerprint_keys(theirs)[0], other.fingerprint_keys(mine)[0]}) == 3


def test_a_stale_model_save_loses_nothing(world: World, owner: Store) -> None:
    filled = Filled(owner)
    editor = world.member(owner, "editor")
    editor.save_semantic_model(filled.model.id, {"from": "editor"}, {"k": 1}, based_on=1)
    with pytest.raises(Conflict) as caught:
        owner.save_semantic_model(filled.model.id, {"from": "owner"}, {"k": 2}, based_on=1, note="mine")
    yours, theirs = caught.value.details["yours"], caught.value.details["theirs"]
    assert (yours["content"], yours["review"], yours["note"]) == ({"from": "owner"}, {"k": 2}, "mine")
    assert (theirs["version"], theirs["content"], theirs["review"]) == (2, {"from": "editor"}, {"k": 1})
    assert theirs["created_by_name"] == "Editor Test"
    with pytest.raises(Conflict):
        owner.save_semantic_model(filled.model.id, {}, {}, based_on=7)
    assert [v.version for v in owner.list_semantic_model_versions(filled.model.id)] == [2, 1]


@pytest.mark.parametrize("what", ["model", "artifact"])
def test_of_many_saves_at_once_exactly_one_wins(owner: Store, what: str) -> None:
    filled = Filled(owner)
    outcomes: list[str] = []

    def save(number: int) -> None:
        try:
            if what == "model":
                owner.save_semantic_model(filled.model.id, {"n": number}, {}, based_on=1)
            else:
                owner.save_artifact(filled.artifact.id, based_on=1, content={"n": number})
            outcomes.append("saved")
        except Conflict:
            outcomes.append("conflict")

    threads = [threading.Thread(target=save, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(outcomes) == ["conflict"] * 5 + ["saved"]


def test_deleting_a_data_source_deletes_its_models_and_keeps_the_log(owner: Store) -> None:
    filled = Filled(owner)
    owner.log_queries([logged(filled.project.id, data_source_id=filled.source.id)])
    owner.delete_data_source(filled.source.id)
    assert owner.list_semantic_models(filled.project.id) == []
    assert [q.data_source_id for q in owner.list_queries(filled.project.id)] == [None]


def test_content_that_is_not_json_is_refused(owner: Store) -> None:
    filled = Filled(owner)
    for bad in ({"x": float("nan")}, {"x": object()}, {"x": "\0"}, ["list"]):
        with pytest.raises(InvalidInput):
            owner.save_artifact(filled.artifact.id, based_on=1, content=bad)  # type: ignore[arg-type]
    assert owner.get_artifact(filled.artifact.id).version == 1
    backslash = {"x": "\\u0000 is text"}
    assert owner.save_artifact(filled.artifact.id, based_on=1, content=backslash).content == backslash


# artifacts


def test_an_artifact_counts_its_saves_and_keeps_each(owner: Store) -> None:
    filled = Filled(owner)
    artifact = filled.artifact
    assert (artifact.version, artifact.status, artifact.type) == (1, "draft", "dashboard")
    saved = owner.save_artifact(artifact.id, based_on=1, content={"widgets": [1]}, note="one tile")
    assert (saved.version, saved.name, saved.content) == (2, "Overview", {"widgets": [1]})
    renamed = owner.save_artifact(artifact.id, based_on=2, name="Board", description="d")
    assert (renamed.version, renamed.content) == (3, {"widgets": [1]})
    assert owner.get_artifact(artifact.id) == renamed
    versions = owner.list_artifact_versions(artifact.id)
    assert [(v.version, v.name, v.note, v.created_by_name) for v in versions] == [
        (3, "Board", "", "Olga Owner"), (2, "Overview", "one tile", "Olga Owner"), (1, "Overview", "", "Olga Owner"),
    ]  # fmt: skip
    assert owner.get_artifact_version(artifact.id, 1).content == {"widgets": []}
    published = owner.set_artifact_status(artifact.id, "published")
    assert (published.status, published.version) == ("published", 3)
    with pytest.raises(NotFound):
        owner.get_artifact_version(artifact.id, 9)
    owner.delete_artifact(artifact.id)
    with pytest.raises(NotFound):
        owner.get_artifact_version(artifact.id, 1)


def test_a_stale_artifact_save_loses_nothing(owner: Store) -> None:
    artifact = owner.create_artifact(owner.create_project("P").id, "report", "R", {"blocks": [0]})
    owner.save_artifact(artifact.id, based_on=1, content={"blocks": [1]})
    with pytest.raises(Conflict) as caught:
        owner.save_artifact(artifact.id, based_on=1, name="Mine", content={"blocks": [2]}, note="n")
    yours, theirs = caught.value.details["yours"], caught.value.details["theirs"]
    assert (yours["name"], yours["content"], yours["note"]) == ("Mine", {"blocks": [2]}, "n")
    assert (theirs["version"], theirs["name"], theirs["content"]) == (2, "R", {"blocks": [1]})
    assert owner.get_artifact(artifact.id).content == {"blocks": [1]}


def test_artifacts_are_listed_by_project_type_status_and_words_without_their_content(owner: Store) -> None:
    first, second = owner.create_project("P"), owner.create_project("Q")
    report = owner.create_artifact(first.id, "report", "Quarter", {"blocks": []}, description="sales")
    slide = owner.create_artifact(first.id, "slide", "Deck", {"slides": []})
    board = owner.create_artifact(second.id, "dashboard", "Board", {"widgets": []})
    owner.set_artifact_status(report.id, "published")
    assert [a.id for a in owner.list_artifacts()] == [report.id, board.id, slide.id]
    assert [a.id for a in owner.list_artifacts(project_id=first.id, type="slide")] == [slide.id]
    assert [a.id for a in owner.list_artifacts(status="published")] == [report.id]
    assert [a.id for a in owner.list_artifacts(search="SALES")] == [report.id]
    assert [a.id for a in owner.list_artifacts(limit=1, offset=2)] == [slide.id]
    with pytest.raises(InvalidInput, match="does not carry"):
        dict(owner.list_artifacts()[0].content)
    with pytest.raises(InvalidInput, match="does not carry"):
        owner.save_artifact(report.id, based_on=1, content=owner.list_artifacts()[0].content)


@pytest.mark.parametrize(("type", "status"), [("spreadsheet", "draft"), ("report", "secret")])
def test_an_unknown_type_or_status_is_refused(owner: Store, type: str, status: str) -> None:
    project = owner.create_project("P")
    with pytest.raises(InvalidInput):
        made = owner.create_artifact(project.id, type, "A", {})  # type: ignore[arg-type]
        owner.set_artifact_status(made.id, status)  # type: ignore[arg-type]


# query log


def test_what_is_too_large_is_refused_in_words_and_what_is_large_is_not(world: World, owner: Store) -> None:
    filled = Filled(owner)
    viewer = world.member(owner, "viewer")
    talk = viewer.create_session(filled.project.id)
    large, too_large = {"text": "x" * 3_900_000}, {"text": "x" * 4_100_000}
    assert viewer.append_messages(talk.id, [("user", large)])[0].content == large
    owner.save_artifact(filled.artifact.id, based_on=1, content=too_large)
    owner.save_semantic_model(filled.model.id, too_large, too_large, based_on=1)
    owner.save_catalog(filled.source.id, too_large)
    for what, call in {
        "content": lambda: viewer.append_messages(talk.id, [("user", {"small": 1}), ("user", too_large)]),
        "config": lambda: owner.update_agent(filled.agent.id, config=too_large),
        "settings": lambda: owner.update_organization(settings=too_large),
    }.items():
        with pytest.raises(InvalidInput, match=f"too large .*{what}"):
            call()
    assert len(viewer.list_messages(talk.id)) == 1


def test_viewers_read_what_is_published_now_and_not_what_was(world: World, owner: Store) -> None:
    filled = Filled(owner)
    model, viewer = filled.model.id, world.member(owner, "viewer")

    def seen() -> list[int]:
        try:
            listed = [version.version for version in viewer.list_semantic_model_versions(model)]
        except NotFound:
            listed = []
        for version in (1, 2, 3):
            if version in listed:
                assert viewer.get_semantic_model_version(model, version).version == version
                continue
            with pytest.raises(NotFound):
                viewer.get_semantic_model_version(model, version)
        return listed

    owner.save_semantic_model(model, {"draft": 2}, {}, based_on=1)
    owner.save_semantic_model(model, {"third": 3}, {}, based_on=2)
    owner.publish_semantic_model(model, 1)
    assert seen() == [1]
    owner.publish_semantic_model(model, 3)
    assert seen() == [3], "what was withdrawn is not read any more"
    agent = owner.create_agent(
        filled.project.id, "Old", config={"semantic_model_id": model, "semantic_model_version": 1}
    )
    owner.create_agent(filled.project.id, "Odd", config={"semantic_model_id": model, "semantic_model_version": 2})
    owner.create_agent(filled.project.id, "Bad", config={"semantic_model_id": "x", "semantic_model_version": "1; drop"})
    assert seen() == [3, 1], "an agent stays with the first; the second was never published"
    owner.update_agent(agent.id, config={"semantic_model_id": model, "semantic_model_version": None})
    assert seen() == [3]
    world.admin.execute("update public.semantic_models set published_version = null where id = %s", (model,))
    assert seen() == []
    owner.update_agent(agent.id, config={"semantic_model_id": model, "semantic_model_version": 1})
    assert seen() == []
    assert [version.version for version in owner.list_semantic_model_versions(model)] == [3, 2, 1]


# what must be refused


def _changes(store: Store, filled: Filled) -> dict[str, Callable[[], object]]:
    """Every call that changes something of `filled`."""
    return {
        "rename project": lambda: store.update_project(filled.project.id, name="x"),
        "create agent": lambda: store.create_agent(filled.project.id, "x"),
        "change agent": lambda: store.update_agent(filled.agent.id, instructions="x"),
        "delete agent": lambda: store.delete_agent(filled.agent.id),
        "save catalog": lambda: store.save_catalog(filled.source.id, {}),
        "create model": lambda: store.create_semantic_model(filled.project.id, filled.source.id, "x", {}, {}),
        "save model": lambda: store.save_semantic_model(filled.model.id, {}, {}, based_on=1),
        "publish model": lambda: store.publish_semantic_model(filled.model.id, 1),
        "delete model": lambda: store.delete_semantic_model(filled.model.id),
        "create artifact": lambda: store.create_artifact(filled.project.id, "report", "x", {}),
        "save artifact": lambda: store.save_artifact(filled.artifact.id, based_on=1, name="x"),
        "publish artifact": lambda: store.set_artifact_status(filled.artifact.id, "draft"),
        "delete artifact": lambda: store.delete_artifact(filled.artifact.id),
    }


def _administration(store: Store, filled: Filled) -> dict[str, Callable[[], object]]:
    return {
        "create source": lambda: store.create_data_source(filled.project.id, "x", "duckdb", {}, {}),
        "create source with catalog": lambda: store.create_data_source(
            filled.project.id, "y", "duckdb", {}, {}, catalog={}
        ),
        "change source": lambda: store.update_data_source(
            filled.source.id, config={"host": "evil"}, secrets={"password": "x"}
        ),
        "change source with catalog": lambda: store.update_data_source(filled.source.id, name="z", catalog={}),
        "change secrets": lambda: store.update_data_source(filled.source.id, secrets={"password": "x"}),
        "delete source": lambda: store.delete_data_source(filled.source.id),
        "delete project": lambda: store.delete_project(filled.project.id),
    }


def _refused(calls: dict[str, Callable[[], object]], error: type[LunaraError]) -> None:
    for name, call in calls.items():
        try:
            call()
        except error:
            continue
        except LunaraError as other:
            pytest.fail(f"{name}: {other!r} instead of {error.__name__}")
        pytest.fail(f"{name} was allowed")


def _snapshot(world: World, project_id: str) -> list[object]:
    """Everything of the project, as it lies in the database."""
    tables = ("data_sources", "semantic_models", "agents", "artifacts", "agent_sessions", "query_log", "projects")
    found: list[object] = []
    for table in tables:
        key = "id" if table == "projects" else "project_id"
        query = f"select to_jsonb(t) from public.{table} t where {key} = %s order by id"
        found.append(world.admin.execute(query, (project_id,)).fetchall())
    return found


def test_a_viewer_reads_what_is_published_asks_and_changes_nothing(world: World, owner: Store) -> None:
    filled = Filled(owner)
    draft = owner.create_artifact(filled.project.id, "report", "Draft", {})
    owner.set_artifact_status(filled.artifact.id, "published")
    viewer = world.member(owner, "viewer")

    assert viewer.list_semantic_models(filled.project.id) == []
    with pytest.raises(NotFound):
        viewer.get_semantic_model(filled.model.id)
    owner.publish_semantic_model(filled.model.id, 1)
    owner.save_semantic_model(filled.model.id, {"draft": 2}, {}, based_on=1)
    assert [m.id for m in viewer.list_semantic_models(filled.project.id)] == [filled.model.id]
    assert viewer.get_semantic_model_version(filled.model.id, 1).content == {"tables": ["a"]}
    with pytest.raises(NotFound):
        viewer.get_semantic_model_version(filled.model.id, 2)
    assert [v.version for v in viewer.list_semantic_model_versions(filled.model.id)] == [1]

    assert [a.id for a in viewer.list_artifacts()] == [filled.artifact.id]
    with pytest.raises(NotFound):
        viewer.get_artifact(draft.id)
    assert viewer.list_artifact_versions(filled.artifact.id) == []
    assert [a.id for a in viewer.list_agents()] == [filled.agent.id]

    before = _snapshot(world, filled.project.id)
    _refused(_changes(viewer, filled) | _administration(viewer, filled), NotPermitted)
    _refused(
        {
            "organization": lambda: viewer.update_organization(name="Mine"),
            "project": lambda: viewer.create_project("Mine"),
        },
        NotPermitted,
    )
    assert _snapshot(world, filled.project.id) == before

    session = viewer.create_session(filled.project.id, agent_id=filled.agent.id, semantic_model_id=filled.model.id)
    viewer.append_messages(session.id, [("user", {"text": "how much?"})])
    assert viewer.open_connection(filled.source.id).secrets == {
        "password": "hunter2"
    }  # to run the question, in the app
    viewer.log_queries([logged(filled.project.id, data_source_id=filled.source.id, sql="select 1")])
    owner.log_queries([logged(filled.project.id, sql="select 2")])
    assert [q.sql for q in viewer.list_queries(filled.project.id)] == ["select 1"]
    assert len(owner.list_queries(filled.project.id)) == 2


def test_an_editor_builds_and_does_not_administer(world: World, owner: Store) -> None:
    filled = Filled(owner)
    editor = world.member(owner, "editor")
    for name, call in _changes(editor, Filled(owner)).items():
        if name not in {"save model", "publish model", "save artifact", "publish artifact"}:
            continue
        call()
    editor.save_catalog(filled.source.id, {"tables": []})
    made = editor.create_project("Mine")
    editor.create_agent(made.id, "A")
    before = _snapshot(world, filled.project.id)
    _refused(_administration(editor, filled), NotPermitted)
    _refused({"organization": lambda: editor.update_organization(name="Mine")}, NotPermitted)
    assert _snapshot(world, filled.project.id) == before
    editor.delete_project(made.id)


def test_an_admin_manages_data_sources_and_not_the_organization(world: World, owner: Store) -> None:
    filled = Filled(owner)
    admin = world.member(owner, "admin")
    for call in _administration(admin, filled).values():
        call()
    _refused({"organization": lambda: admin.update_organization(name="Mine")}, NotPermitted)
    with pytest.raises(NotFound):
        owner.get_project(filled.project.id)


def test_conversations_are_their_persons_alone(world: World, owner: Store) -> None:
    filled = Filled(owner)
    owner.append_messages(filled.session.id, [("user", {"text": "private"})])
    roles: tuple[Role, ...] = ("owner", "admin", "viewer")
    for role in roles:
        colleague = world.member(owner, role)
        assert colleague.list_sessions() == []
        _refused(
            {
                "get": lambda c=colleague: c.get_session(filled.session.id),  # type: ignore[misc]
                "read": lambda c=colleague: c.list_messages(filled.session.id),  # type: ignore[misc]
                "write": lambda c=colleague: c.append_messages(filled.session.id, [("user", {})]),  # type: ignore[misc]
                "rename": lambda c=colleague: c.rename_session(filled.session.id, "x"),  # type: ignore[misc]
                "delete": lambda c=colleague: c.delete_session(filled.session.id),  # type: ignore[misc]
            },
            NotFound,
        )
    assert len(owner.list_messages(filled.session.id)) == 1


def test_another_organization_sees_and_changes_nothing(world: World, owner: Store, other: Store) -> None:
    filled = Filled(owner)
    owner.publish_semantic_model(filled.model.id, 1)
    owner.set_artifact_status(filled.artifact.id, "published")
    owner.log_queries([logged(filled.project.id)])
    (line,) = owner.list_queries(filled.project.id)
    before = _snapshot(world, filled.project.id)
    assert (
        other.list_projects()
        == other.recent_projects()
        == other.list_agents()
        == other.list_sessions()
        == other.list_artifacts()
        == []
    )
    assert other.list_data_sources(filled.project.id) == other.list_semantic_models(filled.project.id) == []
    assert other.list_queries(filled.project.id) == []
    _refused(_changes(other, filled) | _administration(other, filled), NotFound)
    _refused(
        {
            "project": lambda: other.get_project(filled.project.id),
            "agent": lambda: other.get_agent(filled.agent.id),
            "source": lambda: other.get_data_source(filled.source.id),
            "secrets": lambda: other.open_connection(filled.source.id),
            "catalog": lambda: other.load_catalog(filled.source.id),
            "model": lambda: other.get_semantic_model(filled.model.id),
            "version": lambda: other.get_semantic_model_version(filled.model.id, 1),
            "artifact": lambda: other.get_artifact(filled.artifact.id),
            "artifact version": lambda: other.get_artifact_version(filled.artifact.id, 1),
            "session": lambda: other.get_session(filled.session.id),
            "start session": lambda: other.create_session(filled.project.id),
            "log": lambda: other.log_queries([logged(filled.project.id)]),
            "logged": lambda: other.get_query(filled.project.id, line.id),
        },
        NotFound,
    )  # fmt: skip
    assert _snapshot(world, filled.project.id) == before


def test_no_foreign_key_reaches_into_another_organization(owner: Store, other: Store) -> None:
    theirs, mine = Filled(owner), Filled(other)
    _refused(
        {
            "model on their source": lambda: other.create_semantic_model(
                mine.project.id, theirs.source.id, "x", {}, {}
            ),
            "session on their agent": lambda: other.create_session(mine.project.id, agent_id=theirs.agent.id),
            "session on their model": lambda: other.create_session(mine.project.id, semantic_model_id=theirs.model.id),
        },
        NotFound,
    )  # fmt: skip


def test_fifty_lists_are_quick(owner: Store) -> None:
    for number in range(30):
        project = owner.create_project(f"Project {number}")
        owner.create_agent(project.id, "Agent")
        owner.create_artifact(project.id, "dashboard", "Big", {"widgets": ["x" * 1000] * 100})
    begun = time.perf_counter()
    for _ in range(50):
        assert len(owner.list_projects()) == 30
        assert len(owner.list_artifacts()) == 30
    # 100 calls; generous against a busy machine, far below what reading 3 MB of content each time would take.
    assert time.perf_counter() - begun < 10
