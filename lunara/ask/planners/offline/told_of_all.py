"""What a query would tell of all rows, or of each alone, where the question says it of others: then it is not answered.

"The members of every choir" are not counted for each choir, "the maximum total cost" is not that of one row, "two clubs" is no
other number of the field before it, and what is listed or sorted by is in the answer.
"""

from __future__ import annotations

from itertools import pairwise

from lunara.ask.planners.offline.item import Item
from lunara.ask.planners.offline.lexicon import Target
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.reading import Reading
from lunara.ask.planners.offline.work import Work
from lunara.semantic.query import FieldFilter, InlineMeasure, SemanticQuery

_SORTED = frozenset(("sorted", "ordered"))
_EXTREMES = ("max", "min")


def told_of_all(work: Work, query: SemanticQuery) -> str | None:
    """Why the query may tell something of other rows than the question, in words; None when it does not."""
    return (
        _every_one_of_several(work, query)
        or _total_of_one_row(work, query)
        or _number_of_other_things(work, query)
        or _by_what_many_share(work, query)
        or _thing_not_shown(work, query)
        or _sorted_by_nothing(work, query)
        or _average_not_told(work, query)
        or _extreme_beside_count(work, query)
        or _one_by_its_key(work, query)
    )


def _target(work: Work, item: Item) -> Target | None:
    return (work.reading or Reading()).target(item) if item.kind == "mention" else None


def _shown(query: SemanticQuery) -> list[tuple[str, str]]:
    """The table and name of each field that is shown."""
    paths = ((d if isinstance(d, str) else d.field).rpartition(".") for d in query.dimensions)
    return [(table, name) for table, _, name in paths]


def _home(work: Work, measure: str | InlineMeasure) -> str | None:
    if isinstance(measure, InlineMeasure):
        return measure.table
    home, _, bare = measure.rpartition(".")
    homes = [t.name for t in work.lexicon.tables.values() if any(m.name == bare for m in t.measures)]
    return home or (homes[0] if len(homes) == 1 else None)


def _every_one_of_several(work: Work, query: SemanticQuery) -> str | None:
    """ "Members of every choir", where a member may be in several: no count for each of them."""
    if any(item.op("count") or item.op("agg") for item in work.items):
        return None
    shown = {table for table, _ in _shown(query)}
    pairs = [(r.from_table, r.to_table) for r in work.lexicon.model.relationships]
    for at, item in enumerate(work.items):
        target = _target(work, item)
        said = " ".join(i.low for i in work.items[max(at - 2, 0) : at]).split()
        if target is None or target.table not in shown or said[-1:] != ["every"] or said[-2:-1] in ([], ["for"]):
            continue
        before = [t.table for i in work.items[:at] if (t := _target(work, i)) is not None and t.table != target.table]
        bridges = {home for home, end in pairs if end == target.table}
        if before and (before[-1], target.table) not in pairs and any((home, before[-1]) in pairs for home in bridges):
            return f"Those of every “{item.text}” may be those of all together, which is not checked here."
    return None


def _total_of_one_row(work: Work, query: SemanticQuery) -> str | None:
    """ "The maximum total cost", where no row holds a total: it is that of one of several groups, and not said of which."""
    extremes = [m for m in query.measures if isinstance(m, InlineMeasure) and m.aggregate in _EXTREMES]
    for before, item in pairwise(work.items):
        asked = before.op("agg")
        target = _target(work, item)
        if target is None or asked is None or asked.arg not in _EXTREMES or item.text.lower().split()[0] != "total":
            continue
        for measure in extremes:
            read = words_of(measure.expression or "")
            if measure.table == target.table and "total" not in read and len(item.text.split()) > 1:
                return f"“{before.text} {item.text}” is one of several totals. Ask which of them has it."
    return None


def _number_of_other_things(work: Work, query: SemanticQuery) -> str | None:
    """ "A capacity of 300 and two clubs": two is how many clubs there are, and no capacity."""
    told = [f for f in query.filters if isinstance(f, FieldFilter) and "." in f.field]
    for at, (number, item) in enumerate(pairwise(work.items)):
        target = _target(work, item)
        if number.kind != "number" or target is None or target.kind not in ("table", "measure"):
            continue
        back = at - 1
        while back >= 0 and work.items[back].kind in ("op", "filler") and not work.items[back].op("and"):
            back -= 1
        if back < 0 or not work.items[back].op("and"):
            continue
        if any(f.field.partition(".")[0] != target.table and number.number in f.values for f in told):
            return f"“{item.text}” behind a number are counted, and the query does not count them. Ask for that alone."
    return None


