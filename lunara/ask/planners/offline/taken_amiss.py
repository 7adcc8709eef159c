"""Words that a query may have taken for something of another thing than the question says: then it is not answered."""

from __future__ import annotations

import re
from datetime import datetime
from itertools import pairwise

from lunara.ask.planners.offline import in_lines
from lunara.ask.planners.offline.beside_days import day_of_rows_beside, kind_lost, ranking_lost
from lunara.ask.planners.offline.each_compared import each_or_all
from lunara.ask.planners.offline.fields_compared import not_compared
from lunara.ask.planners.offline.flatplan import FlatPlan
from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.ask.planners.offline.lost_beside import lost_beside
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.nobody_shown import held_and_denied, nobody_shown
from lunara.ask.planners.offline.none_rows import stands_for_none
from lunara.ask.planners.offline.places_amiss import place_of_another
from lunara.ask.planners.offline.plain.lacking import means_use
from lunara.ask.planners.offline.plain.things import unknown
from lunara.ask.planners.offline.reading import Reading
from lunara.ask.planners.offline.theirs_lost import one_of_a_kind_lost, theirs_lost
from lunara.ask.planners.offline.verbs import same_deed
from lunara.ask.planners.offline.words import DATE_VERBS, spread
from lunara.ask.planners.offline.work import Work
from lunara.ask.tokens import tokenize, verb_stems
from lunara.semantic.filters import leaves_of
from lunara.semantic.graph import graph_of
from lunara.semantic.names import humanize, lowered
from lunara.semantic.query import ExistsFilter, FieldFilter, NotFilter, SemanticQuery

_WHOSE = spread("their theirs its they")
_THESE = spread("these those them")
_ALIVE = spread("active inactive enabled disabled archived blocked closed live current valid")
_BEGINS = spread("start started begin began beginning opened joined registered signed")
_WORTH = spread("value worth amount")
_USED = spread("use uses used")
_GROUPING = spread("by per each every for")
_COME_ABOUT = spread("create place open register receive")
"""What is done to rows of any kind when they come to be there."""
_DONE = spread("did do does have has had")
_WERE = spread("is are was were been being")
_COMING = (("to", "come"), ("upcoming",), ("forthcoming",), ("coming", "up"))


def taken_amiss(work: Work, query: SemanticQuery) -> str | None:
    """Why the query may be of something else than the question, in words; None when it is not."""
    return (
        _state_of_another(work)
        or _grouped_by_a_number(work)
        or _last_of_a_list_lost(work, query)
        or nobody_shown(work, query)
        or held_and_denied(query)
        or theirs_lost(work, query)
        or one_of_a_kind_lost(work, query)
        or place_of_another(work)
        or _both_at_once(work, query)
        or _above_for_below(work)
        or _denied_deed_lost(work)
        or _flag_of_another(work, query)
        or _state_with_no_day(work, query)
        or _price_for_worth(work)
        or _amount_of_another(work)
        or _of_those_before(work)
        or _verb_of_a_number(work, query)
        or _still_to_come(work, query)
        or _value_of_other_rows(work, query)
        or _use_by_other_rows(work, query)
        or _deed_that_nothing_tells(work, query)
        or _come_about_by_another(work, query)
        or _deed_for_a_field(work)
        or _known_of_what_is_shared(work, query)
        or day_of_rows_beside(work, query)
        or ranking_lost(work, query)
        or kind_lost(work, query)
        or _who_for_what(work, query)
        or stands_for_none(query, work.lexicon)
        or _other_rows_denied(work, query)
        or _shown_of_each_row(work, query)
        or _value_behind_denied(work, query)
        or _there_and_not(query)
        or not_compared(work)
        or _managed_otherwise(work, query)
        or _part_for_total(work, query)
        or lost_beside(work, query)
        or each_or_all(work, query)
        or in_lines.amiss(work, query)
    )


