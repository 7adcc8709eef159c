"""What may be meant by a question whose query stands: two numbers, a word that was taken for what it may not mean."""

from __future__ import annotations

from pydantic import ValidationError

from lunara.ask.describe import describe
from lunara.ask.plan import Clarification, Option, Refusal
from lunara.ask.planners.offline import likely_numbers, money, stand_ins
from lunara.ask.planners.offline.ambiguity import MAX_OPTIONS
from lunara.ask.planners.offline.assembly import Assembler, Declined, Open
from lunara.ask.planners.offline.called_averages import average_or_field
from lunara.ask.planners.offline.distinct import different_ones, several_between
from lunara.ask.planners.offline.frame import Wanted, copy_of
from lunara.ask.planners.offline.held_or_counted import held_or_counted
from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.lexicon import Target, label_of
from lunara.ask.planners.offline.newly import either_new
from lunara.ask.planners.offline.proof import Objection, prove
from lunara.ask.planners.offline.reading import Reading
from lunara.ask.planners.offline.readings import Reader
from lunara.ask.planners.offline.which_foremost import which_end_of_ranks
from lunara.ask.planners.offline.work import Work
from lunara.semantic.names import lowered
from lunara.semantic.query import SemanticQuery


def either(work: Work, query: SemanticQuery) -> Clarification | None:
    """What to choose from where a number, a field or how many are meant can be read in two ways."""
    readers = (held_or_counted, average_or_field, which_end_of_ranks, either_new)
    return next((asked for read in readers if (asked := read(work, query)) is not None), None)


def doubted(work: Work, query: SemanticQuery) -> Clarification | Refusal | None:
    """What to say where a word may not mean what the query takes it for: it is not so, or it is to be confirmed."""
    reading, lexicon = work.reading or Reading(), work.lexicon
    other = stand_ins.not_meant(work, query)
    if other is not None:
        work.notes = []
        return Refusal(other)
    named = [(i, t) for i in work.frame.mentions() if (t := reading.target(i)) is not None]
    for item, target in named:
        why = money.of_others(item.text, target, [t for _, t in named if t != target], lexicon)
        if why is not None:
            work.notes = []
            return Refusal(why)
        of = next(
            (i.text for i, t in named if i.end == item.start and t.kind == "table" and t.table == target.table), ""
        )
        if money.uncertain(f"{of} {item.text}".strip(), target, lexicon):
            option = Option(money.made_of(target, query, lexicon), describe(query, lexicon.model), query)
            text = f"No number is called “{item.text}”, and this may not be paid to the organization. Is it meant?"
            return Clarification(text, (option,)) if prove(query, lexicon.model, work.question.clock) is None else None
    return stand_ins.another_number(work, query)


def by_each_number(work: Work) -> tuple[Option, ...]:
    """What a question that names no number gives by each of those that its rows have."""
    lexicon, clock = work.lexicon, work.question.clock
    options: list[Option] = []
    for suggestion in likely_numbers.measures_for(work.frame, lexicon, work.roads):
        frame = copy_of(work.frame)
        label = label_of(lexicon, suggestion.target)
        measure = lexicon.measure(suggestion.target.table, suggestion.target.name)
        counts = measure is not None and measure.aggregate == "count"
        said = f"number of {lowered(label)}" if counts else label
        item = Item("mention", -1, -1, said, matches=[suggestion], low=said.lower())
        frame.wanted.append(Wanted(mention=item))
        readings = Reader(frame, lexicon, work.roads).readings()
        if not readings:
            continue
        try:
            query = Assembler(frame, readings[0], lexicon, work.roads, clock).query()
        except (Declined, Open, ValidationError):
            continue
        if prove(query, lexicon.model, clock) is None:
            options.append(Option(label, describe(query, lexicon.model), query))
        if len(options) == MAX_OPTIONS:
            break
    return tuple(options)


def options_of(work: Work, objection: Objection) -> tuple[Option, ...]:
    """What an objection leaves to choose from: each of its queries that is proven."""
    model, clock = work.lexicon.model, work.question.clock
    return tuple(
        Option(label, describe(changed, model), changed)
        for label, changed in objection.options[:MAX_OPTIONS]
        if prove(changed, model, clock) is None
    )


def by_either_rows(work: Work, query: SemanticQuery) -> Clarification | None:
    """ "How many members does each hall have" where bookings and keys tie them: the different ones of either, to choose from."""
    lexicon, model = work.lexicon, work.lexicon.model
    options: list[Option] = []
    for table in several_between(query, lexicon)[:MAX_OPTIONS]:
        apart = different_ones(query, lexicon, by=table)
        if apart is not None and prove(apart.query, model, work.question.clock) is None:
            label = f"Those with {lowered(label_of(lexicon, Target('table', table, table)))}"
            options.append(Option(label, describe(apart.query, model), apart.query))
    if len(options) < 2:
        return None
    return Clarification("They belong together by several kinds of rows. Which are meant?", tuple(options))
