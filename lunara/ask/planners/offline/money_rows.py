"""Which rows of a model are money that comes in, goes out or may do either: by the names of their table and those near it."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from lunara.ask.planners.offline.lexicon import Lexicon, Target
from lunara.ask.planners.offline.naming import table_words, words_of
from lunara.ask.planners.offline.words import GIFTS, TABLE_NOISE, spread
from lunara.semantic.model import Measure, Table

GIVEN = frozenset(GIFTS)
_SOLD = spread("sale invoice rental booking reservation subscription membership")
_TRADED = spread(
    """order payment receipt bill ticket charter checkout basket trip ride stay fare enrolment enrollment billed
    charged invoiced sold revenue"""
)
"""What those who pay trade with us for, and what a column of it says was asked of them: revenue where they stand beside it."""
_OURS_ALONE = GIVEN | {"sale"}
"""What is paid to us though nobody stands beside it who pays; an invoice or booking may as well be one that we owe."""
_PLAIN = spread("online internet web website shop store retail wholesale direct domestic export pos")
"""What tells the way a sale was made and no more; any other word beside it may say that it was none ("cancelled", "tax")."""
_LINES_OF, _HOW_MANY = spread("line item detail"), spread("qty quantity unit piece")
_REPAIRS, _CUSTOMERS = spread("repair"), spread("customer client")
"""What customers order of a workshop; tenants and members have it done at our cost."""
_ONE_BY_ONE = _SOLD | spread(
    "order bill payment ticket receipt concession checkout enrolment enrollment ride stay appointment visit parcel delivery sold"
)
"""What a table's rows are called where each of them is sold once, at its own price."""
_RIDES = spread("trip journey")
"""What those who ride pay a fare for, each of them; it may also be a trip that nobody pays for."""
_LISTS, _VALID = (
    spread("price tariff rate offer quote quotation catalog catalogue list"),
    spread("valid validity effective"),
)
"""Names of price lists, and of the days from which a price holds."""
_PRICES = spread("price fare fee charge")
_NO_SALE = spread(
    """cost expense tax vat discount rebate freight shipping refund return budget goal target salary wage commission purchase
    repair deposit insured limit balance plan planned base list unit tip damage maintenance payroll loss debt payout claim
    procurement supplier declared book nominal vendor bonus interest principal opening closing penalty estimate estimated"""
)
"""What says of a price that nothing was sold at it, and of rows that they are named for something else than a sale."""
_RECURRING = spread("monthly weekly daily hourly yearly annual quarterly recurring")
"""Prices that are asked again and again, so that a row's is none of what came in with it."""
_PIECES = spread("quantity qty unit piece pcs share volume night hour seat person guest")
"""Where rows say how many of them were sold, or for how long, a price is not what a row was sold at."""
_BILLS = spread("invoice bill")
_SETTLED = spread("payment receipt remittance")
"""What is paid for something sold before, so that its own sums are what was received and not what was sold."""
_UPKEEP = spread("work maintenance support")
"""An order or ticket of this is as likely paid by us for those who pay as by them."""
SPENT = spread("expense expenditure spending outlay disbursement")
PAYERS = spread(
    """customer client buyer shopper guest member donor patient passenger subscriber tenant patron visitor student
    policyholder sponsor attendee advertiser"""
)
SUPPLIERS = spread("supplier vendor contractor payee grantee beneficiary")
WORKERS = SUPPLIERS | spread(
    """employee staff worker personnel associate agent representative rep seller salesperson department team driver doctor
        physician nurse
        teacher instructor lecturer professor tutor coach trainer therapist vet technician mechanic consultant lawyer attorney
        advisor adviser manager supervisor operator pilot crew captain guide stylist artist author performer player speaker
        courier rider freelancer merchant partner affiliate owner landlord"""
)
_EMPLOYED = spread("salary wage hire hired payroll")
"""Whose rows tell of these are paid by us, whatever they are called."""
_NOT_OURS = spread(
    """refund return purchase expense expenditure cost claim salary payroll budget quote estimate forecast target transaction
    transfer deposit withdrawal balance trade position fine reward prize payout scholarship benefit rebate chargeback
    settlement commission bursary stipend allowance reimbursement compensation bonus cashback award wage pension dividend
    subsidy reversal adjustment"""
)
_USERS = PAYERS | spread(
    "player user account household person fan learner pupil reader follower profile traveller traveler"
)
"""Who buys of us where rows of purchases are theirs and nobody in the data supplies anything."""
_TAKEN_BACK = spread("refund return chargeback rebate reversal cashback")
_LENT = spread("loan debt credit mortgage lease policy")
"""What is paid on these is not what was earned with them, and a transaction may go either way."""
_MONEY = spread(
    "total amount amt price gross net base subtotal paid charged billed invoiced received fee charge fare revenue"
)
_SAID_OF_ALL = _MONEY | {"sum", "value"}


