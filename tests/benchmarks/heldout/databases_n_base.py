"""What the databases of set N have in common: the last day with rows, places, people."""

from __future__ import annotations

import random
from datetime import timedelta

from tests.benchmarks.heldout.databases import TODAY

LAST_DAY = TODAY - timedelta(days=3)
PLACES = (
    ("Germany", "Berlin", None),
    ("Germany", "Köln", None),
    ("France", "Paris", None),
    ("France", "Lyon", None),
    ("UK", "London", None),
    ("USA", "Seattle", "WA"),
    ("USA", "Portland", "OR"),
    ("USA", "Boise", "ID"),
    ("Brazil", "Sao Paulo", "SP"),
    ("Brazil", "Rio de Janeiro", "RJ"),
    ("Spain", "Madrid", None),
    ("Mexico", "México D.F.", None),
    ("Sweden", "Luleå", None),
    ("Canada", "Vancouver", "BC"),
    ("Austria", "Graz", None),
    ("Italy", "Torino", None),
)
CONTACTS = (
    "Maria Ana Thomas Christina Hanna Frederique Martin Laurence Elizabeth Victoria Patricio Francisco Yang Pedro"
)
SURNAMES = (
    "Anders Trujillo Moreno Hardy Berglund Moos Citeaux Sommer Lebihan Lincoln Ashworth Simpson Chang Wang Afonso"
)


def people(rng: random.Random, count: int) -> list[tuple[str, str]]:
    """So many first and last names, each pair once."""
    pairs = [(first, last) for first in CONTACTS.split() for last in SURNAMES.split()]
    rng.shuffle(pairs)
    return pairs[:count]


def names_of(rng: random.Random, firsts: str, lasts: str, count: int) -> list[tuple[str, str]]:
    """So many pairs of a first and a last word, each pair once."""
    pairs = [(first, last) for first in firsts.split() for last in lasts.split()]
    rng.shuffle(pairs)
    return pairs[:count]