def _both_at_once(work: Work, query: SemanticQuery) -> str | None:
    """ "Litres of amber and wheat", a name and a style: whether both must hold of one row, or it is of either, is not told."""
    reading = work.reading or Reading()
    held = [(f.field, f.values) for f in query.filters if isinstance(f, FieldFilter) and f.op == "="]
    said = [i for i in work.items if i.kind != "filler"]
    for at in range(1, len(said) - 2):
        one, tie, two = said[at : at + 3]
        first, second = reading.target(one), reading.target(two)
        behind = said[at + 3] if at + 3 < len(said) else None
        if not tie.is_op("and") or first is None or second is None or two.placed:
            continue
        values = first.kind == second.kind == "value" and first.table == second.table and first.path != second.path
        if not values or (behind is not None and behind.kind == "mention"):
            continue  # "active and verified members"
        if all(any(f == t.path and t.value in v for f, v in held) for t in (first, second)):
            return f"It is not clear whether “{one.text}” and “{two.text}” must hold at once. Ask for one of them, or say “or”."
    return None


def _part_for_total(work: Work, query: SemanticQuery) -> str | None:
    """ "The total of order 7" is not its freight: what is a part of it, or comes on top, has to be named."""
    said = {w for i in work.items for w in words_of(i.text)}
    total = next((i for i in work.items if i.is_op("agg") and i.low.startswith("total")), None)
    behind = next((i for i in work.items if total is not None and i.start >= total.end and i.kind != "filler"), None)
    thing = behind is not None and any(m.exact and m.target.kind == "table" for m in behind.matches)
    for name in query.measures if thing else ():
        homes = [m for t in work.lexicon.tables if isinstance(name, str) and (m := work.lexicon.measure(t, name))]
        words = {*words_of(homes[0].label or homes[0].name)} if homes and homes[0].aggregate == "sum" else set()
        if words & _ON_TOP and not words & _ON_TOP & said:
            return f"“{homes[0].label or homes[0].name}” is not the total of it. Name the number that is meant."
    return None


_ON_TOP = spread("freight shipping postage tax vat discount tip gratuity surcharge deposit fee")


def _managed_otherwise(work: Work, query: SemanticQuery) -> str | None:
    """ "Staff who manage stores" are not those who work there, where stores have a key to their manager."""
    said = next((t.text for t in tokenize(work.question.text) if t.low in _MANAGING), None)
    if said is None or work.lexicon.knows("manage"):
        return None
    plan = query.model_dump_json()
    for road in work.lexicon.model.relationships:
        words = {*words_of(road.label or ""), *(w for c in road.from_columns for w in words_of(c))}
        both = all(f'"{t}' in plan for t in (road.from_table, road.to_table))
        if "manager" in words and road.from_table != road.to_table and both and f'"{road.name}"' not in plan:
            return f"Who “{said}” what is told by {road.label or road.name} here. Ask for the list with it."
    return None


_MANAGING = frozenset(("manage", "manages", "managed", "managing"))


def _above_for_below(work: Work) -> str | None:
    """ "Who reports to the president" are not those above the president: the key of somebody above is no list of those below."""
    reading, lexicon = work.reading or Reading(), work.lexicon
    said = [i for i in work.items if i.kind != "filler"]
    for item, value in pairwise(said):
        field, held = reading.target(item), reading.target(value)
        if (
            field is None
            or held is None
            or field.kind != "dimension"
            or held.kind != "value"
            or field.table != held.table
        ):
            continue
        dimension = lexicon.dimension(field.table, field.name)
        column = (dimension.expression or dimension.name).strip('"') if dimension is not None else ""
        road = lexicon.roads.foreign_key(field.table, column)
        if road is not None and road.to_table == field.table and held.path != field.path:
            return f"Those of whom one is {value.text} cannot be asked for by “{item.text}” here. Name the one above by the key."
    return None


_SITUATED = spread(
    "live come locate base situate reside stay belong be have work sit lie stand hold exist own contain include"
)


def _denied_deed_lost(work: Work) -> str | None:
    """ "Who did not sign up in Hull" are not those who are not in Hull: what was not done must be told by something."""
    told = [c.verb for c in work.frame.conditions if c.verb is not None]
    for before, item in pairwise(i for i in work.items if i.kind != "filler"):
        if not before.is_op("not") or item.kind != "verb" or item.ties or _SITUATED & {item.low, *verb_stems(item.low)}:
            continue
        value = next((i for i in work.items if i.start >= item.end and i.kind not in ("filler", "verb")), None)
        placed = (
            value is not None and value.kind == "mention" and value.matches and value.matches[0].target.kind == "value"
        )
        if placed and not any(item is one for one in told) and not item.matches:
            return f"Nothing here says whether “{item.text}” was done. Ask without it, or name the value as the data writes it."
    return None


