"""Adjectives of countries, and the values that data holds for them: "Swedish customers"."""

from __future__ import annotations

from lunara.ask.planners.offline.lexicon import Lexicon, Match
from lunara.ask.planners.offline.naming import words_of

_OF_COUNTRIES = """
american=United States|United States of America|USA|US
australian=Australia|AU
austrian=Austria|AT
belgian=Belgium|BE
brazilian=Brazil|BR
british=United Kingdom|Great Britain|UK|GB
bulgarian=Bulgaria|BG
canadian=Canada|CA
chilean=Chile|CL
chinese=China|CN
colombian=Colombia|CO
croatian=Croatia|HR
czech=Czech Republic|Czechia|CZ
danish=Denmark|DK
dutch=Netherlands|The Netherlands|NL
egyptian=Egypt|EG
english=England
estonian=Estonia|EE
finnish=Finland|FI
french=France|FR
german=Germany|DE
greek=Greece|GR
hungarian=Hungary|HU
indian=India|IN
indonesian=Indonesia|ID
irish=Ireland|IE
israeli=Israel|IL
italian=Italy|IT
japanese=Japan|JP
kenyan=Kenya|KE
korean=South Korea|Korea|KR
latvian=Latvia|LV
lithuanian=Lithuania|LT
mexican=Mexico|MX
moroccan=Morocco|MA
nigerian=Nigeria|NG
norwegian=Norway|NO
pakistani=Pakistan|PK
peruvian=Peru|PE
polish=Poland|PL
portuguese=Portugal|PT
romanian=Romania|RO
russian=Russia|RU
scottish=Scotland
serbian=Serbia|RS
slovak=Slovakia|SK
slovenian=Slovenia|SI
spanish=Spain|ES
swedish=Sweden|SE
swiss=Switzerland|CH
thai=Thailand|TH
turkish=Turkey|Türkiye|TR
ukrainian=Ukraine|UA
welsh=Wales
european=Europe|EU
asian=Asia
african=Africa
"""
COUNTRIES: dict[str, tuple[str, ...]] = {
    line.partition("=")[0]: tuple(line.partition("=")[2].split("|")) for line in _OF_COUNTRIES.strip().splitlines()
}
_PLACES = frozenset(("country", "ctry", "nation", "nationality", "state", "region", "continent", "market", "land"))


def said_of(word: str, lexicon: Lexicon) -> list[Match]:
    """The values that an adjective says things have, of fields of countries."""
    if word in COUNTRIES:
        return _held(lexicon, COUNTRIES[word], _PLACES)
    return []


def _held(lexicon: Lexicon, names: tuple[str, ...], fields: frozenset[str]) -> list[Match]:
    for name in names:
        found = []
        for match in lexicon.value_matches((), name):
            target = match.target
            dimension = lexicon.dimension(target.table, target.name)
            words = {*words_of(target.name), *words_of(dimension.label or "")} if dimension is not None else set()
            words |= set(words_of(lexicon.tables[target.table].label or target.table))
            if str(target.value).casefold() == name.casefold() and words & fields:
                found.append(match)
        if found:
            return found
    return []
