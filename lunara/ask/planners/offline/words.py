"""English that planners know without any model: filler, relations between words, adjectives, units, verbs."""

from __future__ import annotations

from functools import lru_cache


def spread(text: str) -> frozenset[str]:
    """The words of a text as a set."""
    return frozenset(text.split())


_GROUPS = """
quantity qty unit piece volume
amount amt sum value
number num no nbr count
customer cust client buyer shopper
product item article sku prod
revenue sale turnover
employee staff worker emp personnel
country nation ctry
supplier vendor
detail line item
transaction txn tx trx trade
address addr
currency ccy
expense spend cost
salary wage
zip postal postcode
phone telephone tel mobile
department dept
category cat
organization organisation company org firm
picture image photo
movie film
doctor physician
student pupil
teacher instructor
warehouse depot
shop store outlet branch
colour color
license licence
average avg mean
maximum max
minimum min
identifier id key
description desc
temperature temp
percent percentage pct
quarter qtr
birthday birthdate birth dob
gender sex
family last surname
forename first
altitude elevation height
inhabitant population people person resident
cuisine food
rating score star
discount rebate
donation gift contribution
mileage odometer
corporate corporation
tax vat
freight shipping
shipping delivery
inventory stock
purchase order
payment paid
manager boss
region area territory
city town
state province
vehicle car
begin start
end finish
creation created
expiry expiration exp expire expires
street road
price cost
user customer member account
visit session
marketing advertising advert ad
refund return
"""

# Groups whose words are near, not equal: a match through them is weaker, and never beats a literal one.
_RELATED: dict[str, frozenset[int]] = {}
for _number, _line in enumerate(_GROUPS.strip().splitlines()):
    for _word in _line.split():
        _RELATED[_word] = _RELATED.get(_word, frozenset()) | {_number}


@lru_cache(maxsize=20_000)
def groups(word: str) -> frozenset[int]:
    """The groups of near-synonyms that a stem belongs to."""
    return _RELATED.get(word, frozenset())


@lru_cache(maxsize=2_000)
def related(word: str) -> frozenset[str]:
    """Stems that mean nearly the same as `word`, without itself."""
    mine = groups(word)
    return frozenset(w for w, g in _RELATED.items() if g & mine) - {word} if mine else frozenset()


# Words that say little about which field is meant: matched, they add little; unmatched, they cost little.
GENERIC_TAILS = {
    "id": 0.35,
    "key": 0.35,
    "code": 0.45,
    "name": 0.35,
    "number": 0.4,
    "flag": 0.2,
    "amount": 0.35,
    "amt": 0.35,
    "value": 0.35,
    "date": 0.5,
    "time": 0.5,
    "at": 0.1,
    "on": 0.1,
    "is": 0.1,
    "has": 0.1,
    "of": 0.05,
    "the": 0.05,
    "and": 0.05,
    "total": 0.4,
    "sum": 0.3,
    "count": 0.3,
    "average": 0.3,
    "avg": 0.3,
    "type": 0.8,
    "desc": 0.3,
    "description": 0.4,
    "str": 0.1,
    "text": 0.3,
    "in": 0.1,
    "per": 0.2,
    "usd": 0.2,
    "eur": 0.2,
    "timestamp": 0.4,
    "datetime": 0.4,
    "level": 0.6,
    "second": 0.35,
    "sec": 0.35,
    "minute": 0.35,
    "min": 0.35,
    "hour": 0.35,
    "hr": 0.35,
    "km": 0.35,
    "kg": 0.35,
    "sqm": 0.35,
    "kw": 0.35,
    "gb": 0.35,
    "mb": 0.35,
    "mm": 0.35,
    "by": 0.1,
    "to": 0.15,
}

# Words of table names that do not change what the table is about.
TABLE_NOISE = spread(
    "header hdr master fact dim dimension table tbl fct data info information stg raw mart record list main all ref "
    "reference lookup lkp vw view mv base current latest new hist"
)

