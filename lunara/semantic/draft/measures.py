"""Measures: the count of rows, one for each measure column, line revenue, and variants without cancelled rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlglot import exp

from lunara.semantic.draft import role_words as rw
from lunara.semantic.draft.facts import ColumnFacts, TableFacts
from lunara.semantic.draft.flags import Flag
from lunara.semantic.draft.roles import Role
from lunara.semantic.draft.vocabulary import word_set
from lunara.semantic.draft.words import plural, sentence, singular, snake
from lunara.semantic.identifiers import column_identifier
from lunara.semantic.model import Format, Measure

_LINES = word_set("""
    order sale line item detail invoice transaction purchase trade basket cart booking receipt ticket
""")
EVENTS = frozenset(
    [
        "order",
        "sale",
        "invoice",
        "transaction",
        "purchase",
        "booking",
        "receipt",
        "shipment",
        "return",
        "payment",
        "delivery",
    ]
)
_SYNONYMS = {
    "revenue": ("sales", "turnover"),
    "quantity": ("units", "number of units"),
    "cost": ("costs", "expenses"),
    "profit": ("earnings",),
    "tax": ("taxes",),
    "freight": ("shipping cost", "shipping costs"),
    "price": ("prices",),
    "salary": ("pay", "wages"),
    "rating": ("score", "stars"),
    "discount": ("rebate",),
}
_GONE = ("cancelled", "canceled", "void", "voided")


@dataclass(frozen=True)
class Proposal:
    """A measure with what speaks for it. `column` is the physical column behind it, empty when there are several or none."""

    measure: Measure
    confidence: float
    because: str
    column: str = ""


def column_sql(name: str, dialect: str) -> str:
    """A physical column in SQL of the dialect, quoted where it must be."""
    return exp.column(column_identifier(name, dialect)).sql(dialect)


def in_whole(column: ColumnFacts, dialect: str) -> exp.Expression:
    """A column in SQL; an amount that is kept in cents divided by 100."""
    this = _column(column, dialect)
    return exp.Div(this=this, expression=exp.Literal.number("100.0")) if column.hundredths else this


def _number_sql(column: ColumnFacts, dialect: str) -> str:
    """A column as a number to compute with: Postgres' money is cast, as it has no average."""
    if column.hundredths:
        return in_whole(column, dialect).sql(dialect)
    if dialect == "postgres" and column.column.type.lower().startswith("money"):
        return exp.cast(_column(column, dialect), "decimal").sql(dialect)
    return column_sql(column.name, dialect)


def flag_sql(column: ColumnFacts, flag: Flag, dialect: str) -> str:
    """A column that says yes in its own way as a condition; null stays null."""
    this: exp.Expression = _column(column, dialect)
    if flag.folded:
        this = exp.Upper(this=this)
    yes = [exp.Literal.number(v) if isinstance(v, int) else exp.Literal.string(v) for v in flag.yes]
    if len(yes) == 1:
        return exp.EQ(this=this, expression=yes[0]).sql(dialect)
    return exp.Paren(this=exp.In(this=this, expressions=yes)).sql(
        dialect
    )  # not every dialect compares a bare IN with true


def row_words(table: TableFacts) -> tuple[str, ...]:
    """What one row is, for people: sales order (of salesorderheader), user (of dim_users)."""
    words = list(table.words)
    while len(words) > 1 and words[-1] in (
        "header",
        "master",
        "dimension",
        "fact",
        "table",
        "latest",
        "current",
        "data",
        "information",
        "list",
    ):
        words.pop()
    words[-1] = singular(words[-1]) if table_is_english(table) else words[-1]
    return tuple(words)


def table_is_english(table: TableFacts) -> bool:
    """Whether the label of the table is English, so that it can be made singular and plural."""
    return tuple(singular(word) for word in table.words) == tuple(singular(word) for word in table.entity) or not set(
        table.entity
    ) - set(table.words) - {singular(word) for word in table.words}


def count_measure(table: TableFacts, taken: set[str]) -> Proposal:
    """How many rows: `order_count`, labelled Orders; Number of sales where the bare name would be that of an amount."""
    words = row_words(table)
    countable = words[-1].isalpha() and words[-1].isascii() and table_is_english(table)
    many = (*words[:-1], plural(words[-1]) if countable else words[-1])
    name = free_name("_".join((*words, "count")), taken)
    said = said_of_rows(many)
    spoken = " ".join(many)
    label = sentence(said)
    synonyms = [f"number of {spoken}", f"{' '.join(words)} count"]
    if said != many:
        synonyms = [f"number of {' '.join(said)}", spoken, *synonyms]
    if len(many) > 1:
        synonyms.append(f"number of {many[-1]}")
    if not table_is_english(table):
        synonyms.append(f"number of {plural(table.entity[-1])}")
    alike = [c for c in table.columns if " ".join(c.words) in (spoken, " ".join(table.words))]
    if alike or table.entity[-1] in rw.AMOUNTS:
        # A column of numbers says how many of them a row stands for: then they are not the rows.
        several = any(c.kind != "string" and c.sense[-1] not in rw.AMOUNTS for c in alike)
        rows = several or not countable or words[-1] not in EVENTS
        label = f"Number of {' '.join(words)} rows" if rows else f"Number of {spoken}"
        synonyms = [f"number of {spoken}", *synonyms] if not rows else [f"{' '.join(words)} rows", *synonyms[1:2]]
    measure = Measure(
        name=name,
        aggregate="count",
        label=label,
        description=f"How many {' '.join(said)}: rows of {table.table.name}.",
        synonyms=tuple(s for s in dict.fromkeys(synonyms) if s != label.lower()),
        format=Format(kind="number", decimals=0),
    )
    return Proposal(measure, 0.97, f"Counts the rows of {table.table.name}.")


