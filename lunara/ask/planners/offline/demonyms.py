"""Countries and states as people call them, and the values that data holds for them: "Swedish customers", "in Germany" for DE."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline.lexicon import Lexicon, Match
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.tokens import Token

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
_OF_STATES = """
alabama=AL alaska=AK arizona=AZ arkansas=AR california=CA colorado=CO connecticut=CT delaware=DE florida=FL georgia=GA hawaii=HI
idaho=ID illinois=IL indiana=IN iowa=IA kansas=KS kentucky=KY louisiana=LA maine=ME maryland=MD massachusetts=MA michigan=MI
minnesota=MN mississippi=MS missouri=MO montana=MT nebraska=NE nevada=NV new_hampshire=NH new_jersey=NJ new_mexico=NM
new_york=NY north_carolina=NC north_dakota=ND ohio=OH oklahoma=OK oregon=OR pennsylvania=PA rhode_island=RI
south_carolina=SC south_dakota=SD tennessee=TN texas=TX utah=UT vermont=VT virginia=VA washington=WA west_virginia=WV
wisconsin=WI wyoming=WY
"""
STATES = {name.replace("_", " "): (code,) for name, _, code in (pair.partition("=") for pair in _OF_STATES.split())}
NAMED = {
    name.casefold(): tuple(n for n in names if n != name)
    for names in COUNTRIES.values()
    for name in names
    if len(name) > 3
}
_LONGEST = 4
_BY_CODE = frozenset(("country", "ctry", "nation", "nationality", "market", "land"))
"""Fields whose codes of two letters are countries: DE of a state is Delaware."""
_OF_A_STATE = frozenset(("state", "province"))
_PLACES = frozenset(("country", "ctry", "nation", "nationality", "state", "region", "continent", "market", "land"))


def said_of(word: str, lexicon: Lexicon) -> list[Match]:
    """The values that an adjective says things have, of fields of countries."""
    if word in COUNTRIES:
        return _held(lexicon, COUNTRIES[word], _PLACES)
    return []


def named(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> tuple[int, list[Match]]:
    """Where the name of a country or a state ends that begins here, and the values that fields hold for it: DE, TX.

    None where the data has a value of that very name.
    """
    for end in range(min(at + _LONGEST, len(tokens)), at, -1):
        said = " ".join(t.low for t in tokens[at:end])
        if any(m.exact for m in lexicon.value_matches(tuple(t.stem for t in tokens[at:end]), said)):
            return at, []
        states = _held(lexicon, STATES[said], _OF_A_STATE) if said in STATES else []
        found = states or (_held(lexicon, NAMED[said], _PLACES) if said in NAMED else [])
        if found:
            return end, found
    return at, []


def _held(lexicon: Lexicon, names: tuple[str, ...], fields: frozenset[str]) -> list[Match]:
    for name in names:
        found = []
        for match in lexicon.value_matches((), name):
            target = match.target
            dimension = lexicon.dimension(target.table, target.name)
            words = {*words_of(target.name), *words_of(dimension.label or "")} if dimension is not None else set()
            words |= set(words_of(lexicon.tables[target.table].label or target.table))
            meant = _BY_CODE if len(name) == 2 and fields is _PLACES else fields
            if str(target.value).casefold() == name.casefold() and words & meant:
                found.append(match)
        if found:
            return found
    return []