def amounts(table: Table) -> list[Measure]:
    """The sums of money that the rows of a table are: its total where one of them is called so, else all."""
    own = set(table_words(table)) | _SAID_OF_ALL
    sums = [
        m
        for m in table.measures
        if m.aggregate == "sum"
        and not m.hidden
        and m.filter is None
        and m.expression
        and m.format is not None
        and m.format.kind == "currency"
        and set(words_of(m.label or m.name)) <= own
        and (set(words_of(m.label or m.name)) & _MONEY or called(table) & _SOLD)
    ]
    totals = [m for m in sums if {"total", "ttl"} & {*words_of(m.label or ""), *words_of(m.expression or "")}]
    return totals if len(totals) == 1 else sums


def whole_lines(table: Table) -> list[Measure]:
    """The sums of what whole lines come to: the line total, or the money that the draft makes of their prices and quantities."""
    sums = [m for m in table.measures if m.aggregate == "sum" and not m.hidden and m.filter is None and m.expression]
    money = [m for m in sums if m.format is not None and m.format.kind == "currency"]
    totals = [m for m in money if {*words_of(m.label or m.name)} & {"total", "revenue"}]
    net = [m for m in totals if "net" in words_of(m.label or m.name)]
    return net or totals or money


def paid(table: Table) -> Measure | None:
    """The one sum of money that was paid with the rows of a table: their amount, or what is left of it net of a discount.

    None where several may be: a net amount without a discount beside it, or with a tax, may be what is left of a tax.
    """
    sums = amounts(table)
    if len(sums) == 1:
        return sums[0]
    called_ = {m.name: set(words_of(m.label or m.name)) for m in sums}
    fields = {w for m in table.measures for w in words_of(m.label or m.name)}
    net = [m for m in sums if "net" in called_[m.name]]
    gross = [m for m in sums if "gross" in called_[m.name]]
    both = len(net) == len(gross) == 1 and len(sums) == 2
    return net[0] if both and fields & _DISCOUNTS and not fields & _TAXES else None


_DISCOUNTS, _TAXES = spread("discount rebate"), spread("tax vat gst duty")


def worth_of(name: str, lexicon: Lexicon) -> Target | None:
    """The one sum of money that the rows of a table come to: their own amount, or what their lines add up to; None otherwise."""
    homes = [name] if amounts(lexicon.tables[name]) else [t for t in lexicon.tables if lines_of(t, {name}, lexicon)]
    sums = [(t, paid(lexicon.tables[t]) if t == name else _one(whole_lines(lexicon.tables[t]))) for t in homes]
    found = [Target("measure", t, m.name) for t, m in sums if m is not None and m.additive_over == "all"]
    return found[0] if len(found) == len(homes) == 1 else None


def _one(found: list[Measure]) -> Measure | None:
    return found[0] if len(found) == 1 else None


def adds_up(measure: Measure) -> bool:
    """Whether it is a sum of money of all its rows, over everything."""
    return _adds_money(measure) and measure.filter is None and measure.additive_over == "all" and not measure.hidden