_LINES_OF = word_set("order sale purchase invoice receipt bill quote")


def said_of_rows(words: Sequence[str]) -> tuple[str, ...]:
    """The words of a row as people say them: the details of an order are its lines.

    >>> said_of_rows(("sales", "order", "detail"))
    ('sales', 'order', 'line')
    """
    if len(words) > 1 and singular(words[-1]) == "detail" and singular(words[-2]) in _LINES_OF:
        return (*words[:-1], "lines" if words[-1] == "details" else "line")
    return tuple(words)


def free_name(name: str, taken: set[str]) -> str:
    """A safe name that is not taken, and is now."""
    base = snake(name) or "measure"
    candidate, number = base, 2
    while candidate in taken:
        candidate, number = f"{base}_{number}", number + 1
    taken.add(candidate)
    return candidate


def _unit(words: Sequence[str], role: Role) -> str:
    """` (kg)` when the last word is the unit that the role shows anyway."""
    shown = role.format is not None and role.format.unit is not None and role.format.unit == words[-1]
    return (
        f" ({words[-1]})"
        if shown and role.format is not None and role.format.kind == "number" and len(words) > 1
        else ""
    )


def spoken_label(words: Sequence[str], role: Role) -> str:
    """The label of a column: Weight (kg), Order date."""
    unit = _unit(words, role)
    return sentence(words[:-1] if unit else words) + unit


def column_measure(column: ColumnFacts, role: Role, dialect: str, taken: set[str]) -> Proposal:
    """The measure of one column: `total_tax_amount` where it adds up, `average_unit_price` where it does not."""
    words = list(column.words)
    unit = _unit(words, role)
    if unit:
        words = words[:-1]
    plain = " ".join(words)
    if role.aggregate == "sum":
        lead = () if words[0] in ("sum", "number", "count") or "total" in words else ("total",)
        label = sentence(words) + unit
    else:
        lead = () if words[0] in ("average", "mean", "median") else ("average",)
        label = sentence((*lead, *words)) + unit
    wanted = "_".join((*lead, *words)) if words != ["total"] else "total_amount"
    if (snake(wanted) or "measure") in taken:
        wanted = f"{'sum' if role.aggregate == 'sum' else 'average'}_of_{'_'.join(words)}"
    name = free_name(wanted, taken)
    synonyms = [plain if role.aggregate != "sum" else f"total {plain}"] if lead else []
    written = column.bare.lower()
    if not written.replace("_", "").endswith(plain.replace(" ", "")):
        synonyms.append(written.replace("_", " "))
    for word in words:
        synonyms.extend(
            _SYNONYMS.get(word, ())
            if len(words) == 1 or (words[-1] == word and words[0] in ("total", "net", "order"))
            else ()
        )
    if not {singular(word) for word in words} & set(column.sense):  # another language: what it means in English
        synonyms += [" ".join(column.sense), " ".join((*lead, *column.sense))]
    kept = tuple(s for s in dict.fromkeys(synonyms) if s and s != label.lower())
    measure = Measure(
        name=name,
        aggregate=role.aggregate,
        expression=_number_sql(column, dialect),
        label=label,
        description=column.column.description,
        synonyms=kept,
        format=role.format,
        additive_over="not time" if role.balance else "all",
    )
    return Proposal(measure, role.confidence, role.because, column.name)


_PIECES = frozenset(["quantity", "unit", "piece"])
_NOT_SOLD = word_set("returned stock received hand")
_OF_A_SALE = word_set("""
    ordered order sold sale purchased purchase bought billed invoiced invoice line item product booked requested total
""")


def _sold(sense: Sequence[str]) -> bool:
    """Whether a number is called how many were sold: quantity, order quantity, quantity ordered, units sold."""
    if sense[-1] in _PIECES - {"piece"}:
        return not set(sense) & _NOT_SOLD
    return bool(set(sense) & _PIECES) and set(sense) <= _PIECES | _OF_A_SALE


