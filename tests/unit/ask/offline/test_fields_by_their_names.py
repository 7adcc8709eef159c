"""The field that is called so is the one that is meant, and a list of fields is a list, whatever it goes by."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Clarification, Refusal
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_right_or_silent import answered
from tests.unit.ask.offline.test_said_in_other_forms import held
from tests.unit.ask.offline.unseen import unseen


def _shown(text: str, name: str = "bureau") -> set[str]:
    query = answered(name, text)
    assert not query.measures, query
    return {d if isinstance(d, str) else d.field for d in query.dimensions}


@pytest.mark.parametrize(
    ("text", "gold"),
    [
        # accounts are near to clients in meaning: the name of an account is none of a client all the same
        (
            "What are the names of clients with the account name 511?",
            "select client_name from clients where client_id in (select client_id from accounts where account_name = '511')",
        ),
        (
            "Show the names of clients whose account name is 511",
            "select client_name from clients where client_id in (select client_id from accounts where account_name = '511')",
        ),
        (
            "list the account ids with the account name 511",
            "select account_id from accounts where account_name = '511'",
        ),
        (
            "What is the description of contract type 'Lease'?",
            "select contract_type_description from ref_contract_types where contract_type_code = 'Lease'",
        ),
        (
            "How many contracts have the contract type 'Lease'?",
            "select count(*) from contracts where contract_type_code = 'Lease'",
        ),
        (
            "How many contracts have the term 'Long Term'?",
            "select count(*) from contracts where term_code = 'Long Term'",
        ),
        ("Which chiefs have the county 'Kent'?", "select chief_name from chiefs where born_county = 'Kent'"),
    ],
)
def test_a_value_is_of_the_field_that_is_named_before_it(text: str, gold: str) -> None:
    held(text, gold, "bureau")


def test_a_name_that_nothing_has_is_not_found_in_another_field() -> None:
    query = answered("bureau", "What are the names of clients with the account name Foo?")
    assert [getattr(f, "field", "") for f in query.filters] == ["accounts.account_name"]


@pytest.mark.parametrize(
    ("text", "shown", "order"),
    [
        (
            "List the street of flats by the room count in descending order",
            "flats.street",
            ("flats.room_count", "desc"),
        ),
        ("List the flat numbers of flats by street", "flats.flat_number", ("flats.street", "asc")),
        ("Show the names of offices by district", "offices.office_name", ("offices.district", "asc")),
        ("Show the account names by client", "accounts.account_name", ("clients.client_name", "asc")),
    ],
)
def test_a_list_of_fields_by_another_is_in_its_order_and_counts_nothing(
    text: str, shown: str, order: tuple[str, str]
) -> None:
    assert shown in _shown(text)
    assert [(o.field, o.direction) for o in answered("bureau", text).order_by] == [order]


def test_by_the_one_of_which_something_is_said_picks_the_rows() -> None:
    query = answered(
        "bureau", "Show the account name and other details for all accounts by the client with client name 'Client 3'"
    )
    assert not query.measures and not query.order_by
    assert {"accounts.account_name", "accounts.other_details"} <= set(query.dimensions)
    assert len(unseen("bureau").rows(query)) == len(
        unseen("bureau").gold("select 1 from accounts join clients using (client_id) where client_name = 'Client 3'")
    )


def test_things_by_a_field_are_counted_as_ever() -> None:
    query = answered("bureau", "offices by district")
    assert query.measures == ("office_count",)


@pytest.mark.parametrize(
    "text",
    [
        "List the flat numbers of flats by month",
        "What are the streets and average room counts of each flat?",
        "What are the highest, lowest and average takings of each office?",
    ],
)
def test_what_would_say_nothing_is_refused(text: str) -> None:
    assert isinstance(unseen("bureau").plan(text), Refusal | Clarification)


def test_the_average_of_each_thing_is_the_number_that_it_has() -> None:
    assert isinstance(unseen("bureau").plan("What is the average takings of each office?"), SemanticQuery)


@pytest.mark.parametrize(
    ("text", "gold"),
    [
        ("Show the flat number and the number of rooms of each flat", "select flat_number, room_count from flats"),
        ("What is the average number of rooms of flats?", "select avg(room_count) from flats"),
        ("List the client names and phone numbers of all clients", "select client_name, client_phone from clients"),
        ("List the name and creation year of each office", "select office_name, creation from offices"),
        (
            "What are the names of offices with more than 20 clerks?",
            "select office_name from offices where num_clerks > 20",
        ),
        ("How many offices came after ranking 7?", "select count(*) from offices where ranking > 7"),
    ],
)
def test_a_field_is_found_by_what_it_holds(text: str, gold: str) -> None:
    held(text, gold, "bureau")


@pytest.mark.parametrize(
    "text",
    [
        "Show the number of balconies of each flat",
        "List the fax numbers of all clients",
        "List the closing year of each office",
        "Which offices have more than 20 visitors?",
    ],
)
def test_what_nothing_holds_is_refused(text: str) -> None:
    assert isinstance(unseen("bureau").plan(text), Refusal | Clarification)


@pytest.mark.parametrize(
    ("text", "gold"),
    [
        (
            "What are the names and dates of opening for accounts?",
            "select account_name, date_account_opened from accounts",
        ),
        (
            "List the account ids and opening dates of all accounts",
            "select account_id, date_account_opened from accounts",
        ),
        (
            "List the names of all clients sorted by their dates of becoming clients",
            "select client_name, date_became_client from clients",
        ),
        ("Show the client names and the nations of clients", "select client_name, nationality from clients"),
        ("How many clients does each nation have?", "select nationality, count(*) from clients group by 1"),
        (
            "What is the name of the offices whose rank is between 3 and 5?",
            "select office_name from offices where ranking between 3 and 5",
        ),
        (
            "Which term code has the most records in the database?",
            "select term_code, count(*) from contracts group by 1 having count(*) > 30",
        ),
    ],
)
def test_a_field_is_found_by_words_of_its_family(text: str, gold: str) -> None:
    held(text, gold, "bureau")


@pytest.mark.parametrize(
    "text",
    [
        "List the closing dates of all accounts",
        "Show the regions of clients",
        "Which offices whose weight is between 3 and 5?",
    ],
)
def test_a_word_that_no_field_is_akin_to_is_refused(text: str) -> None:
    assert isinstance(unseen("bureau").plan(text), Refusal | Clarification)


def test_a_word_in_a_list_of_fields_that_nothing_is_called_is_not_lost() -> None:
    assert isinstance(unseen("bureau").plan("Show the streets, places, and flat numbers of flats"), Refusal)


def test_fields_of_all_things_are_told_of_each() -> None:
    held("Tell me the rents for all the flats", "select rent from flats", "bureau")
