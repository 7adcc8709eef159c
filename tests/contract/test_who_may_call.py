"""Every method of the Store as everybody: below the role that it needs it is refused and changes nothing, and another
organization gets nothing by it. The methods are read from the protocol, so one without a line here fails."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal
from uuid import uuid4

import pytest

from lunara.errors import Conflict, InvalidInput, NotFound, NotPermitted
from lunara.workspace.budget import BudgetLimits, Hold
from lunara.workspace.records import Role, Visit
from lunara.workspace.store import Store
from tests.contract.worlds import World
from tests.usage import use
from tests.workspace_data import logged

ROLES: tuple[Role, ...] = ("viewer", "editor", "admin", "owner")


VISIT = Visit("Firefox", "Linux", "Somewhere")


class House:
    """An organization with one of everything, whose every name and text holds `mark`, and a person of each role."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.mark = f"mark{uuid4().hex}"
        mark, owner = self.mark, world.newcomer()
        owner.update_organization(name=mark)
        self.people: dict[Role, Store] = {"owner": owner}
        for role in ROLES[:-1]:
            self.people[role] = world.member(owner, role)
        self.member = world.member(owner, "viewer").principal.user_id
        self.word = owner.invite(f"{mark}@example.test", "viewer")
        self.invitation = owner.list_invitations()[0].id
        owner.set_provider_key("gemini", f"AIza{mark}")
        self.project = owner.create_project(mark, mark).id
        self.source = owner.create_data_source(
            self.project, mark, "postgres", {"host": mark}, {"password": mark}, catalog={"tables": [mark]}
        ).id
        self.model = owner.create_semantic_model(self.project, self.source, mark, {"tables": [mark]}, {}, note=mark).id
        owner.publish_semantic_model(self.model, 1)
        self.verified = owner.verify_question(self.model, mark, {"measures": [mark]}, version=1).id
        (asked,) = owner.add_evaluation_questions(self.model, [(mark, {"expect": mark})])
        self.expected = asked.id
        self.run = owner.keep_evaluation_run(
            self.model, {"outcomes": [{"outcome": "right", "question": mark}]}, version=1, planner="offline",
            provider=mark, tokens=1, seconds=1.0,
        ).id  # fmt: skip
        self.begun = owner.keep_evaluation_run(
            self.model, {"outcomes": [{"question": mark}]}, version=1, planner="offline", provider=mark, tokens=1, seconds=1.0,
            stopped=True,
        ).id  # fmt: skip
        self.open = owner.create_semantic_model(self.project, self.source, f"{mark} open", {"tables": [mark]}, {}).id
        owner.add_evaluation_questions(self.open, [(mark, {"expect": mark})])
        owner.require_evaluation(self.open, "offline", least_right=90, most_wrong=0)
        owner.save_semantic_model_draft(self.model, {"draft": mark}, {}, based_on=1)
        owner.save_semantic_model_proposals(self.model, {"proposed": mark}, after=0)
        owner.add_semantic_model_proposal_step(self.model, {"proposed": mark}, after=1)
        owner.save_semantic_model_check(self.model, 1, {"found": mark})
        owner.save_semantic_model_fingerprints(self.model, 1, {"prints": mark})
        self.agent = owner.create_agent(self.project, mark, instructions=mark, config={"told": mark}).id
        self.session = owner.create_session(self.project, agent_id=self.agent, title=mark).id
        self.message = owner.append_messages(self.session, [("user", {"text": mark}), ("assistant", {"text": mark})])[
            1
        ].id
        self.feedback = owner.give_feedback(
            self.model, self.message, "down", version=1, question=mark, answer={"plan": mark}, said=mark
        ).id
        self.artifact = owner.create_artifact(self.project, "dashboard", mark, {"widgets": [mark]}, description=mark).id
        owner.set_artifact_status(self.artifact, "published")
        self.image = owner.save_slide_image(self.artifact, mark.encode(), request="0" * 64, about={"prompt": mark}).id
        owner.log_queries([logged(self.project, data_source_id=self.source, sql=mark)])
        self.line = owner.list_queries(self.project)[0].id
        use(world.admin, owner, self.project, bytes=471_147_114_711)
        held = owner.admit_query(self.project, 10)
        assert isinstance(held, Hold)
        self.hold = held

    def leave(self) -> None:
        """Nobody and nothing of it stays: `rows` looks through all that is in the database."""
        at_home = self.people["owner"].principal.organization_id
        for table, column in (("projects", "organization_id"), ("organizations", "id")):
            self.world.admin.execute(f"delete from public.{table} where {column} = %s", (at_home,))
        people = [self.member, *(store.principal.user_id for store in self.people.values())]
        self.world.admin.execute("delete from auth.users where id::text = any (%s)", (people,))

    def rows(self) -> dict[str, list[str]]:
        """What lies in the database of this organization: every row that holds one of its ids or its mark."""
        known = [self.mark, self.people["owner"].principal.organization_id, self.project, self.source, self.model]
        known += [self.agent, self.session, self.artifact]
        tables = self.world.admin.execute(
            "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'"
        ).fetchall()
        return {
            name: [
                row
                for (row,) in self.world.admin.execute(
                    f"select to_jsonb(t)::text from public.{name} t where to_jsonb(t)::text like any (%s) order by 1",
                    ([f"%{one}%" for one in known],),
                ).fetchall()
            ]
            for (name,) in tables
        }