def line_revenue(table: TableFacts, roles: Mapping[str, Role], dialect: str, taken: set[str]) -> Proposal | None:
    """price × quantity (× (1 − discount)) on tables of order lines that hold no amount of their own."""
    if not set(table.entity) & _LINES:
        return None
    usable = [c for c in table.columns if roles[c.name].kind == "measure"]
    if any(
        set(c.sense) & {"amount", "total", "revenue", "subtotal", "extended"}
        and not set(c.sense) & {"tax", "discount", "shipping", "freight", "fee"}
        for c in usable
    ):
        return None
    prices = [
        c
        for c in usable
        if "price" in c.sense and "discount" not in c.sense and not set(c.sense) & {"list", "original", "cost"}
    ]
    prices = prices or [c for c in usable if "price" in c.sense and "discount" not in c.sense]
    counts = [c for c in usable if roles[c.name].aggregate == "sum" and _sold(c.sense)]
    if len(prices) != 1 or len(counts) != 1:
        return None
    price, count = prices[0], counts[0]
    product: exp.Expression = exp.Mul(this=in_whole(price, dialect), expression=_column(count, dialect))
    told = f"{price.name} × {count.name}"
    discounts = [c for c in usable if "discount" in c.sense]
    label, confidence = "Revenue", 0.85
    if len(discounts) == 1:
        discount = discounts[0]
        share = _discount_share(discount)
        if share is not None:
            part: exp.Expression = _column(discount, dialect)
            if share == 100:
                part = exp.Div(this=part, expression=exp.Literal.number("100.0"))
            product = exp.Mul(
                this=product, expression=exp.Paren(this=exp.Sub(this=exp.Literal.number(1), expression=part))
            )
            told += f" × (1 − {discount.name}{'/100' if share == 100 else ''})"
            label, confidence = "Net revenue", 0.88
        else:
            label, confidence = "Gross revenue", 0.8
            told += f"; {discount.name} is left out because nothing shows whether it is a share or an amount"
    elif discounts:
        label = "Gross revenue"
    name = free_name(label.lower().replace(" ", "_"), taken)
    measure = Measure(
        name=name,
        aggregate="sum",
        expression=product.sql(dialect),
        label=label,
        description=f"{told}, summed over the lines.",
        synonyms=("sales", "turnover", "sales amount", *(() if label == "Revenue" else ("revenue",))),
        format=Format(kind="currency"),
    )
    return Proposal(
        measure, confidence, f"A line sells {count.name} at {price.name}; there is no column with the amount: {told}."
    )


def _column(column: ColumnFacts, dialect: str) -> exp.Column:
    return exp.column(column_identifier(column.name, dialect))


def _discount_share(column: ColumnFacts) -> int | None:
    """1 when the discount is a fraction, 100 when a percentage, None when that is not known."""
    stats, words = column.stats, set(column.sense)
    if stats is not None and isinstance(stats.high, int | float) and stats.low is not None and stats.distinct > 1:
        if stats.low >= 0 and stats.high <= 1 and column.kind == "decimal":
            return 1
        if words & {"percent", "percentage", "pct"} and stats.high <= 100:
            return 100
        return None
    if words & {"percent", "percentage"}:
        return None
    return None


def without_cancelled(table: TableFacts, found: Sequence[Proposal], dialect: str, taken: set[str]) -> list[Proposal]:
    """Variants without cancelled rows, as proposals beside the plain measures; which one a team means is theirs to say."""
    for column in table.columns:
        if (
            column.kind != "string"
            or ("status" not in column.sense and "state" not in column.sense)
            or column.stats is None
        ):
            continue
        gone = [value for value in column.stats.values if value.lower() in _GONE]
        if not gone:
            continue
        this = _column(column, dialect)
        test: exp.Expression = exp.Not(this=exp.In(this=this, expressions=[exp.Literal.string(v) for v in gone]))
        if len(gone) == 1:
            test = exp.NEQ(this=this, expression=exp.Literal.string(gone[0]))
        condition = exp.Or(this=test, expression=exp.Is(this=this.copy(), expression=exp.Null())).sql(dialect)
        main = [p for p in found if p.measure.aggregate in ("count", "count_distinct")][:2]
        main += [
            p
            for p in found
            if p.measure.aggregate == "sum" and p.measure.format is not None and p.measure.format.kind == "currency"
        ][:2]
        result = []
        for proposal in main:
            plain = proposal.measure
            name = free_name(f"{plain.name}_without_cancelled", taken)
            label = f"{plain.label or plain.name} without cancelled"
            measure = plain.model_copy(
                update={
                    "name": name,
                    "filter": condition,
                    "label": label,
                    "synonyms": (),
                    "description": f"{plain.label}, rows with {column.name} {' or '.join(gone)} left out.",
                }
            )
            because = f"{column.name} has the value {' and '.join(gone)}; the plain measure {plain.name} counts those rows too."
            result.append(Proposal(measure, 0.75, because))
        return result
    return []
