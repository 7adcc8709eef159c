"""Sign-ins, on every workspace there is: a person's own, written as them alone, and what admins see of members."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

import pytest

from lunara.errors import InvalidInput
from lunara.workspace.records import Role, Visit
from lunara.workspace.store import Store
from tests.contract.worlds import World

HERE = Visit("Firefox", "Linux", "203.0.113.x")


def mark(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def test_a_sign_in_is_written_once_for_each_session(owner: Store) -> None:
    assert owner.list_sign_ins() == []
    assert owner.record_sign_in(mark("one"), "password", HERE)
    assert owner.record_sign_in(mark("one"), "password", Visit())
    assert owner.record_sign_in(mark("two"), "provider", HERE, detail="GitHub")
    two, one = owner.list_sign_ins()
    assert (one.way, one.visit, one.mark, one.ended_at, one.attempts) == ("password", HERE, mark("one"), None, 1)
    assert (two.way, two.detail) == ("provider", "GitHub")
    assert abs(datetime.now(UTC) - one.at) < timedelta(minutes=1)


def test_what_failed_is_told_with_when_it_was(owner: Store) -> None:
    owner.record_failed_sign_ins(HERE, attempts=7, ago=3600)
    owner.record_failed_sign_ins(HERE, ago=1e12)
    owner.record_failed_sign_ins(HERE, ago=-1e12)
    found = owner.list_sign_ins()
    assert [one.attempts for one in found] == [1, 7, 1] and {one.way for one in found} == {"failed"}
    now = datetime.now(UTC)
    assert now - found[0].at < timedelta(minutes=1), "nothing of the future"
    assert timedelta(minutes=59) < now - found[1].at < timedelta(minutes=61)
    assert now - found[2].at < timedelta(days=8), "and no further back than a week"


def test_signing_out_here_and_everywhere(owner: Store) -> None:
    for name in ("one", "two", "three"):
        owner.record_sign_in(mark(name), "password", HERE)
    owner.record_failed_sign_ins(HERE)
    owner.end_sign_ins(mark("two"))
    assert {one.mark for one in owner.list_sign_ins() if one.ended_at is not None} == {mark("two")}
    assert not owner.record_sign_in(mark("two"), "password", HERE), "it does not stand any more, whoever says so"
    owner.end_sign_ins()
    assert {one.mark for one in owner.list_sign_ins() if one.ended_at is None} == {None}


@pytest.mark.parametrize("role", ["owner", "admin", "editor", "viewer"])
def test_nobody_sees_or_ends_what_is_another_ones(world: World, owner: Store, other: Store, role: Role) -> None:
    member = world.member(owner, role)
    for store in (owner, other):
        store.record_sign_in(mark(store.principal.user_id), "password", HERE)
    member.record_sign_in(mark("mine"), "link", HERE)
    assert [one.mark for one in member.list_sign_ins()] == [mark("mine")]
    member.end_sign_ins()
    member.end_sign_ins(mark(owner.principal.user_id))
    member.record_sign_in(mark(owner.principal.user_id), "link", HERE)  # a session of theirs by another's mark
    for store in (owner, other):
        (one,) = store.list_sign_ins()
        assert (one.way, one.ended_at) == ("password", None)


@pytest.mark.parametrize(("role", "sees"), [("owner", True), ("admin", True), ("editor", False), ("viewer", False)])
def test_admins_see_when_members_were_last_there_and_not_from_where(
    world: World, owner: Store, other: Store, role: Role, sees: bool
) -> None:
    member = world.member(owner, role)
    other.record_sign_in(mark("other"), "password", HERE)
    owner.record_sign_in(mark("first"), "password", HERE)
    owner.record_sign_in(mark("second"), "provider", HERE, detail="GitHub")
    owner.record_failed_sign_ins(HERE)
    found = member.member_sign_ins()
    assert set(found) == ({owner.principal.user_id} if sees else set())
    if sees:
        last = found[owner.principal.user_id]
        assert (last.way, last.detail) == ("provider", "GitHub") and not hasattr(last, "visit")


def test_who_was_let_go_is_seen_no_more(world: World, owner: Store) -> None:
    member = world.member(owner, "viewer")
    member.record_sign_in(mark("theirs"), "password", HERE)
    assert member.principal.user_id in owner.member_sign_ins()
    owner.remove_member(member.principal.user_id)
    assert member.principal.user_id not in owner.member_sign_ins()
    assert len(member.list_sign_ins()) == 1, "they are the person's, not the organization's"


def test_what_is_older_than_90_days_is_seen_by_nobody_and_goes(world: World, owner: Store, other: Store) -> None:
    owner.record_sign_in(mark("old"), "password", HERE)
    world.admin.execute(
        "update public.sign_ins set at = now() - interval '91 days' where user_id = %s", (owner.principal.user_id,)
    )
    assert owner.list_sign_ins() == [] and owner.member_sign_ins() == {}
    other.record_sign_in(mark("new"), "password", HERE)
    left = world.admin.execute(
        "select count(*) from public.sign_ins where user_id = %s", (owner.principal.user_id,)
    ).fetchone()
    assert left == (0,)


def test_nobody_fills_the_workspace_with_their_own(world: World, owner: Store) -> None:
    world.admin.execute(
        "insert into public.sign_ins (user_id, at, way) select %s, now() - n * interval '1 minute', 'failed'"
        " from generate_series(1, 400) n",
        (owner.principal.user_id,),
    )
    world.admin.execute(
        "insert into public.sign_ins (user_id, at, way) select %s, now() - n * interval '1 minute', 'password'"
        " from generate_series(1, 400) n",
        (owner.principal.user_id,),
    )
    owner.record_sign_in(mark("now"), "password", HERE)
    owner.record_failed_sign_ins(HERE)
    found = owner.list_sign_ins(limit=1000)
    assert [one.mark for one in found[:2]] == [None, mark("now")]
    assert (len(found), sum(one.way == "failed" for one in found)) == (200, 50)


def test_what_is_written_in_masses_puts_nothing_away(world: World, owner: Store) -> None:
    """Somebody with a token of the person's may call what the app calls."""
    owner.record_sign_in(mark("first"), "password", HERE)
    for _ in range(60):
        owner.record_failed_sign_ins(HERE, attempts=2)
    failures = [one.attempts for one in owner.list_sign_ins(limit=1000) if one.way == "failed"]
    assert len(failures) == 10 and sum(failures) == 120, "none is lost, and they take the room of ten"
    for number in range(60):
        assert owner.record_sign_in(mark(str(number)), "link", HERE)
    found = owner.list_sign_ins(limit=1000)
    assert sum(one.way != "failed" for one in found) == 50 and mark("first") in {one.mark for one in found}