@pytest.fixture
def house(world: World) -> Iterator[House]:
    made = House(world)
    yield made
    made.leave()


@dataclass(frozen=True)
class Call:
    """One method with ids of the house; `needs` is the least role that it takes. "own": on one's own things."""

    needs: Role
    run: Callable[[Store, House], object]
    kind: Literal["write", "read", "own"] = "write"


def write(needs: Role, run: Callable[[Store, House], object]) -> Call:
    return Call(needs, run)


def read(run: Callable[[Store, House], object]) -> Call:
    return Call("viewer", run, "read")


def own(run: Callable[[Store, House], object]) -> Call:
    """What everybody may do with what is their own: here it is the owner's."""
    return Call("owner", run, "own")


CALLS: dict[str, Call] = {
    "organization": read(lambda s, h: s.organization()),
    "update_organization": write("owner", lambda s, h: s.update_organization(name="x", settings={"a": 1})),
    "delete_organization": write("owner", lambda s, h: s.delete_organization(h.mark)),
    "list_members": read(lambda s, h: s.list_members()),
    "member_names": read(lambda s, h: s.member_names([h.people["owner"].principal.user_id])),
    "member_sign_ins": Call("admin", lambda s, h: s.member_sign_ins(), "read"),
    "list_sign_ins": read(lambda s, h: s.list_sign_ins()),
    "record_sign_in": read(lambda s, h: s.record_sign_in("a" * 64, "password", VISIT)),
    "record_failed_sign_ins": read(lambda s, h: s.record_failed_sign_ins(VISIT)),
    "end_sign_ins": read(lambda s, h: s.end_sign_ins()),
    "project_names": read(lambda s, h: s.project_names([h.project])),
    "provider_key": read(lambda s, h: s.provider_key()),
    "open_provider_key": read(lambda s, h: s.open_provider_key()),
    "set_provider_key": write("admin", lambda s, h: s.set_provider_key("gemini", "k" * 40)),
    "remove_provider_key": write("admin", lambda s, h: s.remove_provider_key()),
    "sealed_with_earlier_keys": Call("admin", lambda s, h: s.sealed_with_earlier_keys(), "read"),
    "seal_again": Call("admin", lambda s, h: s.seal_again(), "read"),
    "list_invitations": read(lambda s, h: s.list_invitations()),
    "invite": write("admin", lambda s, h: s.invite("new@example.test", "viewer")),
    "set_member_role": write("admin", lambda s, h: s.set_member_role(h.member, "editor")),
    "remove_member": write("admin", lambda s, h: s.remove_member(h.member)),
    "transfer_ownership": write("owner", lambda s, h: s.transfer_ownership(h.member)),
    "withdraw_invitation": write("admin", lambda s, h: s.withdraw_invitation(h.invitation)),
    "my_invitations": read(lambda s, h: s.my_invitations()),
    "accept_invitation": own(lambda s, h: s.accept_invitation(h.invitation)),
    "decline_invitation": own(lambda s, h: s.decline_invitation(h.invitation)),
    "list_projects": read(lambda s, h: s.list_projects()),
    "recent_projects": read(lambda s, h: s.recent_projects()),
    "get_project": read(lambda s, h: s.get_project(h.project)),
    "create_project": write("editor", lambda s, h: s.create_project("x")),
    "update_project": write("editor", lambda s, h: s.update_project(h.project, name="x")),
    "delete_project": write("admin", lambda s, h: s.delete_project(h.project)),
    "list_agents": read(lambda s, h: [*s.list_agents(), *s.list_agents(project_id=h.project)]),
    "get_agent": read(lambda s, h: s.get_agent(h.agent)),
    "create_agent": write("editor", lambda s, h: s.create_agent(h.project, "x")),
    "update_agent": write("editor", lambda s, h: s.update_agent(h.agent, instructions="x")),
    "delete_agent": write("editor", lambda s, h: s.delete_agent(h.agent)),
    "list_sessions": read(lambda s, h: [*s.list_sessions(), *s.list_sessions(project_id=h.project)]),
    "get_session": own(lambda s, h: s.get_session(h.session)),
    "create_session": read(lambda s, h: s.create_session(h.project)),
    "rename_session": own(lambda s, h: s.rename_session(h.session, "x")),
    "delete_session": own(lambda s, h: s.delete_session(h.session)),
    "append_messages": own(lambda s, h: s.append_messages(h.session, [("user", {})])),
    "list_messages": own(lambda s, h: s.list_messages(h.session)),
    "list_data_sources": read(lambda s, h: [*s.list_data_sources(), *s.list_data_sources(h.project)]),
    "get_data_source": read(lambda s, h: s.get_data_source(h.source)),
    "create_data_source": write("admin", lambda s, h: s.create_data_source(h.project, "x", "duckdb", {}, {})),
    "update_data_source": write("admin", lambda s, h: s.update_data_source(h.source, name="x")),
    "delete_data_source": write("admin", lambda s, h: s.delete_data_source(h.source)),
    "open_connection": read(lambda s, h: s.open_connection(h.source)),
    "save_catalog": write("editor", lambda s, h: s.save_catalog(h.source, {})),
    "load_catalog": Call("editor", lambda s, h: s.load_catalog(h.source), "read"),
    "list_semantic_models": read(lambda s, h: s.list_semantic_models(h.project)),
    "get_semantic_model": read(lambda s, h: s.get_semantic_model(h.model)),
    "create_semantic_model": write("editor", lambda s, h: s.create_semantic_model(h.project, h.source, "x", {}, {})),
    "save_semantic_model": write("editor", lambda s, h: s.save_semantic_model(h.model, {}, {}, based_on=1)),
    "publish_semantic_model": write("editor", lambda s, h: s.publish_semantic_model(h.model, 1, note="x")),
    "get_semantic_model_version": read(lambda s, h: s.get_semantic_model_version(h.model, 1)),
    "list_semantic_model_versions": read(lambda s, h: s.list_semantic_model_versions(h.model)),
    "save_semantic_model_draft": write("editor", lambda s, h: s.save_semantic_model_draft(h.model, {}, {}, based_on=1)),
    "load_semantic_model_draft": own(lambda s, h: s.load_semantic_model_draft(h.model)),
    "drop_semantic_model_draft": own(lambda s, h: s.drop_semantic_model_draft(h.model)),
    "load_semantic_model_proposals": Call("editor", lambda s, h: s.load_semantic_model_proposals(h.model), "read"),
    "save_semantic_model_proposals": write(
        "editor", lambda s, h: s.save_semantic_model_proposals(h.model, {"x": 1}, after=2)
    ),
    "load_semantic_model_proposals_at": Call(  # two numbers, which tell that there is something
        "editor", lambda s, h: s.load_semantic_model_proposals_at(h.model) and h.mark, "read"
    ),
    "list_semantic_model_proposal_steps": Call(
        "editor", lambda s, h: s.list_semantic_model_proposal_steps(h.model, begun=1, after=1), "read"
    ),
    "add_semantic_model_proposal_step": write(
        "editor", lambda s, h: s.add_semantic_model_proposal_step(h.model, {"x": 1}, after=2)
    ),
    "save_semantic_model_check": write("editor", lambda s, h: s.save_semantic_model_check(h.model, 1, {})),
    "load_semantic_model_check": Call("editor", lambda s, h: s.load_semantic_model_check(h.model), "read"),
    "save_semantic_model_fingerprints": write(
        "editor", lambda s, h: s.save_semantic_model_fingerprints(h.model, 1, {"x": 1})
    ),
    "load_semantic_model_fingerprints": Call(
        "editor", lambda s, h: s.load_semantic_model_fingerprints(h.model, 1), "read"
    ),
    "fingerprint_keys": read(lambda s, h: s.fingerprint_keys(h.source)),
    "list_verified_questions": read(lambda s, h: s.list_verified_questions(h.model)),
    "verify_question": write("editor", lambda s, h: s.verify_question(h.model, "x", {"measures": ["a"]}, version=1)),
    "withdraw_verified_question": write("editor", lambda s, h: s.withdraw_verified_question(h.verified)),
    "change_verified_question": write("editor", lambda s, h: s.change_verified_question(h.verified, question="x")),
    "keep_verified_check": write("editor", lambda s, h: s.keep_verified_check(h.verified, 1, "x", before=1)),
    "list_evaluation_questions": Call("editor", lambda s, h: s.list_evaluation_questions(h.model), "read"),
    "add_evaluation_questions": write(
        "editor", lambda s, h: s.add_evaluation_questions(h.model, [("x", {"expect": "x"})])
    ),
    "change_evaluation_question": write("editor", lambda s, h: s.change_evaluation_question(h.expected, question="x")),
    "remove_evaluation_question": write("editor", lambda s, h: s.remove_evaluation_question(h.expected)),
    "keep_evaluation_run": write(
        "editor",
        lambda s, h: s.keep_evaluation_run(
            h.model, {"outcomes": []}, version=1, planner="offline", provider="x", tokens=0, seconds=0.0
        ),
    ),
    "go_on_with_evaluation_run": own(
        lambda s, h: s.go_on_with_evaluation_run(
            h.begun, {"outcomes": []}, provider="x", tokens=0, seconds=0.0, stopped=True
        )
    ),
    "list_evaluation_runs": read(lambda s, h: s.list_evaluation_runs(h.model)),
    "get_evaluation_run": read(lambda s, h: s.get_evaluation_run(h.run)),
    "delete_evaluation_run": write("editor", lambda s, h: s.delete_evaluation_run(h.run)),
    "evaluation_requirement": read(lambda s, h: s.evaluation_requirement(h.open)),
    "require_evaluation": write(
        "admin", lambda s, h: s.require_evaluation(h.model, "offline", least_right=50, most_wrong=1)
    ),
    "drop_evaluation_requirement": write("admin", lambda s, h: s.drop_evaluation_requirement(h.open)),
    "list_accepted_questions": Call("editor", lambda s, h: s.list_accepted_questions(h.open), "read"),
    "accept_evaluation_suite": write(
        "admin", lambda s, h: s.accept_evaluation_suite(h.open, s.list_evaluation_questions(h.open))
    ),
    "publish_despite_evaluation": write("admin", lambda s, h: s.publish_despite_evaluation(h.open, 1, "x")),
    "give_feedback": own(
        lambda s, h: s.give_feedback(h.model, h.message, "up", version=1, question="x", answer={"plan": "x"})
    ),
    "my_feedback": own(lambda s, h: s.my_feedback([h.message])),
    "list_feedback": Call("editor", lambda s, h: s.list_feedback(h.model), "read"),
    "close_feedback": write("editor", lambda s, h: s.close_feedback(h.feedback, "resolved")),
    "delete_feedback": write("editor", lambda s, h: s.delete_feedback(h.feedback)),
    "delete_semantic_model": write("editor", lambda s, h: s.delete_semantic_model(h.model)),
    "list_artifacts": read(lambda s, h: [*s.list_artifacts(), *s.list_artifacts(project_id=h.project)]),
    "get_artifact": read(lambda s, h: s.get_artifact(h.artifact)),
    "create_artifact": write("editor", lambda s, h: s.create_artifact(h.project, "report", "x", {})),
    "save_artifact": write("editor", lambda s, h: s.save_artifact(h.artifact, based_on=1, name="x")),
    "set_artifact_status": write("editor", lambda s, h: s.set_artifact_status(h.artifact, "draft")),
    "delete_artifact": write("editor", lambda s, h: s.delete_artifact(h.artifact)),
    "list_artifact_versions": Call("editor", lambda s, h: s.list_artifact_versions(h.artifact), "read"),
    "get_artifact_version": Call("editor", lambda s, h: s.get_artifact_version(h.artifact, 1), "read"),
    "list_slide_images": read(lambda s, h: s.list_slide_images(h.artifact)),
    "open_slide_image": read(lambda s, h: s.open_slide_image(h.image)),
    "save_slide_image": write("editor", lambda s, h: s.save_slide_image(h.artifact, b"x", request="1" * 64, about={})),
    "delete_slide_image": write("editor", lambda s, h: s.delete_slide_image(h.image)),
    "log_queries": read(lambda s, h: s.log_queries([logged(h.project)])),
    "list_queries": Call("editor", lambda s, h: s.list_queries(h.project), "read"),
    "get_query": Call("editor", lambda s, h: s.get_query(h.project, h.line), "read"),
    "query_totals": read(lambda s, h: s.query_totals(h.project)),
    "query_groups": Call("editor", lambda s, h: s.query_groups(h.project), "read"),
    "query_log_days": read(lambda s, h: s.query_log_days()),
    "keep_query_log": write("admin", lambda s, h: s.keep_query_log(30)),
    "purge_query_log": read(lambda s, h: s.purge_query_log()),
    "budget_limits": read(lambda s, h: s.budget_limits(h.project)),
    "set_budget": write("admin", lambda s, h: s.set_budget(BudgetLimits(day_bytes=5), h.project)),
    "project_budget": read(lambda s, h: s.project_budget(h.project)),
    "project_budgets": read(lambda s, h: s.project_budgets()),
    "admit_query": read(lambda s, h: s.admit_query(h.project, 1)),
    "admit_question": read(lambda s, h: s.admit_question(h.project, 1)),
    "settle_usage": own(lambda s, h: s.settle_usage(h.hold)),
    "usage_by_person": read(lambda s, h: s.usage_by_person(h.project)),
    "usage_strikes": read(lambda s, h: s.usage_strikes(h.project)),
    "strike_usage": write("admin", lambda s, h: s.strike_usage(h.project, h.people["owner"].principal.user_id)),
}
REFUSED = (NotPermitted, NotFound, InvalidInput)
NOBODYS = ("accept_invitation", "decline_invitation")  # it is another address's
# What somebody of another organization is answered: nothing, or what is theirs.
NOTHING = ("", "did []", "did {}", "did None", "did 0")
THEIR_OWN = {
    "organization", "update_organization", "list_members", "invite", "create_project", "query_log_days",
    "fingerprint_keys",  # made of whose they are: of no use here
    "list_sign_ins", "member_sign_ins", "record_sign_in", "set_provider_key",
    "seal_again", "query_totals", "budget_limits",  # zeros, and no limit
}  # fmt: skip