_CALLED = frozenset(
    spread("amount amounts value values number numbers date dates name names type types status address")
)
"""Words that fields are called by, and that say nothing of their own elsewhere."""


def _last_of_a_list_lost(work: Work, query: SemanticQuery) -> str | None:
    """ "The id, the date and the amount for all the payments" loses the amount where nothing was made of that word."""
    if query.measures or not work.frame.columns:
        return None
    for at, item in enumerate(work.items):
        if item.kind != "filler" or item.low not in _CALLED or at < 2:
            continue
        before = [i for i in work.items[:at] if i.low not in ("the", "their", "its", "a", "an")]
        joined = before[-1].is_op("and") or before[-1].low == ","
        if joined and len(before) > 1 and any(before[-2] is one for one in work.frame.columns):
            return f"“{item.text}” has no place in the answer. Name it as the data does."
    return None


def _grouped_by_a_number(work: Work) -> str | None:
    """ "Number of stores by revenue" is no number of stores by whatever else sounds a little like revenue."""
    for group in work.frame.groups:
        item = group.mention
        chosen = work.reading.chosen.get(id(item)) if item is not None and work.reading is not None else None
        exact = [m.target.kind for m in item.matches if m.exact] if item is not None else []
        if item is None or chosen is None or chosen.exact or chosen.target.kind == "value" or not exact or group.grain:
            continue
        if all(kind in ("measure", "derived") for kind in exact):
            return f"“{item.text}” is a number over many rows, so nothing is grouped by it. Ask for it by one of the groups."
    return None


def _shown_of_each_row(work: Work, query: SemanticQuery) -> str | None:
    """ "Deals by stage with their owner" has no place for what each of the rows that are counted holds."""
    if not query.measures or not query.dimensions or not work.frame.groups:
        return None
    said = query.model_dump_json()
    theirs = [i for before, i in pairwise(work.items) if before.low in ("their", "its")]
    for item in (i for i in work.frame.columns if i in theirs):
        target = (work.reading or Reading()).target(item)
        if target is not None and target.kind == "dimension" and f'{target.name}"' not in said:
            return f"“{item.text}” is of each row and has no place beside groups. Ask for its total or its average."
    return None


def _other_rows_denied(work: Work, query: SemanticQuery) -> str | None:
    """ "Suppliers that never received a purchase" are not those without receipts, where purchases are rows of their own."""
    lexicon, reading = work.lexicon, work.reading or Reading()
    denied = {f.not_.exists for f in query.filters if isinstance(f, NotFilter) and isinstance(f.not_, ExistsFilter)}
    plan = FlatPlan(query, lexicon)
    held = {*plan.measured, *(e.exists for e in plan.exists)}
    held |= {name.rpartition(".")[0] for name in (*plan.dimensions, *plan.governed, *(f.field for f in plan.fields))}
    shown = {(d if isinstance(d, str) else d.field).rpartition(".")[0] for d in query.dimensions} | {*plan.measured}
    near = [r for r in lexicon.model.relationships if r.from_table in denied and r.to_table in shown]
    for item in work.items if denied and not near else ():
        target = reading.target(item)
        if target is None or target.kind != "table" or target.table in held:
            continue
        if any(lexicon.roads.distance_up(target.table, one) is not None for one in shown):
            return f"“{item.text}” has no place in the answer. Ask for what is without them in a question of its own."
    return None


def _value_behind_denied(work: Work, query: SemanticQuery) -> str | None:
    """ "Projects that hired no staff in a research role" are not the research projects that hired nobody."""
    denied = [c.mention for c in work.frame.conditions if c.kind == "exists" and c.negated and c.mention is not None]
    kept = {f.field.rpartition(".")[0] for f in query.filters if isinstance(f, FieldFilter)}
    shown = {(d if isinstance(d, str) else d.field).rpartition(".")[0] for d in query.dimensions}
    shown |= {*FlatPlan(query, work.lexicon).measured}
    for item in work.items if denied and kept - shown else ():
        target = (work.reading or Reading()).target(item)
        if target is None or target.kind != "value" or target.table not in kept - shown:
            continue
        before = [one for one in denied if one.sentence == item.sentence and one.start < item.start]
        clauses = [i.start for i in work.items if i.is_op("which", "and", "or", "with")]
        if any(not any(one.start < at < item.start for at in clauses) for one in before):
            return f"It is not clear what “{item.text}” is said of here. Ask for the two conditions one by one."
    return None