FILLER = spread(
    """a an the i me my we our us you your it its he she they them their there here please pls plz kindly could can would will
    shall should may might do does did done be is are was were been being am has have had having get gets got let lets want wants
    wanted like know need needs tell see look just also too then so well thanks thank hi hello hey ok okay
    what whats how whose whom exactly actually overall altogether entire whole full complete
    data dataset database system table tables record records row rows information info result results figure figures
    our ours hers his this these those that which who where when of to for from with in on at by as into onto
    up within during between among amongst over both either any some each every all various different individual
    respective respectively corresponding associated related particular specific certain given
    and or but if than such via per using use used based according regarding about
    really very quite simply only one ones s t
    compute calculate determine find figure show list give display return provide fetch output print present report name
    select retrieve pull bring identify summarise summarize break broken down split
    breakdown overview analysis chart graph plot table
    answer question query include including included sure make made
    combination combinations terms term respect basis way kind sort sorts ordering order
    together along plus & number amount value values total
    following yet ever anything something through via still exist exists exactly match matches string strings distinct unique
    """
)

AGAINST = frozenset(("vs", "versus", "against"))
"""What stands between two that are set against each other."""
LIGHT_VERBS = spread(
    """place placed places make makes made making do did done have has had having get got receive received receives
    serve serves served serving offer offers contain contains containing contained hold holds include includes flow flows
    flowing run runs running traverse belong belongs belonging locate located live lives living situate situated based
    reside resides residing come comes coming stay work works working write writes written wrote publish published
    present presented associate associated exist exists occur occurs occurred happen happened happens own owns owned
    use uses used using go goes went take takes took give gives gave given attach attached link linked relate related
    connect connected assign assigned register registered record recorded generate generated bring brought
    earn earned achieve achieved involve involved appear appears appeared list listed
    feature features featured carry carries carried sit sits lie lies lying stand standing spread distribute distributed
    grouped group classified categorized cover covers covered handle handled process processed perform performed
    show shows display exhibit vary varies change changes differ differs look looks develop developed evolve evolved
    came operate operated operates issue issued issues
    manage manages managed lead leads led conduct conducts conducted supervise supervises supervised oversee oversees oversaw
    direct directs directed curate curates curated teach teaches taught coach coaches coached guide guides guided organise
    organises organised organize organizes organized prepare prepares prepared sign signs signed author authored submit submits
    submitted send sends sent request requests requested represent represents represented produce produces produced keep keeps
    kept look looks looked examine examines examined inspect inspects inspected
    sorted ranked found total totaled totalled result results sell sells sold buy buys bought order ordered purchase purchased
    """
)
"""Verbs that only tie an entity to another; what they say beyond that is checked in `verbs.py` where it matters."""

DONE_VERBS = spread(
    "order book request use perform do make choose carry take assign buy sell rent borrow sign visit play order include "
    "need need produce try test serve reserve schedule register"
)
"""Verbs that only say that a thing had its rows: a test never performed, the most requested one."""

GIFTS = ("donation", "gift", "contribution", "pledge")
"""What is given is called so."""

EVENT_VERBS: dict[str, tuple[str, ...]] = {
    "sell": ("sale", "order", "transaction", "purchase", "invoice", "receipt"),
    "buy": ("order", "sale", "purchase", "transaction", "invoice", "receipt"),
    "order": ("order", "sale", "purchase"),
    "purchase": ("purchase", "order", "sale", "transaction", "invoice"),
    "return": ("return", "refund"),
    "refund": ("refund", "return"),
    "pay": ("payment", "invoice"),
    "rent": ("rental",),
    "book": ("booking", "reservation"),
    "reserve": ("reservation", "booking"),
    "visit": ("visit", "session"),
    "review": ("review", "rating"),
    "cite": ("cite", "citation"),
    "stock": ("inventory", "stock"),
    "enrol": ("enrolment", "enrollment"),
    "enroll": ("enrollment", "enrolment"),
    "invoice": ("invoice",),
    "deliver": ("delivery", "shipment"),
    "ship": ("shipment", "delivery"),
    "rate": ("rating", "review"),
    "play": ("game", "match", "play"),
    "perform": ("performance",),
    "borrow": ("loan", "checkout", "lending", "borrowing"),
    "lend": ("loan", "lending"),
    "fly": ("flight",),
    "listen": ("play", "stream", "listen"),
    "stream": ("stream", "play"),
    "watch": ("view", "watch", "play"),
    "treat": ("treatment", "admission", "visit"),
    "attend": ("attendance", "registration"),
    "produce": ("production", "output"),
    "give": GIFTS,
    "contribute": ("contribution", "donation"),
    "receive": ("receipt", "delivery"),
}
"""A verb and the tables (by word) that hold its events: "products never sold" has no rows there."""