def test_every_method_has_a_line() -> None:
    methods = {name for name, found in inspect.getmembers(Store) if inspect.isfunction(found) and name[0] != "_"}
    assert set(CALLS) == methods


def outcome(call: Call, store: Store, house: House) -> str:
    """What comes of it, as text; empty for a refusal."""
    try:
        return f"did {call.run(store, house)!r}"
    except REFUSED:
        return ""


def writes(call: Call, house: House) -> bool:
    """Whether the least role that it takes gets it done, and something is written."""
    before = house.rows()
    try:
        done = outcome(call, house.people[call.needs], house)
    except Conflict:
        done = ""
    return bool(done) and house.rows() != before


WRITES = [name for name, call in CALLS.items() if call.kind == "write"]
ENDS = ("delete_", "remove_", "withdraw_", "drop_", "transfer_")
ENDS_ALL = ("delete_project", "delete_organization", "delete_semantic_model")  # with much that lies in it


def test_below_its_role_nothing_is_written(house: House) -> None:
    before = house.rows()
    for name in WRITES:
        call = CALLS[name]
        for role in ROLES[: ROLES.index(call.needs)]:
            assert not outcome(call, house.people[role], house), f"{name} as {role}"
            assert house.rows() == before, f"{name} as {role}"


def test_its_role_writes(world: World, house: House) -> None:
    """So that it is the role for which it is refused below. What needs things as they were gets a house of its own."""
    for name in sorted(WRITES, key=lambda name: (name in ENDS_ALL, name.startswith(ENDS))):
        if not writes(CALLS[name], house):
            anew = House(world)
            assert writes(CALLS[name], anew), name
            anew.leave()