def _there_and_not(query: SemanticQuery) -> str | None:
    """Rows that must be there and must not: their condition says no more than that their key leads somewhere."""
    there = {f.exists for f in query.filters if isinstance(f, ExistsFilter) and not f.where and not f.via}
    for one in query.filters:
        denied = one.not_ if isinstance(one, NotFilter) else None
        if not isinstance(denied, ExistsFilter) or denied.exists not in there:
            continue
        if all(isinstance(f, FieldFilter) and f.op == "is_not_null" for f in denied.where):
            return "As it was read, the same rows would have to be there and not be there. Ask for one of the two."
    return None


def _who_for_what(work: Work, query: SemanticQuery) -> str | None:
    """ "What did we sell to customers" is not answered by the customers that something was sold to."""
    lexicon, words = work.lexicon, [t.low for t in tokenize(work.question.text)]
    passive = words[1:2] in (["was"], ["were"]) and bool(words[2:]) and bool(verb_stems(words[2]))
    counts = bool(query.measures) and work.frame.rank is None  # "what did customers buy most" ranks no customers
    if words[:1] != ["what"] or counts or not (passive or (words[1:2] and words[1] in _DONE)):
        return None
    shown = [(d if isinstance(d, str) else d.field).rpartition(".") for d in query.dimensions]
    homes = {table for table, _, _ in shown}
    things = {t.table for item in work.items if (t := (work.reading or Reading()).target(item)) and t.kind == "table"}
    if len(homes) != 1 or not homes <= things & lexicon.tables.keys():
        return None
    (home,) = homes
    if not {name for _, _, name in shown} <= {lexicon.display(home), *lexicon.key_names(home)}:
        return None
    return f"“What” asks for something else than {_called(work, home)}. Name the things that are asked for."


def _state_of_another(work: Work) -> str | None:
    """ "Confirmed registrations" are not those of confirmed events, where registrations have a status of their own."""
    reading, lexicon = work.reading or Reading(), work.lexicon
    said = {id(item): target for item in work.items if (target := reading.target(item)) is not None}
    named = [t.table for t in said.values() if t.kind in ("table", "measure") and t.table in lexicon.tables]
    for at, item in enumerate(work.items):
        value = said.get(id(item))
        if value is None or value.kind != "value" or not lexicon.is_state(value.table, value.name):
            continue
        behind = said.get(id(work.items[at + 1])) if item.before_thing and at + 1 < len(work.items) else None
        of = [behind.table] if behind is not None and behind.table in lexicon.tables else named
        for table in () if value.table in of else of:
            own = [
                one
                for one in lexicon.tables[table].dimensions
                if one.type == "string" and not one.hidden and lexicon.is_state(table, one.name)
            ]
            if own:
                there, things = _called(work, value.table), _called(work, table)
                label = lowered(own[0].label or humanize(own[0].name))
                return (
                    f"“{item.text}” is said of {things}, and here it is a state of {there}. "
                    f"Ask for {things} by {label}, or say whose state is meant."
                )
    return None


def _flag_of_another(work: Work, query: SemanticQuery) -> str | None:
    """ "Active members" are not those of active places: what a thing is for itself no other thing says of it."""
    reading, lexicon = work.reading or Reading(), work.lexicon
    said = [(item, reading.target(item)) for item in work.items]
    named = {t.table for _, t in said if t is not None and t.kind in ("table", "measure")}
    kept = {one.field for one in leaves_of(query.filters) if isinstance(one, FieldFilter)}
    for at, (item, target) in enumerate(said):
        flag = (
            lexicon.dimension(target.table, target.name) if target is not None and target.kind == "dimension" else None
        )
        if target is None or flag is None or flag.type != "boolean" or target.path not in kept:
            continue
        if not _ALIVE & {*item.low.split()}:
            continue
        behind = said[at + 1][1] if at + 1 < len(said) else None
        of = {behind.table} if behind is not None and behind.kind in ("table", "measure") else named
        if of and target.table not in of:
            return (
                f"“{item.text}” is known of {_called(work, target.table)} here, not of what the question asks for. "
                f"Name {_called(work, target.table)} beside it if those are meant."
            )
    return None


