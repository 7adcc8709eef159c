"""How people word a question around its names: charts they wish for, places in a ranking, slips of the pen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.repeats import in_things
from lunara.ask.planners.offline.words import ADJECTIVES, EVENT_VERBS, spread
from lunara.ask.tokens import Token, stem, verb_stems

_SLIPS = {
    "wich": "which",
    "whcih": "which",
    "whihc": "which",
    "waht": "what",
    "wat": "what",
    "whta": "what",
    "hwo": "how",
    "hoow": "how",
    "mnay": "many",
    "meny": "many",
    "shwo": "show",
    "hsow": "show",
    "giev": "give",
    "lsit": "list",
    "teh": "the",
    "avrage": "average",
    "averge": "average",
    "avergae": "average",
    "totla": "total",
    "toal": "total",
    "numer": "number",
    "nubmer": "number",
    "higest": "highest",
    "hightest": "highest",
    "lowst": "lowest",
    "montly": "monthly",
    "mounth": "month",
    "moth": "month",
    "yaer": "year",
    "quater": "quarter",
    "betwen": "between",
    "wihtout": "without",
    "withot": "without",
    "precentage": "percentage",
    "percantage": "percentage",
    "percetage": "percentage",
    "maximun": "maximum",
    "minimun": "minimum",
    "diffrent": "different",
    "distint": "distinct",
    "hihgest": "highest",
    "lagest": "largest",
    "numbr": "number",
    "avarage": "average",
    "quartely": "quarterly",
    "expencive": "expensive",
    "whah": "what",
    "occured": "occurred",
    "payed": "paid",
}

_INSTRUCTIONS = frozenset(("indicate", "specify", "mention", "enumerate"))
_POLITE = spread("please kindly can could would you and then also")
"""What may stand before an instruction."""
_LISTED = frozenset(("list", "write", "lay"))
_WHOSE = spread("the their its his her all")
_NUMBER = frozenset(("nr", "nbr", "num"))
"""How a number of things is written short."""
_MANNERS = frozenset(("manner", "fashion", "way"))
_SHAPES = spread(
    "line lines bar bars pie column columns area donut doughnut scatter stacked horizontal vertical heat table"
)
_CHARTS = spread("chart charts graph graphs plot diagram linechart barchart piechart table")
_VERBS = spread("make show draw display turn change put view switch plot render visualise visualize present give me")
_PRONOUNS = spread("it this that them these those")
_TIES = spread("as in into to a an the with by on using")


def usual_spelling(tokens: Sequence[Token], known: frozenset[str]) -> list[Token]:
    """Common slips in the words that make a question ("wich", "hwo many"), set right unless the model has the word."""
    fixed: list[Token] = []
    for at, token in enumerate(tokens):
        short = token.low in _NUMBER and [t.low for t in tokens[at + 1 : at + 2]] == ["of"]
        right = (
            "number" if short else _SLIPS.get(token.low) if token.kind == "word" and token.low not in known else None
        )
        if (
            token.low in _MANNERS
            and at
            and tokens[at - 1].low in ("ascending", "descending")
            and token.low not in known
        ):
            right = "order"
        fixed.append(token if right is None else replace(token, low=right, stem=right))
    return fixed


_SHORT = {"rev": "revenue", "revs": "revenue"}
"""What people write short that the data has no name for: trade words."""


def _spelled_out(tokens: Sequence[Token], lexicon: Lexicon) -> list[Token]:
    """ "Rev by month": revenue, where nothing of the data is called so."""
    made: list[Token] = []
    for token in tokens:
        whole = _SHORT.get(token.low) if token.kind == "word" else None
        if whole is None or lexicon.knows(token.low) or lexicon.knows(token.stem):
            made.append(token)
        else:
            made.append(replace(token, low=whole, stem=stem(whole)))
    return made


def plain_instructions(tokens: Sequence[Token], lexicon: Lexicon) -> list[Token]:
    """ "List out", "indicate", "state the …" at the beginning of a sentence: shown, where the model has no such word."""
    made: list[Token] = []
    begins = True
    for at, token in enumerate(tokens):
        before = tokens[at - 1].low if at else ""
        after = tokens[at + 1].low if at + 1 < len(tokens) else ""
        if token.low in ("out", "down") and before in _LISTED and made[-1].low == "show":
            continue
        instructs = token.low in _INSTRUCTIONS and not lexicon.knows(token.stem)
        instructs = instructs or (token.low in _LISTED and after in ("out", "down"))
        instructs = instructs or (token.low == "state" and after in _WHOSE)
        instructs = instructs and begins and token.kind == "word"
        made.append(replace(token, low="show", stem="show") if instructs else token)
        begins = token.low in (".", "?", "!", ";") or (begins and token.low in _POLITE)
    return made


def _without_told_count(tokens: Sequence[Token], lexicon: Lexicon) -> list[Token]:
    """ "How many parts has each asset? List the asset id and the count": the number that was asked for is not asked for again."""
    end = next((n for n, t in enumerate(tokens[:-1]) if t.low in (".", "?", "!")), None)
    if (
        end is None
        or tokens[end + 1].low not in _TELLING
        or not {"many", "number", "count"} & {t.low for t in tokens[:end]}
    ):
        return list(tokens)
    made = list(tokens)
    for at in range(end + 2, len(made)):
        bare = made[at].low in ("count", "counts") and not _field_called(made[at].stem, lexicon)
        after = made[at + 1].low if at + 1 < len(made) else "."
        start = at - (made[at - 1].low in ("the", "their", "its", "corresponding"))
        joined = made[start - 1].low in ("and", ",") or start - 1 == end + 1
        if not bare or not joined or after not in ("and", ",", ".", "?"):
            continue
        first = start - 1 == end + 1
        begin = start if first else start - 1 - (made[start - 2].low == ",")
        return [*made[:begin], *made[at + 1 + (first and after in ("and", ",")) :]]
    return made


def _field_called(word: str, lexicon: Lexicon) -> bool:
    return any(m.exact and m.target.kind in ("dimension", "table") for m in lexicon.fields((word,)))


_TELLING = spread("list show give return report tell display")


KEPT_CHART = "The kind of chart is chosen with the answer, where it can be changed."
"""What is told of a kind of chart that a question asks for."""


def without_chart(tokens: Sequence[Token], follow_up: bool) -> tuple[list[Token], str]:
    """The question without its wish for a kind of chart, and that wish as it was said ("" when there is none)."""
    rest = list(tokens)
    end = len(rest)
    while end and rest[end - 1].kind == "symbol":
        end -= 1
    tail = end
    while tail and rest[tail - 1].low in ("please", "instead", "now"):
        tail -= 1
    start = tail
    if start and rest[start - 1].low in _CHARTS:
        start -= 1
        while start and rest[start - 1].low in _SHAPES:
            start -= 1
    elif start > 1 and rest[start - 1].low in _SHAPES and follow_up and rest[start - 2].low in ("a", "as", "an", "in"):
        start -= 1
    else:
        return rest, ""
    if rest[start].low == "table" and not (start and rest[start - 1].low in ("a", "as", "in")):
        return rest, ""  # "the users table" is a thing of the data, not a way to show it
    said = start
    while start and rest[start - 1].low in _TIES:
        start -= 1
    if start == said and start:
        return rest, ""  # "by bar chart type": no wish of its own
    before = start
    while start and rest[start - 1].low in (_PRONOUNS | _TIES):
        start -= 1
    if start != before and not (start and rest[start - 1].low in _VERBS):
        start = before
    while start and all(t.low in (_VERBS | _PRONOUNS | {"and", "now", "please", "can", "you"}) for t in rest[:start]):
        start = 0
    wish = " ".join(t.text for t in rest[said:tail])
    return rest[:start] + rest[end:], wish


_ORDINALS = ("second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_RANKS = spread(
    "best worst most least highest lowest largest smallest biggest greatest strongest weakest longest shortest top fewest"
)


def place_in_ranking(tokens: Sequence[Token]) -> tuple[int, list[Token]]:
    """ "Second best", "3rd highest": the place of a ranking that is asked for (0: none), and the tokens without it."""
    for at, token in enumerate(tokens[:-1]):
        low = token.low
        numbered = low[:-2].isdigit() and low[-2:] in ("nd", "rd", "th", "st") and low != "1st"
        if low not in _ORDINALS and not numbered:
            continue
        rest = [t for t in tokens[at + 1 : at + 3] if t.low != "-"]
        if rest and (rest[0].low in _RANKS or rest[0].low in ADJECTIVES):
            skipped = 2 if tokens[at + 1].low == "-" else 1
            place = int(low[:-2]) if numbered else _ORDINALS.index(low) + 2
            return place, [*tokens[:at], *tokens[at + skipped :]]
    return 0, list(tokens)


def own_question(tokens: Sequence[Token], names_number: Callable[[Token], bool]) -> bool:
    """Whether it stands by itself: it opens with a question word, points at nothing said before, and tells of something
    that happened or names a number of its own. `names_number`: whether a word is the name of a measure.
    """
    words = [t.low for t in tokens if t.kind == "word"]
    if not words or words[0] not in ("how", "what", "which", "who", "where", "when"):
        return False
    if words[1:2] == ["about"] or set(words) & (_PRONOUNS | {"there", "one", "ones"}):
        return False
    if words[0] in ("how", "which") and any(t.kind == "word" and names_number(t) for t in tokens[2:]):
        return True
    subject = bool({"we", "they", "our", "customers"} & set(words)) or words[0] == "who"
    return subject and any(v in EVENT_VERBS for w in words for v in (w, *verb_stems(w)))


_PERCENT = frozenset(spread("percent percents percentage percentages pct %"))
_GROWN = frozenset(spread("growth change increase decrease"))
_RATES = frozenset(spread("rate margin share percentage percent ratio proportion growth change"))


def in_shares(tokens: Sequence[Token], *, goes_on: bool) -> list[Token]:
    """ "Orders by status in percent" as a percentage of all, where a number is grouped that is no rate itself.

    `goes_on`: whether the words go on from a question before, so that the wish may stand alone.
    """
    lows = [t.low for t in tokens]
    end = next((n for n in range(len(lows), 0, -1) if lows[n - 1] not in ("?", "!", ".")), 0)
    start = end - 2
    grown = next(
        (n for n in range(1, end - 1) if lows[n] == "in" and lows[n + 1] in _PERCENT and lows[n - 1] in _GROWN), None
    )
    if grown is not None:
        return [*tokens[:grown], *tokens[grown + 2 :]]  # as it is told anyway
    if start < 0 or lows[start] not in ("in", "as") or lows[end - 1] not in _PERCENT:
        return list(tokens)
    alone = goes_on and start <= 1
    grouped = {"by", "per"} & set(lows[:start]) and not _RATES & {t.stem for t in tokens[:start]}
    if not alone and not grouped:
        return list(tokens)
    said = [replace(tokens[start], text=w, low=w, stem=w, kind="word", value=None) for w in ("as", "a", "percentage")]
    return [*tokens[:start], *said, *tokens[end:]]


def in_full(tokens: Sequence[Token], lexicon: Lexicon) -> list[Token]:
    """What is said in short, in full: "headcount" counts the employees, who "ordered more than ten times" has more than
    ten orders, and the largest "single" one is the largest.
    """
    made: list[Token] = []
    tokens = in_things(_of_each(_nobody(_without_told_count(_spelled_out(tokens, lexicon), lexicon), lexicon)), lexicon)
    for at, token in enumerate(tokens):
        before = made[-1] if made else None
        one = token.low in ("single", "individual") and before is not None and before.low in _RANKS
        if one and not lexicon.knows(token.low) and not any(_names_things(t, lexicon) for t in made):
            continue  # of several things' numbers it says more: `plain.single_ones`
        if _counts_people(tokens, at, lexicon):
            made.extend(replace(token, low=w, stem=stem(w)) for w in ("number", "of", "employees"))
        else:
            made.append(token)
    return made


def _names_things(token: Token, lexicon: Lexicon) -> bool:
    return any(m.exact and m.target.kind == "table" for m in lexicon.fields((token.stem,)))


def _nobody(tokens: Sequence[Token], lexicon: Lexicon) -> list[Token]:
    """ "Courses nobody registered for": never registered for."""
    made: list[Token] = []
    for token in tokens:
        behind = made[-1] if made else None
        one = token.low == "one" and behind is not None and behind.low == "no"
        said = token.low == "nobody" and token.kind == "word"
        if (said or one) and not lexicon.knows("nobody"):
            if one:
                made.pop()
            made.append(replace(token, kind="word", low="never", stem="never", value=None))
        else:
            made.append(token)
    return made


def _of_each(tokens: Sequence[Token]) -> list[Token]:
    """ "On average, how many stops does a route have?": the average number of stops per route."""
    lows = [t.low for t in tokens if t.low not in (",", "?")]
    kept = [t for t in tokens if t.low not in (",", "?")]
    if "average" not in lows or "many" not in lows:
        return list(tokens)
    on = lows.index("average") - 1
    many = lows.index("many")
    does = next((n for n in range(many + 2, len(lows) - 1) if lows[n] in ("do", "does", "did")), None)
    if on < 0 or lows[on] != "on" or lows[many - 1] != "how" or does is None:
        return list(tokens)
    if lows[many + 1] in _UNITS and _LASTS & set(lows[does:]):
        return list(tokens)  # how long something takes is no number of its days
    if lows[does + 1] not in ("a", "an", "each", "every", "one"):
        return list(tokens)
    things = [t for t, low in zip(kept[many + 1 : does], lows[many + 1 : does], strict=True) if low != "average"]
    whose = [t for t, low in zip(kept[does + 2 :], lows[does + 2 :], strict=True) if low not in ("on", "average")]
    while whose and whose[-1].low in _HAVE:
        whose.pop()
    if not whose:
        return list(tokens)
    lead = [replace(kept[many], text=w, low=w, stem=stem(w)) for w in ("average", "number", "of")]
    return [*lead, *things, replace(kept[does], text="per", low="per", stem="per"), *whose]


_UNITS = frozenset(spread("minutes hours days weeks months"))
_LASTS = frozenset(spread("take last"))
_HAVE = spread("have get make place receive take contain hold include")


def _counts_people(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    of = [t.low for t in tokens[at + 1 : at + 2]] == ["of"]
    known = lexicon.knows("headcount")
    return tokens[at].low == "headcount" and not known and not of and _is_table("employee", lexicon)


def _is_table(word: str, lexicon: Lexicon) -> bool:
    return any(m.exact and m.target.kind == "table" for m in lexicon.fields((word,)))
