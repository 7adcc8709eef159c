"""The words by which a column tells what it is for, in comparable form (singular, English)."""

from __future__ import annotations

from lunara.semantic.draft.vocabulary import word_set

AUDIT = word_set("""
    modified updated changed inserted loaded modstamp synced ingested extracted etl dwh refreshed rowguid fivetran
    airbyte dbt stitch sdc
""")
SECRET = word_set("""
    password passwd hash salt token secret signature checksum md5 sha blob thumbnail avatar geom geometry wkt
    wkb spatial polygon
""")
# What pays, or proves who somebody is: a column whose name ends so.
PERSONAL_NUMBERS = tuple(
    tuple(phrase.split())
    for phrase in (
        *("card number", "card no", "card num", "card pan", "credit card", "debit card", "cvv", "cvc", "cvv2", "iban"),
        *("routing number", "bank account number", "bank account no", "ssn", "social security number"),
        *("social security no", "passport number", "passport no", "national id number", "tax file number"),
        *("driver license number", "driving license number", "driver licence number", "driving licence number"),
    )
)
TIME_LAST = word_set("""
    date datetime timestamp time day at on dt ts ds dttm moment since until
""")
PARTS = word_set("""
    year month quarter week weekday hour minute day semester decade century fiscal dow doy
""")
CODES = word_set("""
    zip postal postcode phone telephone tel fax mobile ssn ein iban bic isbn sku upc ean vin code flag status
    state type kind category class priority version revision latitude longitude sequence seq position index
    ordinal generation season round color colour gender sex floor room zone district ward port epoch tier group
    segment cohort number no nr abbreviation extension mode phase stage step rank ranking symbol label name
    currency language country region city street level grade method channel source indicator promotion marker
    prefix suffix slot bucket table line bit pin reference ref section block lot building apartment suite gate
    track lane seed order_by sort division jersey locale timezone zoning aisle bin shelf page_number
""")
FLAGS_FIRST = word_set("""
    is has was can should are did does had will allow allows enable enabled
""")
RATES = word_set("""
    rate ratio percent percentage pct share margin probability likelihood yield utilization occupancy efficiency
    accuracy conversion churn retention growth density markup completeness coverage
""")
PRICES = frozenset(["price", "cost", "msrp", "fare", "wage", "salary", "tariff", "nav", "open", "high", "low", "close"])
AVERAGES = word_set("""
    rating score age average mean median
    highest lowest peak reading mark temperature height width depth length weight speed latency gpa factor
    coefficient humidity pressure altitude elevation bmi iq pulse satisfaction nps star level threshold minimum
    maximum limit target horsepower mpg radius diameter thickness tenure experience power voltage frequency
    interval wind visibility precipitation glucose heart limit duration delay lag lead grade_point wait angle
    size sentiment importance difficulty severity variance deviation bpm tempo reorder safety """)