def _state_with_no_day(work: Work, query: SemanticQuery) -> str | None:
    """ "Cancelled in 2024" is not of those that began then, where the state is a code's and has no day of its own."""
    reading = work.reading or Reading()
    moment = query.time.field if query.time is not None and query.time.range is not None else None
    day = {*words_of((moment or "").replace(".", " "))}
    moment = moment if day & _BEGINS else None
    for at, item in enumerate(work.items if moment else ()):
        target = reading.target(item)
        if target is None or target.kind != "value" or not item.low.endswith("ed"):
            continue
        behind = next((i for i in work.items[at + 1 :] if i.kind not in ("filler", "punct")), None)
        own = (moment or "").partition(".")[0] == target.table
        if behind is None or behind.kind != "time" or own:
            continue
        return f"Nothing here says when something was “{item.text}”."
    return None


def _price_for_worth(work: Work) -> str | None:
    """ "Purchase value" is what things are worth together, and no price of one of them on average."""
    reading, lexicon = work.reading or Reading(), work.lexicon
    if _averages(work) or any("average" in item.low for item in work.items):
        return None
    for item, worth in pairwise(work.items):
        target = reading.target(item)
        measure = (
            lexicon.measure(target.table, target.name) if target is not None and target.kind == "measure" else None
        )
        if measure is None or measure.aggregate != "avg" or worth.kind != "filler" or not _WORTH & {worth.low}:
            continue
        if worth.low not in words_of(measure.label or measure.name):
            label = label_of(lexicon, target) if target is not None else ""
            return f"“{item.text} {worth.text}” is no number here, and {lowered(label)} is something else. Name the number."
    return None


def _averages(work: Work) -> bool:
    return any(op is not None and op.arg == "avg" for op in (item.op("agg") for item in work.items))


def _amount_of_another(work: Work) -> str | None:
    """ "Rental amount" is that of rentals, which have amounts of their own, and not of each thing in them."""
    reading, lexicon = work.reading or Reading(), work.lexicon
    for item in work.items:
        target, words = reading.target(item), item.low.split()
        if target is None or target.kind != "measure" or len(words) < 2 or target.table not in lexicon.tables:
            continue
        measure = lexicon.measure(target.table, target.name)
        if measure is None or not measure.expression:
            continue
        last = words_of(words[-1])
        for name, table in lexicon.tables.items():
            own, there = {*words_of(name)}, {*words_of(target.table)}
            if name == target.table or not own < there or {*words_of(" ".join(words[:-1]))} != own:
                continue
            sums = [m for m in table.measures if m.aggregate == "sum" and not m.hidden and m.filter is None]
            alike = [m for m in sums if {*last} & {*words_of(m.label or m.name)}]
            if not alike and _averages(work):
                return f"An average over {_called(work, name)} needs a measure in the model: {item.text} divided by their number."
            if alike:
                label = lowered(alike[0].label or humanize(alike[0].name))
                things, pieces = _called(work, name), _called(work, target.table)
                return (
                    f"“{item.text}” can be that of {things} or of {pieces}. "
                    f"Ask for the {label} of {things}, or for that of {pieces}."
                )
    return None


def _value_of_other_rows(work: Work, query: SemanticQuery) -> str | None:
    """ "Who never bought shoes" is not asked of visits to a page called so, which say nothing of what was bought."""
    lexicon = work.lexicon
    kept = {
        one.field
        for one in query.filters
        if isinstance(one, FieldFilter) and any(isinstance(v, str) for v in one.values)
    }
    there = {one.exists for one in leaves_of(query.filters) if isinstance(one, ExistsFilter)}
    for at, item in enumerate(work.items if there else ()):
        value = next((m.target for m in item.matches if m.target.kind == "value" and m.target.path in kept), None)
        if value is None or value.table in there:
            continue
        before = work.items[at - 1].low.split()[-1:] if at else []
        verbs = {v for word in before for v in (word, *verb_stems(word))}
        called = {w for name in (value.table, _called(work, value.table)) for w in words_of(name)}
        if any(same_deed(word, verb) for word in called for verb in verbs):
            continue
        apart = [t for t in there if not _on_one_road(t, value.table, lexicon)]
        if len(apart) == len(there) and any(_turns_on(verbs, t, lexicon) for t in apart):
            field = label_of(lexicon, Target("dimension", value.table, value.name))
            return (
                f"“{item.text}” is {field} of {_called(work, value.table)}, which says nothing of what was “{before[0]}”. "
                "Name what is meant with its own name in the data."
            )
    return None


