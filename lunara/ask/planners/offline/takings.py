"""What trade calls revenue, sales, takings: the amounts of money that a business takes, where no field is called so."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline.lexicon import Lexicon, Match, Target
from lunara.ask.planners.offline.naming import table_words, words_of
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token
from lunara.semantic.model import Measure, Table

TAKINGS = spread("revenue turnover income taking proceeds earning sale")

_NOT_TAKEN = spread(
    """cost expense tax vat discount rebate freight shipping refund return budget goal target salary wage commission
    purchase repair deposit insured limit balance plan planned base list unit tip damage maintenance payroll loss
    debt payout claim procurement supplier declared book nominal vendor bonus interest principal opening closing
    penalty estimate estimated"""
)
_EVENTS = spread(
    "sale order rental booking reservation invoice bill payment ticket subscription donation trip ride stay appointment "
    "treatment receipt concession line item detail membership enrolment enrollment checkout basket contract policy visit "
    "session shipment parcel delivery job project lesson course class fare sold"
)
_SELLING = spread(
    "sale order rental booking reservation invoice bill payment ticket subscription receipt concession checkout membership "
    "enrolment enrollment ride stay appointment visit parcel delivery sold"
)
"""What a table's rows are called where each of them is sold once."""
_LINES = spread("line item detail")
_LISTS = spread("price tariff rate offer quote quotation catalog catalogue list")
_VALID = spread("valid validity effective")
"""Names of price lists, and of the days from which a price holds."""
_RANKS: tuple[tuple[float, frozenset[str]], ...] = (
    (0.98, spread("revenue sale income turnover earning")),
    (0.92, spread("total ttl tot grand due gross")),
    (0.88, spread("net subtotal")),
    (0.82, spread("amount amt price fare fee value paid premium charge rent toll sum")),
)


def takings(content: Sequence[Token], lexicon: Lexicon) -> list[Match]:
    """What "revenue", "ticket revenue", "fare revenue" may be of: the best amount of each table that takes money, or nothing."""
    if not content or content[-1].stem not in TAKINGS:
        return []
    rest = tuple(t.stem for t in content[:-1])
    if not rest:
        return all_takings(lexicon)
    found: list[Match] = []
    for match in lexicon.fields(rest):
        if not match.exact:
            continue
        target = match.target
        if target.kind == "table":
            found.extend(_of_table(lexicon, target.table, named=True))
        elif target.kind == "measure":
            measure = lexicon.measure(target.table, target.name)
            if measure is not None and _adds_money(measure):
                found.append(Match(target, 0.95, True))
    return _level(found)


def all_takings(lexicon: Lexicon) -> list[Match]:
    """The amounts that any table takes, the likeliest first."""
    return _level([m for name in lexicon.tables for m in _of_table(lexicon, name, named=False)])


def _level(found: list[Match]) -> list[Match]:
    unique: dict[Target, Match] = {}
    for match in found:
        if match.target not in unique or unique[match.target].score < match.score:
            unique[match.target] = match
    return sorted(unique.values(), key=lambda m: (-m.score, m.target.path))


def _adds_money(measure: Measure) -> bool:
    money = measure.format is not None and measure.format.kind == "currency"
    plain = measure.filter is None and measure.additive_over == "all" and not measure.hidden
    return money and plain and measure.aggregate == "sum"


def sold_at(lexicon: Lexicon, name: str, measure: Measure) -> bool:
    """Whether a price is what each row was sold at, so that the rows' prices add up: of sales without a quantity."""
    table = lexicon.tables[name]
    if not _sales(table):
        return False
    if measure.aggregate != "avg" or measure.filter is not None or measure.hidden or not lexicon.time_dimension(name):
        return False
    if measure.format is None or measure.format.kind != "currency" or not lexicon.roads.foreign_columns.get(name):
        return False
    words = set(words_of(measure.label or measure.name))
    fields = {w for d in table.dimensions if d.type == "number" for w in words_of(d.label or d.name)}
    return bool(words & {"price", "fare", "fee", "charge"}) and not words & _NOT_TAKEN and not fields & _PIECES


def _sales(table: Table) -> bool:
    """Whether each row is something sold, by what the table is called: no price list, and nothing that holds from a day on."""
    called = words_of(table.name)
    while len(called) > 1 and called[-1] in _LINES:
        called = called[:-1]
    days = {w for d in table.dimensions if d.type == "time" for w in words_of(d.label or d.name)}
    return bool(called) and called[-1] in _SELLING and not set(table_words(table)) & _LISTS and not days & _VALID


_PIECES = spread("quantity qty unit piece pcs share volume night hour seat person guest")


def _of_table(lexicon: Lexicon, name: str, *, named: bool) -> list[Match]:
    """The amounts by which a table's rows bring in money, the best of them alone. `named`: the question names the table."""
    table = lexicon.tables[name]
    own = set(table_words(table))
    if own & (_NOT_TAKEN | _LISTS) or not lexicon.roads.foreign_columns.get(name):
        return []
    best: list[tuple[float, Match]] = []
    for measure in table.measures:
        words = set(words_of(measure.label or measure.name)) - own
        if not (_adds_money(measure) or sold_at(lexicon, name, measure)) or words & _NOT_TAKEN:
            continue
        rank = next((score for score, said in _RANKS if words & said), 0.0)
        if rank and (rank > 0.85 or named or own & _EVENTS):
            best.append((rank, Match(Target("measure", name, measure.name), rank, True)))
    top = max((rank for rank, _ in best), default=0.0)
    return [match for rank, match in best if rank == top]
