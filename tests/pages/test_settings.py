"""Settings: what the organization means by today, this week and money."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button, TextInput

from lunara.build.art.house import MOST_LOGO_BYTES, house_of
from lunara.errors import NotPermitted
from lunara.settings import load_settings
from lunara.ui.components import house, organization_data, people
from lunara.ui.components.text import plain
from lunara.workspace import runtime
from lunara.workspace.budget import BudgetLimits
from lunara.workspace.records import Role
from lunara.workspace.secrets import load_keys
from lunara.workspace.store import Store, open_store
from tests.emulators.painter import picture
from tests.pages.conftest import OpenPage, words
from tests.pages.test_home import sign_in_as
from tests.usage import use

Admin = psycopg.Connection[Any]


def test_settings_are_saved_and_used(open_page: OpenPage, local_store: Store) -> None:
    app = open_page("settings")
    assert not app.exception
    app.text_input[0].set_value("Acme")
    choose(app, "Time zone", "Europe/Berlin")
    choose(app, "Currency", "EUR")
    choose(app, "Week starts on", "Sunday")
    choose(app, "Fiscal year starts in", "April")
    next(button for button in app.button if button.label == "Save changes").click()
    app.run()
    assert not app.error
    organization = local_store.organization()
    assert organization.name == "Acme"
    chosen = dict(organization.settings)
    assert (chosen["timezone"], chosen["currency"], chosen["week_start"], chosen["fiscal_month"]) == (
        "Europe/Berlin",
        "EUR",
        6,
        4,
    )
    again = open_page("settings")
    assert next(box for box in again.selectbox if box.label == "Time zone").value == "Europe/Berlin"


def choose(app: AppTest, label: str, value: str) -> None:
    next(box for box in app.selectbox if box.label == label).set_value(value)


def test_an_empty_name_is_refused(open_page: OpenPage, local_store: Store) -> None:
    app = open_page("settings")
    before = local_store.organization()
    app.text_input[0].set_value("  ")
    next(button for button in app.button if button.label == "Save changes").click()
    app.run()
    assert "needs a name" in app.error[0].value
    assert local_store.organization() == before


def test_which_planner_answers(open_page: OpenPage, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Lunara’s own planner (no AI)" in words(open_page("settings"))
    monkeypatch.setenv("GEMINI_API_KEY", "not-a-real-key")
    shown = words(open_page("settings"))
    assert "Gemini" in shown and "not-a-real-key" not in shown


def test_an_editor_sees_them_and_may_not_change_them(
    open_page: OpenPage, store: Store, store_as: Callable[[Role], Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in_as(monkeypatch, store_as("editor").principal)
    app = open_page("settings")
    assert all(box.disabled for box in app.selectbox)
    assert all(button.disabled for button in app.button if button.label == "Save changes")


def test_the_style_of_decks_is_an_owner_s_and_stays_in_the_organization(
    open_page: OpenPage,
    local_store: Store,
    *,
    store: Store,
    store_as: Callable[[Role], Store],
    other_store: Store,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = open_page("settings")
    field = next(box for box in app.text_input if box.label == "Your colours")
    field.set_value("#0B6E63 tomato")
    app = press(app, "Save style")
    assert "not up to four colours" in words(app) and "style" not in local_store.organization().settings
    next(box for box in app.text_input if box.label == "Your colours").set_value("#0B6E63 #E0701F")
    next(box for box in app.text_input if box.label == "Mood of painted pictures").set_value("calm")
    before = dict(local_store.organization().settings)
    app = press(app, "Save style")
    settings = local_store.organization().settings
    assert settings["style"] == {"theme": "lunara", "mood": "calm", "colours": ["#0B6E63", "#E0701F"]}
    assert {key: value for key, value in settings.items() if key != "style"} == before
    # nobody but an owner changes it, whatever asks, and nobody else reads it
    store.update_organization(settings={"style": {"mood": "ours"}})
    for role in ("admin", "editor", "viewer"):
        with pytest.raises(NotPermitted):
            store_as(role).update_organization(settings={"style": {"mood": "theirs"}})  # type: ignore[arg-type]
    assert store.organization().settings == {"style": {"mood": "ours"}}
    assert "style" not in other_store.organization().settings
    sign_in_as(monkeypatch, store_as("admin").principal)
    app = open_page("settings")
    assert all(button.disabled for button in app.button if button.label == "Save style")


def test_a_logo_is_kept_as_a_small_picture_and_can_be_taken_off(
    open_page: OpenPage, local_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(house, "chosen_logo", lambda key: picture((9, 90, 9), kind="JPEG"))
    assert not press(open_page("settings"), "Save style").error
    kept = house_of(local_store.organization().settings)
    assert kept.logo[:8] == b"\x89PNG\r\n\x1a\n" and len(kept.logo) <= MOST_LOGO_BYTES
    monkeypatch.setattr(house, "chosen_logo", lambda key: b"<svg/>")
    app = press(open_page("settings"), "Save style")
    assert "not a picture" in words(app) and house_of(local_store.organization().settings) == kept
    monkeypatch.setattr(house, "chosen_logo", lambda key: None)
    app = open_page("settings")
    next(box for box in app.checkbox if box.label == "Show the logo").set_value(False)
    press(app, "Save style")
    assert not house_of(local_store.organization().settings).logo


def test_no_page_takes_files_by_the_road_that_is_closed() -> None:
    for file in (Path(house.__file__).parents[1]).rglob("*.py"):
        assert "file_uploader(" not in file.read_text(encoding="utf-8"), (
            f"{file}: lunara/ui/server.py refuses its uploads"
        )


def test_where_the_workspace_is_concerns_those_who_run_it(
    open_page: OpenPage, store_as: Callable[[Role], Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    for role, told in (("viewer", False), ("admin", True)):
        sign_in_as(monkeypatch, store_as(role).principal)  # type: ignore[arg-type]
        app = open_page("settings")
        (about,) = [str(table.value) for table in app.table if "Version" in str(table.value)]
        assert "Embedded Postgres" in about and ("Postgres in " in about) == told


# people, where there is sign-in


@pytest.fixture
def several(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people, "has_sign_in", lambda settings: True)


def press(app: AppTest, label: str) -> AppTest:
    next(button for button in app.button if button.label == label or button.label.startswith(f"{label} the ")).click()
    return app.run()


def test_a_local_workspace_has_no_people_to_invite(open_page: OpenPage) -> None:
    app = open_page("settings")
    assert "People" not in [heading.value for heading in app.subheader]
    assert "Invite" not in [button.label for button in app.button]


def test_an_admin_invites_and_withdraws(
    open_page: OpenPage, store: Store, store_as: Callable[[Role], Store], monkeypatch: pytest.MonkeyPatch, several: None
) -> None:
    sign_in_as(monkeypatch, store_as("admin").principal)
    app = open_page("settings")
    next(box for box in app.text_input if box.label == "E-mail address").set_value("new@x.test")
    roles = next(box for box in app.selectbox if box.label == "Role")
    assert len(roles.options) == 3 and not any("Owner" in option for option in roles.options)
    press(app, "Invite")
    assert not app.exception and "is invited" in app.success[0].value
    (link,) = [block.value for block in app.code]
    word = link.partition("settings?invitation=")[2]
    assert len(word) > 40 and "viewer, invited by" in words(app).replace("\\", "")
    assert link in [block.value for block in app.run().code], "another run of the page does not take it away"
    assert not open_page("settings").code, "nowhere else"
    press(app, "Withdraw")
    assert store.list_invitations() == [] and not app.code


def test_an_address_is_copied_and_pasted_as_it_is(
    open_page: OpenPage, store: Store, monkeypatch: pytest.MonkeyPatch, several: None
) -> None:
    sign_in_as(monkeypatch, store.principal)
    app = open_page("settings")
    next(box for box in app.text_input if box.label == "E-mail address").set_value("new@\u2060x.test\u200b")
    press(app, "Invite")
    assert [one.email for one in store.list_invitations()] == ["new@x.test"]
    assert next(box for box in app.text_input if box.label == "E-mail address").value == "", "it was taken"
    shown = [one.value for one in app.text]
    assert "new@x.test" in shown and [one for one in shown if one.startswith(store.principal.email)]


def test_the_link_of_an_invitation_goes_when_it_was_accepted_or_the_page_is_left(
    open_page: OpenPage, store: Store, store_as: Callable[[Role], Store], monkeypatch: pytest.MonkeyPatch, several: None
) -> None:
    sign_in_as(monkeypatch, store_as("admin").principal)
    app = open_page("settings")
    for address in ("new@x.test", "other@x.test"):
        next(box for box in app.text_input if box.label == "E-mail address").set_value(address)
        press(app, "Invite")
        assert len(app.code) == 1
        if address == "new@x.test":
            store.withdraw_invitation(store.list_invitations()[0].id)  # as gone for this page as an accepted one
            assert not app.run().code and not app.success
    app.switch_page("../../pages/projects.py").run()
    app.switch_page("../../pages/settings.py").run()
    assert not app.exception and not app.code and len(store.list_invitations()) == 1


def test_others_see_the_people_and_invite_nobody(
    open_page: OpenPage, store_as: Callable[[Role], Store], monkeypatch: pytest.MonkeyPatch, several: None
) -> None:
    editor = store_as("editor").principal
    sign_in_as(monkeypatch, editor)
    app = open_page("settings")
    shown = words(app)
    assert "· owner" in shown and "· editor" in shown and "(you)" in shown
    assert "Invite" not in [button.label for button in app.button] and not app.get("menu_button")


@pytest.mark.parametrize(
    ("role", "over"), [("owner", {"admin", "viewer"}), ("admin", {"viewer", "admin"}), ("viewer", set())]
)
def test_people_are_managed_by_those_above_them(  # noqa: PLR0917
    open_page: OpenPage,
    store: Store,
    store_as: Callable[[Role], Store],
    monkeypatch: pytest.MonkeyPatch,
    several: None,
    role: Role,
    over: set[Role],
) -> None:
    others = {one.role: one for one in (store_as("admin").principal, store_as("viewer").principal, store.principal)}
    mine = store.principal if role == "owner" else store_as(role).principal
    sign_in_as(monkeypatch, mine)
    app = open_page("settings")
    assert not app.exception
    menus = {menu.proto.id.rpartition("icon_only_menu_person_")[2] for menu in app.get("menu_button")}
    assert menus == {others[one].user_id for one in over}


def test_many_people_are_paged_and_found(
    open_page: OpenPage, store: Store, store_as: Callable[[Role], Store], monkeypatch: pytest.MonkeyPatch, several: None
) -> None:
    monkeypatch.setattr(people, "PEOPLE", 2)
    for role in ("admin", "editor", "viewer"):
        store_as(role)
    sign_in_as(monkeypatch, store.principal)
    app = open_page("settings")
    assert len(app.get("menu_button")) <= 2 and "Next" in [button.label for button in app.button]
    app.text_input(key="people_search").set_value("NOBODY like that").run()
    assert "Nobody is called that" in words(app)


def test_many_invitations_are_paged_and_say_who_invited(
    open_page: OpenPage, store: Store, store_as: Callable[[Role], Store], monkeypatch: pytest.MonkeyPatch, several: None
) -> None:
    monkeypatch.setattr(people, "PEOPLE", 2)
    admin = store_as("admin")
    for number in range(2):
        store.invite(f"guest{number}@x.test", "viewer")
    admin.invite("guest2@x.test", "viewer")
    sign_in_as(monkeypatch, store.principal)
    app = open_page("settings")
    assert not app.exception
    assert len([button for button in app.button if button.label.startswith("Withdraw")]) == 2
    assert "invited by Admin Test" in words(app) and "invited by Olga Owner" in words(app)
    app.button(key="invitations_next").click().run()
    assert len([button for button in app.button if button.label.startswith("Withdraw")]) == 1
    press(app, "Withdraw")
    assert len([button for button in app.button if button.label.startswith("Withdraw")]) == 2, "the first page again"
    assert not app.exception and len(store.list_invitations()) == 2


def test_an_invitation_is_shown_and_accepted_or_declined(
    open_page: OpenPage, store: Store, other_store: Store, monkeypatch: pytest.MonkeyPatch, several: None
) -> None:
    store.update_organization(name="Acme *Ltd*")
    store.invite(other_store.principal.email, "editor")
    sign_in_as(monkeypatch, other_store.principal)
    app = open_page("settings")
    assert "invites you as editor" in words(app) and "Olga Owner" in words(app)
    press(app, "Decline")
    assert not app.error and store.list_invitations() == []
    assert "Invitations for you" not in [heading.value for heading in app.subheader]

    store.invite(other_store.principal.email, "editor")
    press(app.run(), "Accept")
    assert not app.error
    assert {member.role for member in store.list_members()} == {"owner", "editor"}


def test_an_invitation_that_cannot_be_accepted_says_why(
    open_page: OpenPage, store: Store, other_store: Store, monkeypatch: pytest.MonkeyPatch, several: None
) -> None:
    other_store.create_project("Mine")
    store.invite(other_store.principal.email, "editor")
    sign_in_as(monkeypatch, other_store.principal)
    app = press(open_page("settings"), "Accept")
    assert "has projects" in app.error[0].value
    foreign = store.invite("somebody@else.test", "viewer")
    app.query_params["invitation"] = foreign
    assert "another e-mail address" in words(app.run())
    assert len([button for button in app.button if button.label == "Accept"]) == 1
    app.query_params["invitation"] = "guess"
    assert not app.run().exception


def test_how_long_queries_are_kept_is_saved_by_admins(
    open_page: OpenPage, store: Store, store_as: Callable[[Role], Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in_as(monkeypatch, store_as("admin").principal)
    app = open_page("settings")
    box = next(box for box in app.text_input if box.label == "Days that queries are kept")
    assert box.value == "90" and not box.disabled

    def keep(days: str) -> AppTest:
        app.text_input(key="query_keeping_days").set_value(days)
        return next(button for button in app.button if button.key and "query_keeping" in button.key).click().run()

    for wrong in ("0", "3651", "-4", ""):
        (told,) = keep(wrong).error
        assert plain(f"Queries cannot be kept for {wrong or 'no'} days.") in told.value and "1 to 3,650" in told.value
        assert store.query_log_days() == 90
    assert plain("“ten” is not a number.") in keep("ten").error[0].value
    assert plain("“1.000” is not a whole number.") in keep("1.000").error[0].value and store.query_log_days() == 90
    assert not keep("14").error and store.query_log_days() == 14
    sign_in_as(monkeypatch, store_as("editor").principal)
    app = open_page("settings")
    box = next(box for box in app.text_input if box.label == "Days that queries are kept")
    assert (box.value, box.disabled) == ("14", True)


def number(app: AppTest, where: str, name: str) -> TextInput:
    return app.text_input(key=f"budget:{where}:{name}")


def save_budget(app: AppTest, where: str = "") -> AppTest:
    return next(button for button in app.button if button.key and f"budget-save:{where}" in button.key).click().run()


def test_budgets_are_set_for_all_projects_and_for_one(
    open_page: OpenPage,
    store: Store,
    store_as: Callable[[Role], Store],
    monkeypatch: pytest.MonkeyPatch,
    admin_connection: Admin,
) -> None:
    project = store.create_project("Retail").id
    sign_in_as(monkeypatch, store_as("admin").principal)
    app = open_page("settings")
    assert number(app, "", "day_bytes").value == ""
    number(app, "", "day_bytes").set_value("10")
    number(app, "", "query_seconds").set_value("30.5")
    number(app, "", "day_tokens").set_value("50 000")
    app = save_budget(app)
    assert not app.error and not app.exception
    assert store.budget_limits() == BudgetLimits(query_seconds=30.5, day_bytes=10_000_000_000, day_tokens=50_000)

    app.selectbox(key="budget-where").set_value(project).run()
    assert number(app, project, "day_bytes").value == ""
    assert number(app, project, "day_bytes").placeholder == "10 (all projects)"
    number(app, project, "day_seconds").set_value("5")
    app = save_budget(app, project)
    assert store.budget_limits(project) == BudgetLimits(day_seconds=300)
    use(admin_connection, store, project, bytes=3_200_000_000, seconds=60, tokens=1200)
    app.run()
    assert (
        "Used today \\(since midnight UTC\\)\\: 3\\.2 GB of 10\\.0 GB read, 1\\.0 min of 5\\.0 min in the warehouse, "
        "1,200 of 50,000 tokens\\."
    ) in words(app)
    number(app, project, "day_seconds").set_value("")
    save_budget(app, project)
    assert store.budget_limits(project).none


def test_what_cannot_be_a_limit_is_said_and_not_saved(
    open_page: OpenPage, store: Store, store_as: Callable[[Role], Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in_as(monkeypatch, store_as("admin").principal)
    app = open_page("settings")
    number(app, "", "day_bytes").set_value("0.0004")
    number(app, "", "query_seconds").set_value("-3")
    number(app, "", "day_tokens").set_value("0")
    number(app, "", "day_seconds").set_value("5")
    app = save_budget(app)
    assert not app.exception and store.budget_limits().none
    assert [box.value for box in app.error] == [
        plain("One query, Seconds: -3 cannot be a limit. The least is 0.1; leave it empty for none."),
        plain("A day of a project, GB read: 0.0004 cannot be a limit. The least is 0.001; leave it empty for none."),
        plain("A day of a project, Tokens: 0 cannot be a limit. The least is 1; leave it empty for none."),
    ]
    for name in ("day_bytes", "query_seconds", "day_tokens"):
        number(app, "", name).set_value("")
    app = save_budget(app)
    assert not app.error and store.budget_limits() == BudgetLimits(day_seconds=300)


def test_a_budget_is_read_as_it_is_written_and_kept_as_it_was_set(
    open_page: OpenPage, store: Store, store_as: Callable[[Role], Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in_as(monkeypatch, store_as("admin").principal)
    finer = BudgetLimits(query_bytes=1, day_seconds=100.0, question_tokens=2_000_000)
    store.set_budget(finer)
    app = open_page("settings")
    shown = {name: number(app, "", name).value for name in ("query_bytes", "day_seconds", "question_tokens")}
    assert shown == {"query_bytes": "0.000000001", "day_seconds": "1.6666666667", "question_tokens": "2,000,000"}
    app = save_budget(app)
    assert not app.error and store.budget_limits() == finer, "what nobody has touched is what it was"
    number(app, "", "day_tokens").set_value("1.000")
    number(app, "", "day_bytes").set_value("1,5")
    number(app, "", "day_seconds").set_value("9" * 20)
    app = save_budget(app)
    assert [box.value for box in app.error] == [
        plain("A day of a project, GB read: “1,5” is not a number. Write one like 1,500 or 0.5."),
        plain(
            f"A day of a project, Minutes in the warehouse: {'9' * 20} is too large for a limit. Leave it empty for none."
        ),
        plain("A day of a project, Tokens: “1.000” is not a whole number. Write one like 1,500, without a point."),
    ]
    number(app, "", "day_bytes").set_value("1,500.25")
    number(app, "", "day_seconds").set_value("")
    number(app, "", "day_tokens").set_value("1,000")
    app = save_budget(app)
    assert not app.error
    assert store.budget_limits() == BudgetLimits(
        query_bytes=1, question_tokens=2_000_000, day_bytes=1_500_250_000_000, day_tokens=1000
    )


def test_budgets_are_seen_and_not_set_by_others(
    open_page: OpenPage, store: Store, store_as: Callable[[Role], Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    store.set_budget(BudgetLimits(query_bytes=2_500_000_000))
    for role in ("editor", "viewer"):
        sign_in_as(monkeypatch, store_as(role).principal)  # type: ignore[arg-type]
        app = open_page("settings")
        box = number(app, "", "query_bytes")
        assert (box.value, box.disabled) == ("2.5", True)
        assert all(
            button.disabled for button in app.button if button.key and "budget-save" in button.key
        ) and "Owners and admins change this" in words(app)  # fmt: skip


def strike_buttons(app: AppTest) -> list[Button]:
    return [button for button in app.button if str(button.key).startswith("strike-")]


def test_admins_see_who_used_what_today_and_strike_one_out(
    open_page: OpenPage,
    store: Store,
    store_as: Callable[[Role], Store],
    monkeypatch: pytest.MonkeyPatch,
    admin_connection: Admin,
) -> None:
    project, quiet = store.create_project("Retail").id, store.create_project("Quiet").id
    store.set_budget(BudgetLimits(day_bytes=10_000_000_000, day_tokens=50_000))
    viewer, admin = store_as("viewer"), store_as("admin")
    use(admin_connection, viewer, project, bytes=3_200_000_000, seconds=90, tokens=1200)
    use(admin_connection, store, project, bytes=5_000)
    sign_in_as(monkeypatch, admin.principal)
    app = open_page("settings")
    assert not app.exception and not strike_buttons(app)
    (table,) = [table.value for table in app.table if "In the warehouse" in table.value]
    shown = [[str(cell).replace("\u00a0", " ") for cell in row] for row in table.values]
    assert shown == [["Retail", "3\\.2 GB of 10\\.0 GB", "1\\.5 min", "1,200 of 50,000"]]
    app.selectbox(key="budget-where").set_value(quiet).run()
    assert not strike_buttons(app) and plain("0 B of 10.0 GB read") in words(app)
    app.selectbox(key="budget-where").set_value(project).run()
    assert f"Viewer Test  \n:gray[{plain('3.2 GB read, 1.5 min in the warehouse, 1,200 tokens')}]" in words(app)
    assert f"Olga Owner  \n:gray[{plain('5.0 kB read, no time in the warehouse, 0 tokens')}]" in words(app)
    first, _ = strike_buttons(app)
    app = first.click().run()
    assert "**Viewer Test** will no longer count against today’s budget of **Retail**" in words(app)
    assert len(store.usage_by_person(project)) == 2, "nothing is done before it is confirmed"
    strike_buttons(app)[0].click()  # the dialog is a part of its run; in a browser it is run by itself
    app = app.button(key="danger_strike").click().run()
    assert not app.exception and not app.error
    assert [one.user_id for one in store.usage_by_person(project)] == [store.principal.user_id]
    told = "Admin Test struck out 3.2 GB read, 1.5 min in the warehouse, 1,200 tokens of Viewer Test at"
    assert plain(told) in words(app)
    assert store.project_budget(project).used_bytes == 5_000


@pytest.fixture(params=["editor", "viewer"])
def member(request: pytest.FixtureRequest, store_as: Callable[[Role], Store], monkeypatch: pytest.MonkeyPatch) -> Store:
    """The workspace as somebody who is no admin, and who is signed in."""
    made = store_as(request.param)
    sign_in_as(monkeypatch, made.principal)
    return made


def test_others_strike_nothing_out(open_page: OpenPage, store: Store, member: Store, admin_connection: Admin) -> None:
    project, role = store.create_project("Retail").id, member.principal.role
    use(admin_connection, store, project, bytes=7_000)
    use(admin_connection, member, project, bytes=5_000)
    app = open_page("settings")
    app.selectbox(key="budget-where").set_value(project).run()
    assert not app.exception and not strike_buttons(app)
    own, anothers, all_ = (plain(f"{size} kB read, no time") for size in ("5.0", "7.0", "12.0"))
    assert own in words(app) and (anothers in words(app)) == (role == "editor")
    assert all_ in words(app), "the day is everybody's"
    for whose in (store, member):
        with pytest.raises(NotPermitted):
            member.strike_usage(project, whose.principal.user_id)
    assert store.project_budget(project).used_bytes == 12_000


@pytest.mark.parametrize("role", ["owner", "admin", "editor"])
def test_who_may_take_all_along_and_who_may_end_it(
    open_page: OpenPage,
    store: Store,
    store_as: Callable[[Role], Store],
    monkeypatch: pytest.MonkeyPatch,
    role: Role,
) -> None:
    monkeypatch.setattr(organization_data, "has_sign_in", lambda settings: True)
    store.create_project("P")
    sign_in_as(monkeypatch, store.principal if role == "owner" else store_as(role).principal)
    app = open_page("settings")
    labels = [button.label for button in app.button]
    assert ("Export everything" in labels) == (role != "editor")
    assert ("Delete organization" in labels) == (role == "owner")
    if role == "owner":
        app.button(key="danger_organization").click().run()
        assert "Type " in "".join(box.label for box in app.text_input) and not app.exception
        assert [one.project.name for one in store.list_projects()] == ["P"]


def test_where_there_is_no_project_there_is_nothing_to_take_along(open_page: OpenPage, local_store: Store) -> None:
    def offered() -> tuple[bool, bool]:
        app = open_page("settings")
        return "Export everything" in [button.label for button in app.button], "nothing to take along" in words(app)

    assert offered() == (False, True)
    local_store.create_project("Put away", archived=True)
    assert offered() == (True, False)


def test_a_local_workspace_is_exported_and_not_ended(open_page: OpenPage, local_store: Store) -> None:
    local_store.create_project("P")
    labels = [button.label for button in open_page("settings").button]
    assert "Export everything" in labels and "Delete organization" not in labels


def test_what_an_earlier_key_encrypted_is_encrypted_again(
    open_page: OpenPage, local_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = (base64.b64encode(bytes([n]) * 32).decode() for n in (1, 2))
    # This test's database, whatever the keys are, which a server that is started anew would read anew.
    monkeypatch.setattr(runtime, "_key", lambda settings: (settings.mode, str(settings.home), "", ""))
    monkeypatch.setattr(runtime.Runtime, "keys", property(lambda _: load_keys(load_settings())))
    monkeypatch.setenv("LUNARA_SECRET_KEY", old)
    assert "Encryption" not in [one.value for one in open_page("settings").subheader]
    store = open_store(load_settings(), local_store.principal)
    source = store.create_data_source(
        store.create_project("P").id, "W", "postgres", {"host": "h"}, {"password": "s"}
    ).id
    monkeypatch.setenv("LUNARA_SECRET_KEY", f"{new},{old}")
    app = open_page("settings")
    assert "One connection or key is still encrypted with an earlier" in words(app)
    app = app.button(key="seal_again").click().run()
    assert not app.exception and "are encrypted with the newest" in words(app)
    assert app.toast[0].value == plain("One connection or key was encrypted with the newest key.")
    monkeypatch.setenv("LUNARA_SECRET_KEY", new)
    assert open_store(load_settings(), local_store.principal).open_connection(source).secrets == {"password": "s"}