MONEY = word_set("""
    amount revenue sale price cost fee charge total subtotal tax freight discount profit income expense spend
    spending budget payment paid salary wage commission balance due value earning payout refund premium deposit
    withdrawal debit credit fare rent bonus msrp gmv mrr arr ltv cogs fund loan principal tip toll donation
    grant gross net turnover shipping vat tariff debt dividend equity asset liability cash capital investment
    funding interest surcharge rebate penalty fine receivable payable deductible insured
""")
# Money by itself; other words of MONEY may count points, hours or shares.
SURE_MONEY = word_set("""
    amount revenue price cost fee subtotal tax freight profit income expense spend spending budget payment salary wage payout
    refund premium fare rent msrp gmv mrr arr cogs vat surcharge rebate deductible shipping
""")
# What says how much, not how many: rows are not called by it alone.
AMOUNTS = word_set("""
    sale revenue turnover income earning proceeds profit expense expenditure spend spending cost amount total subtotal budget
    balance price fee commission salary wage tax freight quantity volume
""")
# Limits that are sums of money.
MONEY_LIMITS = frozenset(["credit", "coverage", "overdraft", "loan", "spending", "budget", "insurance", "card"])
VOLUMES = frozenset(["kwh", "mwh", "kb", "mb", "gb", "tb"])
PERIODS = frozenset(["hourly", "daily", "weekly", "monthly", "quarterly", "annual", "yearly"])
PERIOD_UNITS = frozenset(["hour", "day", "week", "month"])
PAID_BY_PERIOD = frozenset(["rate", "cost", "price", "fee", "wage", "pay", "tariff"])
PAY_RATE = word_set(
    "hourly daily hour day rate pay paid billing bill labor labour wage standard cost night room overtime base"
)
# Things that are counted in the plural; in the singular a whole number is as often the one that is meant.
THINGS = word_set("""
    patient student employee staff passenger guest subscriber item order ticket request transaction page session card
    message comment document material product
""")
CUMULATIVE = frozenset(["cumulative", "accumulated"])
SUMS = word_set("""
    quantity amount total subtotal revenue sale tax freight fee charge commission profit income expense spend
    spending budget payment paid value volume unit share point count hour minute second click view visit
    impression download attendance vote goal assist win loss point casualty injury injured killed death case
    byte call like comment follower follow message session seat capacity population area distance mileage mile
    kilometer km step calorie tonnage ton gross net loan debt credit debit refund discount due withdrawal
    deposit donation gmv cogs turnover earning payout premium bonus cash fund funding investment recovered
    confirmed test dose night bed patient student employee staff passenger guest enrollment ticket item piece word lap
    medal yard run hit error strike foul catch strikeout rebound steal audience viewer listener subscriber
    stream play conversion lead open bounce unsubscribe delivered sent shipped ordered sold returned received
    produced consumption energy emission rainfall tip toll rent fare penalty fine interest principal dividend
    asset liability equity forecast surcharge rebate usage storage request transaction order box office
    attendance nominee award absence overtime page duration_total crew card foul_count receivable payable waste
    weight_total
""")
# What was done to so many, where it does not end as "delivered" does: stems bought, loaves made.
DONE = word_set("""
    bought sold made lost given taken sent eaten drunk grown caught thrown won driven written built broken stolen born hurt
    laid torn shot drawn spent
""")
BALANCES = frozenset(
    [
        "balance",
        "stock",
        "inventory",
        "headcount",
        "backlog",
        "outstanding",
        "mrr",
        "arr",
        "occupied",
        "vacant",
        "available",
    ]
)
BALANCE_PHRASES = (
    ("on", "hand"),
    ("in", "stock"),
    ("on", "order"),
    ("available", "quantity"),
    ("quantity", "available"),
    ("active", "user"),
    ("active", "subscriber"),
    ("active", "customer"),
    ("closing",),
    ("opening", "balance"),
    ("ending", "balance"),
)
DURATION_UNITS = {
    "day": "days",
    "hour": "hours",
    "minute": "minutes",
    "second": "seconds",
    "week": "weeks",
    "month": "months",
    "year": "years",
    "millisecond": "ms",
    "ms": "ms",
}
# Amounts of time: what is spent piles up (its bare name means the total), what something takes is one length after another.
TIME_SPENT_NOUNS = word_set("downtime uptime overtime playtime airtime outage stoppage idle absence")
TIME_SPENT = word_set("""
    worked work watched watch billed billable used usage played flown spent logged training labour labor listened
    listening viewing streamed streaming talk lost driven driving parked volunteered screen taken
""")
TIME_TAKEN = word_set("""
    duration delay elapsed lateness wait waiting handling processing cycle turnaround lag runtime resolution hold dwell
    travel transit queue response latency reaction setup cook cooking prep preparation
""")
TIME_NAMES = word_set("duration latency delay elapsed lateness runtime downtime overtime playtime airtime")
LEVELS = word_set("""
    stock safety inventory reorder water noise sound oxygen glucose sugar fuel battery sea pressure service
    confidence tank signal hemoglobin cholesterol
""")
UNITS = word_set("""
    cm mm m km ft inch in mi mile kg g mg lb lbs oz ml l liter litre celsius fahrenheit kw kwh mwh mw mb gb kb tb
    sqft sqm mph kmh hp psi ppm hz ghz mhz usd eur gbp chf jpy cad aud
""")
CURRENCIES = frozenset(["usd", "eur", "gbp", "chf", "jpy", "cad", "aud"])
SNAPSHOT = frozenset(
    ["snapshot", "census", "daily", "monthly", "weekly", "balance", "history", "position", "inventory", "stock"]
)
COUNTED = frozenset(["citation", "reference", "like", "comment", "vote", "view", "visitor"])