DATE_VERBS: dict[str, tuple[str, ...]] = {
    "join": ("join", "signup", "registration", "register", "created", "member", "start"),
    "sign": ("signup", "sign", "join", "registration", "register", "created"),
    "register": ("registration", "register", "signup", "join", "created"),
    "ship": ("ship", "shipped", "shipping", "dispatch", "sent"),
    "dispatch": ("dispatch", "ship", "shipped"),
    "deliver": ("delivery", "delivered", "arrival", "received"),
    "arrive": ("arrival", "arrived", "arrive", "received", "receipt", "delivery", "delivered"),
    "order": ("order", "ordered", "purchase"),
    "place": ("order", "ordered", "placed", "purchase", "created"),
    "buy": ("purchase", "order", "ordered", "bought", "sale"),
    "purchase": ("purchase", "purchased", "order", "ordered"),
    "hire": ("hire", "hired", "start", "employment"),
    "birth": ("birth", "birthday", "born", "dob"),
    "create": ("created", "creation", "create", "insert"),
    "publish": ("publish", "published", "publication", "release"),
    "release": ("release", "released"),
    "start": ("start", "begin", "started"),
    "end": ("end", "finish", "ended", "close"),
    "close": ("close", "closed", "closing"),
    "open": ("open", "opened", "opening"),
    "pay": ("paid", "payment", "pay"),
    "return": ("return", "returned"),
    "refund": ("refund", "refunded", "return"),
    "cancel": ("cancel", "cancelled", "cancellation"),
    "sell": ("sale", "sold", "sell", "order"),
    "update": ("update", "updated", "modified"),
    "launch": ("launch", "launched", "introduced"),
    "found": ("founded", "foundation", "established", "opened"),
    "establish": ("established", "founded", "opened"),
    "due": ("due",),
    "expire": ("expiry", "expire", "expiration", "expires"),
    "last": ("last",),
}
"""A verb before a time phrase and the words of the date it speaks of: "joined in 2023" is the join date."""

ADJECTIVES: dict[str, tuple[str, tuple[str, ...]]] = {
    "longest": (
        "desc",
        ("length", "duration", "distance", "runtime", "minute", "second", "hour", "millisecond"),
    ),
    "shortest": (
        "asc",
        ("length", "duration", "distance", "runtime", "height", "minute", "second", "hour", "millisecond"),
    ),
    "tallest": ("desc", ("height", "altitude", "elevation")),
    "heaviest": ("desc", ("weight", "mass")),
    "lightest": ("asc", ("weight", "mass")),
    "oldest": ("desc", ("age",)),
    "youngest": ("asc", ("age",)),
    "fastest": ("desc", ("speed", "velocity")),
    "slowest": ("asc", ("speed", "velocity")),
    "priciest": ("desc", ("price", "cost", "fee", "premium", "rent", "fare")),
    "dearest": ("desc", ("price", "cost")),
    "cheapest": ("asc", ("price", "cost", "fee", "rate", "premium", "rent", "fare")),
    "deepest": ("desc", ("depth",)),
    "widest": ("desc", ("width",)),
    "richest": ("desc", ("income", "wealth", "worth")),
    "newest": ("desc", ("date", "created", "year", "time")),
    "latest": ("desc", ("date", "time", "year")),
    "earliest": ("asc", ("date", "time", "year")),
}
"""Superlatives that name their own attribute: direction of the order, and words of the attribute."""

PARTICIPLE_ADJECTIVES: dict[str, tuple[str, tuple[str, ...]]] = {
    "expensive": ("desc", ("price", "cost", "fee", "premium", "rent", "fare")),
    "populous": ("desc", ("population",)),
    "populated": ("desc", ("population",)),
    "recent": ("desc", ("date", "time", "year")),
    "profitable": ("desc", ("profit", "margin")),
    "valuable": ("desc", ("value", "revenue", "worth")),
}