def test_what_was_ended_stays_ended_whatever_becomes_of_the_list(world: World, owner: Store, other: Store) -> None:
    owner.record_sign_in(mark("ended"), "oidc", HERE)
    owner.end_sign_ins(mark("ended"))
    owner.end_sign_ins(mark("never seen"))
    world.admin.execute("delete from public.sign_ins where user_id = %s", (owner.principal.user_id,))
    for name in ("ended", "never seen"):
        assert not owner.record_sign_in(mark(name), "oidc", HERE)
        assert other.record_sign_in(mark(name), "oidc", HERE), "another's is another one"
    assert owner.list_sign_ins() == []


def test_everywhere_ends_what_was_begun_before(owner: Store, other: Store) -> None:
    now = datetime.now(UTC).timestamp()
    owner.record_sign_in(mark("seen"), "oidc", HERE, begun=now - 60)
    owner.end_sign_ins()
    for name in ("seen", "never seen"):
        assert not owner.record_sign_in(mark(name), "oidc", HERE, begun=now - 60)
    assert other.record_sign_in(mark("never seen"), "oidc", HERE, begun=now - 60)
    assert owner.record_sign_in(mark("again"), "oidc", HERE, begun=float(int(datetime.now(UTC).timestamp())))


def test_what_is_kept_of_sign_outs_is_bounded_and_lets_nobody_in_again(world: World, owner: Store) -> None:
    user, now = owner.principal.user_id, datetime.now(UTC).timestamp()
    world.admin.execute(
        "insert into private.signed_out (user_id, mark, at) select %s, md5(n::text) || md5(n::text),"
        " now() - n * interval '1 second' from generate_series(1, 1500) n",
        (user,),
    )
    oldest = world.admin.execute("select md5('1500') || md5('1500')").fetchone()
    owner.end_sign_ins(mark("one more"))
    kept = world.admin.execute(
        "select count(*) filter (where mark <> ''), count(*) filter (where mark = '') from private.signed_out where user_id = %s",
        (user,),
    ).fetchone()
    assert kept == (1000, 1)
    assert not owner.record_sign_in(oldest[0], "oidc", HERE, begun=now - 1501)
    assert owner.record_sign_in(mark("later"), "oidc", HERE, begun=now - 900)
    world.admin.execute("update private.signed_out set at = now() - interval '32 days' where user_id = %s", (user,))
    for _ in range(3):  # five hundred at a time
        owner.end_sign_ins(mark("last"))
    left = world.admin.execute("select mark from private.signed_out where user_id = %s", (user,)).fetchall()
    assert left == [(mark("last"),)]


@pytest.mark.parametrize(
    "wrong",
    [lambda s: s.record_sign_in("short", "password", HERE), lambda s: s.record_sign_in(mark("x"), "by magic", HERE),
     lambda s: s.record_sign_in(mark("x"), "failed", HERE), lambda s: s.record_sign_in(mark("x"), "link", Visit("b" * 81)),
     lambda s: s.record_failed_sign_ins(HERE, attempts=0), lambda s: s.record_failed_sign_ins(HERE, attempts=10**6)],
)  # fmt: skip
def test_nonsense_is_refused(owner: Store, wrong: object) -> None:
    with pytest.raises(InvalidInput):
        wrong(owner)  # type: ignore[operator]
    assert owner.list_sign_ins() == []
