"""What a person chooses from when a question means more than one thing: which meanings are one, and what each is called."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline.frame import Frame
from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.lexicon import Lexicon, Match, Target, label_of
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.reading import Reading


def same_meaning(lexicon: Lexicon, one: Match, other: Match) -> bool:
    """Whether two targets say the same: a key and the thing it points to, two ends of one join, a field and its total."""
    a, b = one.target, other.target
    if a.kind == "value" and b.kind == "value" and a.table == b.table and a.name == b.name:
        return True
    for first, second in ((a, b), (b, a)):
        if (
            first.kind == "table"
            and second.kind == "dimension"
            and first.table == second.table
            and second.name in (lexicon.display(first.table), lexicon.key_dimension(first.table))
        ):
            return True
        if first.kind in ("dimension", "value") and first.table in lexicon.tables:
            dimension = lexicon.dimension(first.table, first.name)
            column = ((dimension.expression or dimension.name) if dimension else first.name).strip('"')
            for relationship in lexicon.model.relationships:
                if (
                    relationship.from_table == first.table
                    and relationship.from_columns == (column,)
                    and second.table == relationship.to_table
                ):
                    return True
    return False


_AGGREGATE_WORDS = frozenset(("average", "avg", "total", "sum", "mean", "median", "highest", "lowest", "number"))


def same_word(lexicon: Lexicon, items: Sequence[Item], frame: Frame, reading: Reading) -> list[tuple[Item, Match]]:
    """Other numbers that the word of a number names as well: "quantity" where defects, plans and output have one each."""
    found: list[tuple[Item, Match]] = []
    for wanted in [*frame.wanted, *([frame.rank] if frame.rank else [])]:
        item = wanted.mention
        chosen = reading.target(item)
        if item is None or chosen is None or wanted.count or chosen.kind not in ("measure", "dimension"):
            continue
        said = set(words_of(item.text)) - _AGGREGATE_WORDS
        own = set(words_of(label_of(lexicon, chosen))) - _AGGREGATE_WORDS
        elsewhere = {w for i in items if i is not item for w in words_of(i.text)}
        if not said or not said <= own or own - said <= elsewhere:
            continue  # "which brands sold the most units": the units sold
        for match in item.matches:
            target = match.target
            if (
                target.kind not in ("measure", "dimension")
                or target == chosen
                or _of_one_column(lexicon, chosen, target)
            ):
                continue
            dimension = lexicon.dimension(target.table, target.name) if target.kind == "dimension" else None
            if dimension is not None and dimension.type != "number":
                continue
            if said <= set(words_of(label_of(lexicon, target))):
                found.append((item, match))
    return found


def _of_one_column(lexicon: Lexicon, chosen: Target, other: Target) -> bool:
    """Whether both are made of one column: its bare name is the total, which is called so to the letter, not the average."""
    if chosen.kind != "measure" or chosen.table != other.table:
        return False
    total = lexicon.measure(chosen.table, chosen.name)
    column = lexicon.measure(other.table, other.name) or lexicon.dimension(other.table, other.name)
    return (
        total is not None
        and total.aggregate == "sum"
        and column is not None
        and (total.expression or "").strip('"') == (column.expression or column.name).strip('"')
    )


def option_label(lexicon: Lexicon, match: Match) -> str:
    target = match.target
    label = label_of(lexicon, target)
    table = lexicon.tables.get(target.table)
    where = (table.label or table.name.replace("_", " ")) if table else ""
    if target.kind == "value":
        return f"{label} “{target.value}” of {where}" if where else f"{label} “{target.value}”"
    if target.kind == "table" or not where:
        return label
    return f"{label} ({where})"


def behind(lexicon: Lexicon, bases: Sequence[str], chosen: Match, other: Match) -> bool:
    """Whether a field lies beyond the table of another one: the country of a customer's agent, beside the customer's own."""
    if chosen.target.kind != "dimension" or other.target.kind != "dimension":
        return False
    for base in bases:
        near, far = (lexicon.roads.distance_up(base, m.target.table) for m in (chosen, other))
        onward = lexicon.roads.distance_up(chosen.target.table, other.target.table)
        if near is None or far is None or not onward or far != near + onward:
            return False
    return bool(bases)


def ending_so(lexicon: Lexicon, bases: Sequence[str], item: Item, chosen: Match) -> list[Match]:
    """Fields of nearer rows whose name ends with the word: the billing country of an invoice, beside its customer's country."""
    found: list[Match] = []
    said = words_of(item.text)
    steps = [lexicon.roads.distance_up(base, chosen.target.table) for base in bases]
    for match in item.matches:
        target = match.target
        if match.exact or target.kind != "dimension" or None in steps:
            continue
        nearer = all(
            (near := lexicon.roads.distance_up(base, target.table)) is not None and near < (far or 0)
            for base, far in zip(bases, steps, strict=True)
        )
        if nearer and words_of(label_of(lexicon, target))[-len(said) :] == said:
            found.append(match)
    return found