def test_what_is_one_s_own_is_nobody_else_s_in_the_house(house: House) -> None:
    before = house.rows()
    for name, call in CALLS.items():
        if call.kind == "own":
            for role in ROLES[:-1]:
                got = outcome(call, house.people[role], house)
                assert house.mark not in got, f"{name} as {role}"
                assert house.rows() == before, f"{name} as {role}"
    for name, call in CALLS.items():
        if call.kind == "own" and name not in (*NOBODYS, "delete_session"):
            assert outcome(call, house.people["owner"], house), f"{name}: the owner may"


def test_below_its_role_nothing_is_read(house: House) -> None:
    for name, call in CALLS.items():
        if call.kind == "read" and call.needs == "editor":
            assert house.mark not in outcome(call, house.people["viewer"], house), name
            assert house.mark in outcome(call, house.people["editor"], house), f"{name}: it reads"


def test_another_organization_gets_and_changes_nothing_by_any_method(world: World, house: House) -> None:
    before = house.rows()
    stranger = world.newcomer("Otto Other")
    for name, call in CALLS.items():
        got = outcome(call, stranger, house)
        assert got in NOTHING or name in THEIR_OWN, name
        for secret in (house.mark, house.word, "471147114711", house.people["owner"].principal.organization_id):
            assert secret not in got, name
        assert house.rows() == before, name