def _on_one_road(one: str, other: str, lexicon: Lexicon) -> bool:
    """Whether some rows belong to both: order lines, to orders and to products."""
    return any({one, other} <= {name, *lexicon.roads.up(name)} for name in lexicon.tables)


def _turns_on(verbs: set[str], table: str, lexicon: Lexicon) -> bool:
    """Whether a verb tells of these rows: "bought" of orders."""
    nouns = {noun for verb in verbs for noun in lexicon.events.get(verb, ())}
    own = {w for name in (table, lexicon.tables[table].label or "") for w in words_of(name)}
    return bool(nouns & own) or any(same_deed(word, verb) for word in own for verb in verbs)


def _deed_that_nothing_tells(work: Work, query: SemanticQuery) -> str | None:
    """ "Orders cancelled by town" are not all orders by town, where neither a day nor a state tells which were."""
    lexicon, plan = work.lexicon, FlatPlan(query, work.lexicon)
    for at, item in enumerate(work.items):
        verbs = {v for v in verb_stems(item.low) if v in DATE_VERBS} - _COME_ABOUT
        behind = work.items[at + 1] if at + 1 < len(work.items) else None
        ends = behind is None or behind.kind == "punct" or behind.low in _GROUPING
        if item not in work.frame.verbs or item in work.frame.unknown or item.ties or not verbs or not ends:
            continue
        tables = [lexicon.tables[t] for t in plan.all_tables(lexicon) if t in lexicon.tables]
        told = [*plan.dimensions, *plan.governed, *(f.field for f in plan.fields), *map(str, plan.values)]
        told += [query.time.field or ""] if query.time is not None else []
        told += [m if isinstance(m, str) else f"{m.name} {m.label or ''}" for m in query.measures]
        told += [name for t in tables for name in (t.name, t.label or "", lexicon.time_dimension(t.name) or "")]
        words = {w for text in told for w in words_of(text.replace(".", " "))}
        meant = verbs.union(*(DATE_VERBS[v] for v in verbs), *(lexicon.events.get(v, ()) for v in verbs))
        if not any(w in meant or any(same_deed(w, v) for v in verbs) for w in words):
            return f"Nothing here says whether something was “{item.text}”."
    return None


def _come_about_by_another(work: Work, query: SemanticQuery) -> str | None:
    """ "Orders created in May" are not those of suppliers that were created in May."""
    reading, lexicon, plan = work.reading or Reading(), work.lexicon, FlatPlan(query, work.lexicon)
    used = {*plan.dimensions, *plan.governed, *(f.field for f in plan.fields)}
    used |= {query.time.field or ""} if query.time is not None else set()
    said = [(item, reading.target(item)) for item in work.items]
    named = {t.table for _, t in said if t is not None and t.kind in ("table", "measure")}
    for (_, thing), (item, day) in pairwise(one for one in said if one[0].low not in _WERE):
        if thing is None or day is None or thing.kind not in ("table", "measure") or day.kind != "dimension":
            continue
        apart = thing.table in lexicon.tables and not {*words_of(day.table)} <= {*words_of(thing.table)}
        if apart and day.table not in named and day.path in used and _COME_ABOUT & {*verb_stems(item.low)}:
            whose, things = _called(work, day.table), _called(work, thing.table)
            return f"Nothing here says when {things} were “{item.text}”: {label_of(lexicon, day)} is of {whose}."
    return None