def brought_in(table: Table, lexicon: Lexicon) -> list[Measure]:
    """What the rows of a table that is named beside a trade word bring in: their amounts, or the prices they were sold at."""
    own = set(table_words(table))
    if (
        (own & (_NO_SALE | _LISTS) and not bought_of_us(table, lexicon))
        or not lexicon.roads.foreign_columns.get(table.name)
        or not _perhaps_ours(table, lexicon)
    ):
        return []
    return amounts(table) or [m for m in table.measures if sold_at(m, table, lexicon)]


def sold_at(measure: Measure, table: Table, lexicon: Lexicon) -> bool:
    """Whether a price is what each row was sold at, so that the rows' prices add up: of sales without a quantity."""
    plain = measure.aggregate == "avg" and measure.filter is None and not measure.hidden
    priced = measure.format is not None and measure.format.kind == "currency"
    words = set(words_of(measure.label or measure.name))
    each = _each_sold(table) or (called(table) & _RIDES and "fare" in words) or _done_for_payers(table, lexicon)
    if not (plain and priced and each):
        return False
    if not lexicon.time_dimension(table.name) or not lexicon.roads.foreign_columns.get(table.name):
        return False
    fields = {w for d in table.dimensions if d.type == "number" for w in words_of(d.label or d.name)}
    return bool(words & _PRICES) and not words & (_NO_SALE | _RECURRING) and not fields & _PIECES


def _each_sold(table: Table) -> bool:
    """Whether each row is something sold, by what the table is called: no price list, and nothing that holds from a day on."""
    name = [w for w in words_of(table.name) if w not in _LINES_OF] or list(words_of(table.name))
    days = {w for d in table.dimensions if d.type == "time" for w in words_of(d.label or d.name)}
    return bool(name) and name[-1] in _ONE_BY_ONE and not set(table_words(table)) & _LISTS and not days & _VALID


def _done_for_payers(table: Table, lexicon: Lexicon) -> bool:
    """Whether each row may be something done for one of those who pay, at its own price: a job, a lesson, a move of a customer.

    Things that bear names are not, as their price may be what they are worth.
    """
    payers = _called_of(above(table, lexicon, 1), lexicon) & PAYERS
    days = {w for d in table.dimensions if d.type == "time" for w in words_of(d.label or d.name)}
    named = any(words_of(d.name)[-1:] in (("name",), ("title",)) for d in table.dimensions)
    return bool(payers) and not named and not called(table) & (_LISTS | PAYERS) and not days & _VALID


def bought_of_us(table: Table, lexicon: Lexicon) -> bool:
    """Whether rows of purchases are what users bought of us: theirs, in data of nobody who supplies or is employed."""
    if called(table) & ({"order", "requisition", "request"} | SPENT | _TAKEN_BACK) or "purchase" not in called(table):
        return False
    if any(called(t) & SUPPLIERS for t in lexicon.tables.values()):
        return False
    return bool(_called_of(above(table, lexicon, 1), lexicon) & _USERS)


def pays(table: str, lexicon: Lexicon) -> bool:
    """Whether the rows of a table are those who pay: called so, or users whose purchases are bought of us."""
    words = called(lexicon.tables[table])
    if words & PAYERS:
        return True
    bought = (t for t in lexicon.tables.values() if table in above(t, lexicon, 1)) if words & _USERS else ()
    return any(bought_of_us(t, lexicon) for t in bought)


def _named_not_ours(table: Table, lexicon: Lexicon) -> set[str]:
    """The words of a table's names by which its rows are not paid to us."""
    bought = {"purchase"} if bought_of_us(table, lexicon) else set[str]()
    return (called(table) & (_NOT_OURS | _LENT | SPENT)) - bought