def _by_what_many_share(work: Work, query: SemanticQuery) -> str | None:
    """ "Each file's size and the number of downloads" is a line for each file, and not for each size."""
    shown = _shown(query)
    tables = {table for table, _ in shown}
    if not query.measures or len(tables) != 1 or not tables <= work.lexicon.tables.keys():
        return None
    (thing,) = tables
    words = work.question.text.lower().replace("\u2019", "'").split()
    for before, word in pairwise(words):
        if before not in ("each", "every") or not word.endswith("'s"):
            continue
        if words_of(word[:-2])[-1:] != words_of(thing)[-1:] and word[:-2] not in thing:
            continue
        if not {name for _, name in shown} & work.lexicon.key_names(thing):
            return (
                f"What each {word[:-2]} has would be put together with that of others. Ask for its name or key as well."
            )
    return None


def _thing_not_shown(work: Work, query: SemanticQuery) -> str | None:
    """ "Owners of dogs and the number of dogs of each breed": no line of the answer would hold an owner."""
    first = next((i for i in work.items if i.kind not in ("op", "filler") or i.op("count") or i.op("agg")), None)
    target = _target(work, first) if first is not None else None
    if first is None or target is None or target.kind != "table" or not query.measures or not query.dimensions:
        return None
    behind = work.items[work.items.index(first) + 1 :]
    joined = next((n for n, i in enumerate(behind) if i.op("and")), None)
    if joined is None or not any(i.op("count") or i.op("agg") for i in behind[joined + 1 : joined + 3]):
        return None
    said = query.model_dump_json()
    homes = {table for table, _ in _shown(query)} | {_home(work, m) for m in query.measures}
    if target.table in homes or f'"{target.table}.' in said or f'"{target.table}"' in said:
        return None
    return f"The answer would not hold the “{first.text}”. Ask for them by themselves."


def _sorted_by_nothing(work: Work, query: SemanticQuery) -> str | None:
    """What is sorted by is a number or a field of the answer, and it is sorted by it."""
    if query.order_by or not query.measures:
        return None
    for item, by in pairwise(work.items):
        if " " in item.low and item.matches and item.matches[0].exact:
            continue  # "quantity ordered by product line"
        if (
            item.low.split()[-1:]
            and item.low.split()[-1] in _SORTED
            and by.op("by")
            and _target(work, item) is not None
        ):
            return f"It is not clear what it is to be {item.low.split()[-1]} by."
    return None


def _average_not_told(work: Work, query: SemanticQuery) -> str | None:
    """ "Towns with the average age" asks for the average, and not for those that have an age."""
    measures = [m.name if isinstance(m, InlineMeasure) else m.rpartition(".")[2] for m in query.measures]
    if any(item.kind == "number" for item in work.items):
        return None
    for item in work.items:
        target = _target(work, item)
        if target is None or target.kind != "measure" or target.name in measures:
            continue
        if item.text.lower().split()[0] not in ("average", "mean"):
            continue
        for f in query.filters:
            if (
                isinstance(f, FieldFilter)
                and f.field.startswith(f"{target.table}.")
                and (f.op, f.values) == (">", (0,))
            ):
                return f"The answer would not hold the “{item.text}”. Ask for it by what it is grouped by."
    return None


def _extreme_beside_count(work: Work, query: SemanticQuery) -> str | None:
    """ "The number of customers with the highest age" counts those who have it."""
    extremes = [m for m in query.measures if isinstance(m, InlineMeasure) and m.aggregate in _EXTREMES]
    if query.dimensions or len(query.measures) != 2 or len(extremes) != 1:
        return None
    for at, item in enumerate(work.items):
        if item.op("super") and at and not any(i.op("and") or i.kind == "punct" for i in work.items[:at]):
            before = next((i for i in reversed(work.items[:at]) if i.kind != "filler"), None)
            if before is not None and before.op("with"):
                return f"How many have the {item.text} is counted of those alone, which is not done here. Ask which they are."
    return None


def _one_by_its_key(work: Work, query: SemanticQuery) -> str | None:
    """ "The member number of loan 7" asks for what the loan has: one thing, by its key, is not counted."""
    if query.dimensions or len(query.measures) != 1:
        return None
    home = _home(work, query.measures[0])
    table = work.lexicon.tables.get(home or "")
    name = query.measures[0] if isinstance(query.measures[0], str) else ""
    if table is None or not any(m.name == name.rpartition(".")[2] and m.aggregate == "count" for m in table.measures):
        return None
    key = work.lexicon.key_dimension(table.name)
    if key is None:
        return None
    if any(isinstance(f, FieldFilter) and (f.field, f.op) == (f"{table.name}.{key}", "=") for f in query.filters):
        first = next((i for i in work.items if i.kind == "mention"), None)
        target = _target(work, first) if first is not None else None
        if any(i.is_op("agg") or i.low.startswith("total") for i in work.items):
            return "A total of one of them asks for an amount of it. Name the amount."
        if target is not None and target.table != table.name:
            return "One of them is named by its key, so there is nothing to count. Ask for what it has."
    return None