def _known_of_what_is_shared(work: Work, query: SemanticQuery) -> str | None:
    """ "Products that were never returned" are not told by the returns of orders, of which each has several products."""
    lexicon = work.lexicon
    base = (work.reading.base if work.reading is not None else ())[:1]
    for one in leaves_of(query.filters):
        if not isinstance(one, ExistsFilter) or one.via is not None or not base or one.exists == base[0]:
            continue
        roads = graph_of(lexicon.model).cheapest(base[0], one.exists)
        ways = "".join("u" if step.forward else "d" for step in roads[0]) if len(roads) == 1 else ""
        if re.search("d+u+d", ways):
            shared = next(step.target for step, after in pairwise(roads[0]) if step.forward and not after.forward)
            things, there, over = (_called(work, t) for t in (base[0], one.exists, shared))
            there = f"{there[:1].upper()}{there[1:]}"
            return f"{there} are known of {over}, of which each has several {things}, not of each of these."
    return None


def _deed_for_a_field(work: Work) -> str | None:
    """ "Paid orders" are not orders with their payment type."""
    reading, lexicon = work.reading or Reading(), work.lexicon
    for item in work.frame.columns:
        target, verbs = reading.target(item), verb_stems(item.low)
        if target is None or target.kind != "dimension" or item.low in verbs or not {*verbs} & DATE_VERBS.keys():
            continue
        if not {item.low, *verbs} & {*words_of(label_of(lexicon, target)), *words_of(target.name)}:
            return f"Nothing here says whether something was “{item.text}”."
    return None


def _use_by_other_rows(work: Work, query: SemanticQuery) -> str | None:
    """ "Devices used by technicians" are not told by the calibrations of devices."""
    lexicon, reading = work.lexicon, work.reading or Reading()
    said = next((t for t in tokenize(work.question.text) if t.low in _USED and unknown(t.low, lexicon)), None)
    named = {t.table for item in work.items if (t := reading.target(item)) is not None}
    for table in FlatPlan(query, lexicon).all_tables(lexicon) - named if said is not None else ():
        ends = {r.to_table for r in lexicon.model.relationships if r.from_table == table} & named
        if table in lexicon.tables and len(ends) > 1 and not any(means_use(table, end, lexicon) for end in ends):
            return f"{label_of(lexicon, Target('table', table, table))} need not tell what was “{said.text if said else ''}”."
    return None


def _called(work: Work, table: str) -> str:
    found = work.lexicon.tables[table]
    return lowered(found.label or humanize(found.name))


def _of_those_before(work: Work) -> str | None:
    """ "What is their total amount?" is of what the question before was about: it must go on from it."""
    if work.base_query is not None or not work.question.history:
        return None
    for at, item in enumerate(work.items):
        words = item.low.split()
        before = any(i.kind == "mention" for i in work.items[:at])
        behind = any(i.kind == "mention" for i in work.items[at + 1 : at + 2])
        whose = item.kind == "filler" and bool(_WHOSE & {*words}) and not before
        these = item.kind == "filler" and bool(_THESE & {*words}) and not behind
        if whose or these:
            return f"It is not clear whose number “{item.text}” asks for. Ask the whole of it in one question."
    return None


def _verb_of_a_number(work: Work, query: SemanticQuery) -> str | None:
    """ "Invoiced amount" is the amount that was invoiced, and no other amount of what was invoiced at some time."""
    asked = [w.mention for w in work.frame.wanted if w.mention is not None]
    over_there = any(isinstance(one, ExistsFilter) for one in leaves_of(query.filters))
    for condition in work.frame.conditions if over_there else ():
        verb = condition.verb
        if condition.kind not in ("exists", "event") or verb is None or condition.mention not in (None, verb):
            continue
        if any(verb.end == number.start for number in asked):
            return f"No number here is called “{verb.text}”. Name the number with its own name in the data."
    return None


def _still_to_come(work: Work, query: SemanticQuery) -> str | None:
    """ "Still to come this year" leaves out the days of this year that are over."""
    words = [word for item in work.items for word in item.low.split()]
    said = any(tuple(words[at : at + len(one)]) == one for one in _COMING for at in range(len(words)))
    found = query.time.range if query.time is not None else None
    first = found.from_ if found is not None else None
    first = first.date() if isinstance(first, datetime) else first
    if not said or found is None or (first is not None and first >= work.question.clock.today):
        return None
    return "A period of which only what is still to come is meant cannot be asked for in one go. Name its first day."