def comes_in(table: Table, lexicon: Lexicon) -> bool:
    """Whether its rows surely are paid to us: called so and nothing else, by those who pay or none whom we do."""
    if bought_of_us(table, lexicon):
        return True
    if not _not_paid_out(table, lexicon) or not _traded(table, lexicon) or beside(table, lexicon):
        return False
    if settles(table, lexicon):
        return False
    if not called(table) & _OURS_ALONE and not _has_payers(table, lexicon):
        return bool(called(table) & _BILLS) and billed(table, lexicon)
    near = _called_of(above(table, lexicon, 1), lexicon)
    return not near & WORKERS or bool(near & PAYERS)


def billed(table: Table, lexicon: Lexicon) -> bool:
    """Whether its rows are bills of those who pay, however far they stand above: called so, and nobody whom we pay has them."""
    far = _called_of(above(table, lexicon, len(lexicon.tables)), lexicon)
    return _not_paid_out(table, lexicon) and not beside(table, lexicon) and bool(far & PAYERS) and not far & SUPPLIERS


def settles(table: Table, lexicon: Lexicon) -> bool:
    """Whether its rows only pay for what was sold: payments, where orders have lines that tell how many went at what price."""
    return bool(called(table) & _SETTLED) and any(_priced_lines(t, lexicon) for t in lexicon.tables.values())


def _priced_lines(table: Table, lexicon: Lexicon) -> bool:
    """Whether its rows are the lines of something ordered or sold, with a quantity and the price of one."""
    upper = above(table, lexicon, 1)
    if dated(table) and not called(table) & _LINES_OF:
        return False
    if not _called_of(upper, lexicon) & (_SOLD | {"order"}) or _called_of([table.name, *upper], lexicon) & SUPPLIERS:
        return False
    if _called_of([table.name, *upper], lexicon) & _NOT_OURS:
        return False
    sums = {w for m in table.measures if m.aggregate == "sum" for w in words_of(f"{m.label or m.name}")}
    prices = {w for m in table.measures for w in words_of(f"{m.label or m.name} {m.expression or ''}")}
    return bool(sums & _HOW_MANY) and bool(prices & _PRICES)


def _traded(table: Table, lexicon: Lexicon) -> bool:
    """Whether its rows, or what was asked with them, are called what is paid to us."""
    words = called(table)
    if words & (_SOLD | GIVEN):
        return True
    return not words & _UPKEEP and _has_payers(table, lexicon) and bool((words | _asked(table)) & _TRADED)


def _asked(table: Table) -> set[str]:
    return {w for m in amounts(table) for w in words_of(m.label or m.name)}


def beside(table: Table, lexicon: Lexicon) -> set[str]:
    """The words of a table's label or name by which its rows may be no sales, orders or gifts though they are called so.

    "Cancelled orders" are none that were paid and "sales tax" is no sale; "car rentals", "online orders", "order lines" are.
    """
    events = _SOLD | GIVEN | _TRADED
    things = (t for t in above(table, lexicon, 2) if not dated(lexicon.tables[t]))
    known = PAYERS | _PLAIN | _called_of(things, lexicon)
    if _called_of(above(table, lexicon, 2), lexicon) & _CUSTOMERS:
        known |= _REPAIRS
    own = [w for w in words_of(table.label or table.name) if w not in TABLE_NOISE and not w.isdigit()]
    whole = [w for w in own if w not in _LINES_OF]
    if not called(table) & events:
        known |= {*whole[-1:]}  # the amount tells of it, and this is what a row is
    elif whole and whole[-1] not in events and not (whole[-1] in known and _counted_lines(table)):
        return {whole[-1]}  # what a row is stands last: a sale offer is an offer
    return set(whole) - known - events


def _counted_lines(table: Table) -> bool:
    """Whether its rows say how many of a thing an order has: "order parts"."""
    counted = {w for m in table.measures for w in words_of(f"{m.name} {m.expression or ''}")}
    return not dated(table) and bool(counted & _HOW_MANY)


def dated(table: Table) -> bool:
    return any(d.type == "time" and not d.hidden for d in table.dimensions)