COMPARATIVES: dict[str, tuple[str, tuple[str, ...]]] = {
    "heavier than": (">", ("weight", "mass")),
    "lighter than": ("<", ("weight", "mass")),
    "longer than": (">", ("length", "duration", "distance", "runtime")),
    "shorter than": ("<", ("length", "duration", "height", "runtime")),
    "taller than": (">", ("height", "altitude", "elevation")),
    "cheaper than": ("<", ("price", "cost", "fee")),
    "pricier than": (">", ("price", "cost", "fee")),
    "dearer than": (">", ("price", "cost", "fee")),
    "older than": (">", ("age",)),
    "younger than": ("<", ("age",)),
}
"""Comparatives that name their own attribute: the operator, and words of the attribute."""

VERB_ATTRIBUTES: dict[str, tuple[str, ...]] = {
    "earn": ("salary", "wage", "income", "pay", "compensation"),
    "weigh": ("weight", "mass"),
}
"""Verbs that name an attribute: what is compared when things do it more than so much."""

UNITS = spread(
    """meter metre kilometer kilometre km mile feet foot inch cm mm kg kilogram gram pound ton tonne litre liter gallon
    square cubic sq percent percentage unit piece hour minute second people degree
    """
)

TIME_UNITS = spread("seconds minutes mins hours hrs days milliseconds")

DURATION_WORDS = spread("second minute min hour hr duration millisecond downtime overtime uptime delay")
"""Words of fields that hold a length of time of each row, which adds up."""

TIME_NOUNS = spread("downtime overtime uptime playtime runtime airtime screentime")
"""Lengths of time that one speaks of without a plural: how much of it there was is their total."""

QUANTITIES = spread(
    """tonnes tons kg kgs kilos kilograms kilogrammes lbs ounces litres liters hectolitres hectoliters gallons barrels bushels km
    kilometres kilometers miles kilowatts kwh mwh pieces units quantity"""
)
"""Words by which one speaks of how much there was: what was delivered, used or travelled in all."""

PROPERTIES = spread("weight height length width depth size speed temperature capacity age limit level")
"""What one thing has, whatever unit it is given in: the weight in kg of patients does not add up."""

MONEY_NOUNS = spread(
    """fine fee payment refund expense cost charge donation deposit withdrawal transfer sale discount tax salary wage bonus
    commission tip bill premium royalty rent contribution loss grant debt penalty toll pledge claim payout dividend
    purchase spend spending earning receipt"""
)
"""Things that are sums of money themselves: their total is money, though they can be counted."""

MASSES = spread("expense cost spending spend earning expenditure")
"""Money that one speaks of in the plural without counting it: "costs by region" are their total."""

MONEY_WORDS = spread("amount amt total value sum price money usd eur gbp net gross paid")

COLLECTIVES = spread("staff personnel people crew aircraft equipment fleet stock feedback software hardware")
"""Things that are many without a plural."""

PIECE_WORDS = spread("quantity qty unit piece")

SALE_VERBS = spread("sell buy order purchase ship deliver")
"""Verbs of what happens to pieces: "how many lamps were sold" may count the pieces."""

BY_BUYERS = frozenset(("buy", "order", "purchase"))
"""What those do who buy: goods only "were bought"."""

CURRENCIES = spread("dollar usd euro eur gbp pound yen buck cent")

CHANGES = spread("change changes changed vary varies differ differs develop developed evolve evolved grow grew")
"""Verbs that ask for a comparison: without groups or periods they have no answer."""

WRITE_WORDS = spread(
    """delete drop insert update truncate alter grant revoke remove erase overwrite modify change edit add create set
    rename cancel"""
)

FORECAST_WORDS = spread("predict predicts forecast forecasts predicted project projection estimate extrapolate")

QUESTION_STARTS = spread("what which who how show list give tell get find count number total average")

COMMON_ENGLISH = FILLER | LIGHT_VERBS
