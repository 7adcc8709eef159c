from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lunara.semantic.draft.words import Lexicon, meaning, plural, sentence, singular, snake, spoken

CUTS = {
    "salesorderheader": "sales order header",
    "orderqty": "order quantity",
    "unitpricediscount": "unit price discount",
    "taxamt": "tax amount",
    "isonlystateprovinceflag": "is only state province flag",
    "daystomanufacture": "days to manufacture",
    "billtoaddressid": "bill to address id",
    "creditcardapprovalcode": "credit card approval code",
    "CustomerID": "customer id",
    "HTTPStatus": "http status",
    "CustomerIDs": "customer ids",
    "addressline1": "address line 1",
    "dob": "date of birth",
    "ORD_DT": "order date",
    "INV_TTL_AMT": "invoice total amount",
    "TTL_QTY": "total quantity",
    "JOB_TTL": "job ttl",
    "reg_dt": "registration date",
    "packaged_on": "packaged on",
    "reg_cd": "region code",
    "instl_dt": "installation date",
    "ACT_FLG": "active flag",
    "ACT_COST": "actual cost",
    "PU_LOC_ID": "pickup location id",
    "DO_DT": "dropoff date",
    "to_do_list": "to do list",
    "LST_NM": "last name",
    "LST_PRC": "lst price",
    "DFCT_SEV": "defect severity",
    "NUM_BR": "number br",
    "BR_NM": "branch name",
}


@pytest.mark.parametrize(("name", "words"), CUTS.items())
def test_names_are_cut_into_words(name: str, words: str) -> None:
    assert " ".join(spoken(Lexicon().words(name))) == words


@pytest.mark.parametrize(
    "word",
    ["because", "manage", "village", "mandate", "offline", "percentage", "storage", "therapist", "island", "humid",
     "whiskey", "beverage", "ordinal", "xylophone", "performance", "subdivision", "island", "priest", "category"],
)  # fmt: skip
def test_plain_words_stay_whole(word: str) -> None:
    assert Lexicon().words(word) == (word,)


def test_words_of_the_catalog_help() -> None:
    assert Lexicon(["zorbl", "id"]).words("zorblid") == ("zorbl", "id")
    assert Lexicon().words("zorblid") == ("zorblid",)


def test_foreign_words_mean_the_same() -> None:
    lexicon = Lexicon()
    assert meaning(lexicon.words("KundenNr")) == ("customer", "number")
    assert meaning(lexicon.words("Bestelldatum")) == meaning(lexicon.words("besteldatum")) == ("order", "date")
    assert meaning(lexicon.words("fecha_pedido")) == ("date", "order")
    assert meaning(lexicon.words("Straße")) == ("street",)


ONE = {
    "categories": "category",
    "addresses": "address",
    "people": "person",
    "status": "status",
    "sales": "sale",
    "boxes": "box",
}


@pytest.mark.parametrize(("many", "one"), ONE.items())
def test_singular(many: str, one: str) -> None:
    assert singular(many) == one


def test_plural_and_labels() -> None:
    assert plural("category") == "categories"
    assert plural("person") == "people"
    assert sentence(("order", "id")) == "Order ID"
    assert sentence(("sku",)) == "SKU"


@given(st.text(max_size=90))
def test_logical_names_are_safe(name: str) -> None:
    assert snake(name) == "" or re.fullmatch(r"[a-z][a-z0-9_]{0,59}", snake(name))


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=40))
def test_a_cut_loses_no_letter(piece: str) -> None:
    assert "".join(Lexicon().cut(piece)) == piece


def test_letters_that_fold_to_capitals_are_lowered() -> None:
    assert snake("𝐀a") == "aa"