def _called_of(names: Iterable[str], lexicon: Lexicon) -> set[str]:
    return {w for name in names for w in called(lexicon.tables.get(name))}


def of_payers(table: Table, lexicon: Lexicon) -> bool:
    """Whether its rows are surely or perhaps paid to us: called so, or those who pay have them."""
    if bought_of_us(table, lexicon):
        return True
    return _not_paid_out(table, lexicon) and (_traded(table, lexicon) or _has_payers(table, lexicon))


def from_payers(table: Table, lexicon: Lexicon) -> bool:
    """Whether its rows have a day and somebody who pays, and nothing says that they are paid by us."""
    return dated(table) and _has_payers(table, lexicon) and _not_paid_out(table, lexicon)


def _has_payers(table: Table, lexicon: Lexicon) -> bool:
    return bool(_called_of(above(table, lexicon, 2), lexicon) & PAYERS)


def _not_paid_out(table: Table, lexicon: Lexicon) -> bool:
    near, far = (_called_of(above(table, lexicon, steps), lexicon) for steps in (1, 2))
    return not (_named_not_ours(table, lexicon) - (SPENT - _NOT_OURS) or near & SUPPLIERS or far & _LENT)


def may_come_in(table: Table, lexicon: Lexicon) -> bool:
    """Whether its rows may be paid to us: facts with a date that nothing says is paid by us, lent or planned."""
    return dated(table) and _perhaps_ours(table, lexicon)


def _perhaps_ours(table: Table, lexicon: Lexicon) -> bool:
    near = _called_of(above(table, lexicon, 1), lexicon)
    return not _named_not_ours(table, lexicon) and not near & SUPPLIERS


def not_ours(table: Table, lexicon: Lexicon) -> bool:
    """Whether its rows are paid to others: called so (claims, refunds, expenses), or of those who supply."""
    return not _perhaps_ours(table, lexicon)


def taken_back(table: Table) -> bool:
    """Whether its rows are money given back of what came in: refunds, credit notes."""
    words = called(table)
    noted = "credit" in words and bool(words & {"note", "memo"})
    return (noted or bool(words & _TAKEN_BACK)) and any(_adds_money(m) for m in table.measures)


def _adds_money(measure: Measure) -> bool:
    return measure.aggregate == "sum" and measure.format is not None and measure.format.kind == "currency"


def paid_by_us(target: Target, lexicon: Lexicon) -> bool:
    """Whether it is of those who are paid, or a part of the organization: then what they earn is not what we do."""
    table = lexicon.tables[target.table]
    names = [*(d.name for d in table.dimensions), *(m.name for m in table.measures)]
    fields = {w for name in names for w in words_of(name)}
    words = {*called(table), *words_of(target.name or "")}
    return bool(words & WORKERS or fields & _EMPLOYED)


def called(table: Table | None) -> set[str]:
    """The words of a table's own names, without what its rows may be called as well."""
    return {*words_of(table.name), *words_of(table.label or "")} if table is not None else set()


def buys_for_us(table: str, lexicon: Lexicon) -> bool:
    """Whether these stand only in rows of what was bought, beside those who supply it: they buy for the organization."""
    having = [r.from_table for r in lexicon.model.relationships if r.to_table == table != r.from_table]
    near = [above(lexicon.tables[name], lexicon, 1) for name in having if name in lexicon.tables]
    beside = [any(called(lexicon.tables[t]) & SUPPLIERS for t in tables if t in lexicon.tables) for tables in near]
    return bool(beside) and all(beside)


def above(table: Table, lexicon: Lexicon, steps: int) -> list[str]:
    return [t for t, roads in lexicon.roads.up(table.name).items() if 0 < len(roads[0]) <= steps]


def lines_of(name: str, facts: Collection[str], lexicon: Lexicon) -> bool:
    """Whether the rows are lines, without a date of their own, of another of these facts."""
    table = lexicon.tables[name]
    return not dated(table) and any(t in facts for t in above(table, lexicon, 1))
