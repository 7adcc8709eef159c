"""Plans what compares with all: a plan with a number, whose condition is made to compare with the average in its place.

Whatever is not clear with a number is asked or refused here too. Which rows the average is of is asked where it matters: the
average of French singers, or of all.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from lunara.ask.describe import counted, describe
from lunara.ask.paths import roads_of
from lunara.ask.plan import Clarification, Option, Plan, Planned, Refusal, Understood
from lunara.ask.planners.offline.compared_all import STAND_IN, Compared
from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.ask.planners.offline.naming import table_words
from lunara.ask.planners.offline.proof import prove
from lunara.ask.planners.offline.than_filters import of_all, swapped, than_of
from lunara.ask.question import Question
from lunara.ask.tokens import tokenize
from lunara.errors import LunaraError
from lunara.semantic.compile import compile_query
from lunara.semantic.filters import COMPARED_WORDS, leaves_of
from lunara.semantic.model import Dimension, Measure
from lunara.semantic.names import lowered, resolve_field
from lunara.semantic.query import (
    AndFilter,
    DimensionRef,
    FieldFilter,
    Filter,
    InlineMeasure,
    NotFilter,
    OrFilter,
    SemanticQuery,
    Than,
    ThanFilter,
)

_WRITTEN = re.compile(r"88,?888,?888(?:\.\d+)?|888,?888\.88125")
_OF_EACH = "The question compares a total of each with the average, but asks for one number over them. Ask for the list instead."
_OF_A_TOTAL = frozenset(("total", "totals", "sum", "more", "less", "overall"))


@dataclass(frozen=True)
class _Its:
    """What is compared: a field of each row of `table`, or (`groups`) a measure of it in each group.

    `total` where it adds up, `summed` where it adds up values.
    """

    table: str
    name: str
    label: str
    column: str
    groups: bool = False
    total: bool = False
    summed: bool = False


@dataclass(frozen=True)
class _Rows:
    """The rows of a table that are compared with, where the question says which: those that fulfil `where`."""

    table: str
    where: tuple[Filter, ...]


class Comparer:
    """Plans a question that compares with all, by `plan`, which plans one with a number."""

    def __init__(self, plan: Callable[[Question], Planned], question: Question, lexicon: Lexicon) -> None:
        self.plan = plan
        self.question = question
        self.lexicon = lexicon
        self.model = lexicon.model

    def planned(self, one: Compared) -> Planned:
        """The plan, with every number that stood in turned back; a refusal where it cannot be said."""
        made = self.plan(replace(self.question, text=one.text))
        try:
            plan = self._turned(made.plan, one, self._where(one, made.plan))
        except _Unsaid as unsaid:
            plan = Refusal(str(unsaid), self._nearest(made.plan))
        notes = made.notes
        if isinstance(plan, SemanticQuery):
            notes = (*(self._words(n) for n in notes), self._note(plan))
        return replace(
            made,
            plan=plan,
            understood=tuple(Understood(self._words(u.text), self._words(u.as_)) for u in made.understood),
            ignored=tuple(self._words(i) for i in made.ignored),
            warnings=tuple(self._words(w) for w in made.warnings),
            notes=notes,
        )

    def _nearest(self, plan: Plan) -> tuple[str, ...]:
        return tuple(n for n in plan.nearest if not _WRITTEN.search(n)) if isinstance(plan, Refusal) else ()

    @staticmethod
    def _words(text: str) -> str:
        return _WRITTEN.sub("the average", text)

    def _note(self, query: SemanticQuery) -> str:
        one = than_of(query)
        its = self._its(query, one)
        said = f"Compared with the {COMPARED_WORDS[one.than.aggregate]}"
        alike = "".join(f" of the same {self._label(name)}" for name in one.than.within)
        if its.groups:
            running = any(isinstance(d, DimensionRef) and d.grain for d in query.dimensions) and query.time is None
            now = " The current period counts like the others." if running else ""
            each = f", by the total {its.label.removeprefix('total ')} of each" if its.summed else ""
            return f"{said} of {self._groups_of(query)}{alike} that have any {its.label}{each}.{now}"
        which = "those named" if one.than.where else "all"
        if one.than.where is None and self._narrowing(query) and self._others(query):
            which = "these"
        period = " of the same period" if self._timed(query, its) else ""
        return f"{said} {its.label} of {which} {lowered(self._say(its.table))}{alike}{period}, each counted once."

    def _timed(self, query: SemanticQuery, its: _Its) -> bool:
        """Whether the period holds for what is compared with as well: its date is one of the rows."""
        if query.time is None:
            return False
        home = (query.time.field or self.lexicon.time_dimension(its.table) or "").rpartition(".")[0] or its.table
        return roads_of(self.model).distance_up(its.table, home) is not None

    def _label(self, name: str) -> str:
        """What people call a field; the key of a thing is the thing."""
        table, _, bare = name.rpartition(".")
        if table and bare == self.lexicon.key_dimension(table):
            return self._one(table)
        found = resolve_field(self.model, name).field
        return lowered(found.label or found.name.replace("_", " "))

    def _groups_of(self, query: SemanticQuery) -> str:
        """ "the customers", "the groups by country": what the groups of a query are."""
        first = query.dimensions[0]
        if isinstance(first, DimensionRef) and (first.grain or first.part):
            return f"the {first.grain or first.part}s"
        homes = self._homes(query)
        names = {(d if isinstance(d, str) else d.field).rpartition(".")[2] for d in query.dimensions}
        home = next(iter(homes))
        if len(homes) == 1 and names & {self.lexicon.display(home), self.lexicon.key_dimension(home)}:
            return f"the {lowered(self._say(home))}"
        return f"the groups by {self._label(first if isinstance(first, str) else first.field)}"

    def _homes(self, query: SemanticQuery) -> set[str]:
        names = [d if isinstance(d, str) else d.field for d in query.dimensions]
        return {n.rpartition(".")[0] for n in names}

    def _say(self, table: str) -> str:
        found = self.model.table(table)
        return table if found is None else (found.label or found.name.replace("_", " "))

    def _its(self, query: SemanticQuery, one: ThanFilter) -> _Its:
        """What a comparison is of."""
        inline = next((m for m in query.measures if isinstance(m, InlineMeasure) and m.name == one.field), None)
        if inline is not None:
            label = inline.label or inline.name.replace("_", " ")
            return _Its(
                inline.table,
                inline.name,
                lowered(label),
                inline.expression or "",
                True,
                _adds(inline.aggregate),
                inline.aggregate == "sum",
            )
        found = resolve_field(self.model, one.field, None if "." in one.field else "measure")
        label = lowered(found.field.label or found.field.name.replace("_", " "))
        column = getattr(found.field, "expression", None) or found.field.name
        if not isinstance(found.field, Dimension):
            total = isinstance(found.field, Measure) and _adds(found.field.aggregate)
            summed = isinstance(found.field, Measure) and found.field.aggregate == "sum"
            return _Its(found.table, found.field.name, label, column, True, total, summed)
        return _Its(found.table, found.field.name, label, column)

    def _where(self, one: Compared, compared: Plan) -> _Rows | None:
        """The rows that the average is said to be of: "of all", "of those where …", "of all museums". Raises _Unsaid."""
        if one.rows is None:
            return None
        words = re.sub(r"^(?:all(?:\s+of)?(?:\s+the)?|those)\b\s*", "", one.rows, flags=re.IGNORECASE)
        if not words or words.lower().startswith("where ") or words.lower().startswith("with "):
            if not isinstance(compared, SemanticQuery):
                raise _Unsaid(f"It is not clear which rows “{one.rows}” are, that are compared with.")
            query = self._query(compared, replace(one, rows=None), None)
            its = self._its(query, than_of(query))
            table = self.model.table(its.table)
            words = f"{counted(table)[1] if table is not None else its.table} {words}"
        plan = self.plan(replace(self.question, text=f"How many {words}", history=())).plan
        unclear = _Unsaid(f"It is not clear which rows “{one.rows}” are, that are compared with.")
        if not isinstance(plan, SemanticQuery) or plan.time is not None or plan.dimensions or len(plan.measures) != 1:
            raise unclear
        if any(not isinstance(f, FieldFilter) for f in plan.filters) or not isinstance(plan.measures[0], str):
            raise unclear
        rows = resolve_field(self.model, plan.measures[0], "measure")
        if not isinstance(rows.field, Measure) or rows.field.aggregate != "count":
            raise unclear
        return _Rows(rows.table, plan.filters)

    def _turned(self, plan: Plan, one: Compared, rows: _Rows | None) -> Plan:
        if isinstance(plan, SemanticQuery):
            query = self._query(plan, one, rows)
            self._check_behind(query, one)
            return self._asked(query, one)
        if isinstance(plan, Clarification):
            options = []
            for option in plan.options:
                if option.query is None:
                    continue
                query = self._query(option.query, one, rows)
                self._check_behind(query, one)
                doubtful = self._others(query) and (
                    bool(self._narrowing(query)) or not self._its(query, than_of(query)).groups
                )
                if prove(query, self.model, self.question.clock) is None and not doubtful:
                    options.append(Option(self._words(option.label), describe(query, self.model), query))
            different = {o.query.model_dump_json() for o in options if o.query is not None}
            if len(different) == 1 and len(options) > 1 and options[0].query is not None:
                return self._asked(
                    options[0].query, one
                )  # with a number it could be one or an average, and there is one
            if len(different) != len(options) or not options:
                raise _Unsaid("It is not clear what is compared. Name the number, and what it is of.")
            return Clarification(self._words(plan.text), tuple(options))
        if isinstance(plan, Refusal):
            return Refusal(self._words(plan.reason), self._nearest(plan))
        raise _Unsaid("This is not compared with an average here.")

    def _query(self, query: SemanticQuery, one: Compared, rows: _Rows | None) -> SemanticQuery:
        """The query with its condition on the number turned. Raises _Unsaid."""
        made: list[ThanFilter] = []

        def turned(found: Filter) -> Filter:
            if isinstance(found, AndFilter):
                return AndFilter.model_validate({"and": [turned(part) for part in found.and_]})
            if isinstance(found, OrFilter):
                return OrFilter.model_validate({"or": [turned(part) for part in found.or_]})
            if isinstance(found, NotFilter):
                return NotFilter.model_validate({"not": turned(found.not_)})
            if not isinstance(found, FieldFilter) or (
                STAND_IN not in found.values and STAND_IN / 100 not in found.values
            ):
                return found
            if found.op not in ("<", "<=", ">", ">=") or found.part is not None:
                raise _Unsaid("Only more and less are compared with an average.")
            than = Than(aggregate=one.aggregate, where=None if rows is None else rows.where)  # type: ignore[arg-type]
            made.append(ThanFilter(field=found.field, op=found.op, than=than, via=found.via))
            return made[-1]

        filters = tuple(turned(f) for f in query.filters)
        changed = query.model_copy(update={"filters": filters})
        if len(made) != 1 or _WRITTEN.search(changed.model_dump_json()):
            raise _Unsaid(_OF_EACH)
        if any(isinstance(f, ThanFilter) for f in leaves_of(query.filters)):
            raise _Unsaid("One average is compared with in the question before. Ask the whole of it in one question.")
        its = self._its(changed, made[0])
        if one.fields and not any(self._is_of(target, its) for target in one.fields):
            other = lowered(label_of(self.lexicon, one.fields[0]))
            raise _Unsaid(f"What is compared is {its.label}, and the {COMPARED_WORDS[one.aggregate]} is of {other}.")
        called = [m.target for m in self.lexicon.fields((tokenize(one.said)[0].stem,)) if m.exact]
        if any(t.kind == "dimension" and t.table == its.table and t.name != its.name for t in called):
            raise _Unsaid(f"“{one.said}” is a field of {lowered(self._say(its.table))} here, and may be meant by it.")
        homes = self._homes(changed) if its.groups else {its.table}
        if rows is not None and (homes != {rows.table} or not self._near(rows)):
            raise _Unsaid(f"It is not clear how “{one.rows}” are compared with.")
        if one.thing and homes != {one.thing}:
            raise _Unsaid(
                f"It is not clear what of the {COMPARED_WORDS[one.aggregate]} {self._one(one.thing)} is compared with."
            )
        if its.groups:
            changed = self._groups(changed, made[0])
        if rows is not None and changed.time is not None:
            raise _Unsaid("The period would hold for what is compared with as well. Ask without it, or without “of”.")
        if one.within:
            changed = self._within(changed, its, one)
        objection = prove(changed, self.model, self.question.clock)
        if objection is not None:
            raise _Unsaid(objection.message)
        return changed

    def _check_behind(self, query: SemanticQuery, one: Compared) -> None:
        """Raises _Unsaid where a condition is said behind the average alone, whose rows it may be of: the highest in Spain."""
        conditions = self._narrowing(query)
        if not conditions or not one.behind.strip(" ?.!"):
            return
        plan = self.plan(replace(self.question, text=one.text.removesuffix(one.behind))).plan
        queries = [plan] if isinstance(plan, SemanticQuery) else []
        if isinstance(plan, Clarification):
            queries = [option.query for option in plan.options if option.query is not None]
        if not any(all(condition in found.filters for condition in conditions) for found in queries):
            raise _Unsaid(
                f"It is not clear whether what follows “{one.said}” is said of the answer or of what it is compared with. "
                "Name the condition before the comparison."
            )

    def _near(self, rows: _Rows) -> bool:
        """Whether the conditions on rows are on fields of their own."""
        fields = [f.field for f in rows.where if isinstance(f, FieldFilter)]
        return all(resolve_field(self.model, name).table == rows.table for name in fields)

    def _one(self, table: str) -> str:
        found = self.model.table(table)
        return table if found is None else counted(found)[0]

    def _is_of(self, target: Target, its: _Its) -> bool:
        """Whether a name means what is compared, by its column or a measure of it."""
        other = self.lexicon.dimension(target.table, target.name) or self.lexicon.measure(target.table, target.name)
        if other is None or target.table != its.table:
            return target.kind == "derived" and target.name == its.name
        return target.name == its.name or (other.expression or other.name) == its.column

    def _groups(self, query: SemanticQuery, its: ThanFilter) -> SemanticQuery:
        """Groups are compared with those that have rows. Raises _Unsaid."""
        if not query.dimensions or query.summary is not None:
            raise _Unsaid(_OF_EACH)
        than = its.than
        if than.where is not None:
            if than.where or self._narrowing(query):
                raise _Unsaid("Totals are compared with those of the same rows only.")
            than = than.model_copy(update={"where": None})
        other = its.model_copy(update={"than": than})
        filters = tuple(swapped(f, its, other) for f in query.filters)
        return query.model_copy(update={"filters": filters, "keep_empty": False})

    def _within(self, query: SemanticQuery, its: _Its, one: Compared) -> SemanticQuery:
        """Compared with those of their own category. Raises _Unsaid."""
        names: dict[str, None] = {}
        for match in self.lexicon.fields(tuple(t.stem for t in tokenize(one.within))):
            target = match.target
            if not match.exact or target.kind not in ("dimension", "table"):
                continue
            name = target.name if target.kind == "dimension" else self.lexicon.key_dimension(target.table)
            if name:
                names[f"{target.table}.{name}"] = None
        homes = self._homes(query) if its.groups else {its.table}
        own = [name for name in names if name.rpartition(".")[0] in homes]
        made = [self._alike(query, its, name) for name in own or names]
        good = [query for query in made if prove(query, self.model, self.question.clock) is None]
        if len(good) != 1:
            raise _Unsaid(f"It is not clear which “{one.within}” the average is taken within.")
        return good[0]

    def _alike(self, query: SemanticQuery, its: _Its, name: str) -> SemanticQuery:
        """The query with its comparison within a dimension, by which groups are shown too."""
        old = than_of(query)
        new = old.model_copy(update={"than": old.than.model_copy(update={"within": (name,)})})
        shown = query.dimensions
        if its.groups and name not in [d if isinstance(d, str) else d.field for d in shown]:
            shown = (name, *shown)
        return query.model_copy(
            update={"filters": tuple(swapped(f, old, new) for f in query.filters), "dimensions": shown}
        )

    def _unsure(self, query: SemanticQuery, its: _Its, one: Compared) -> str:
        """What a comparison is read as where the words leave open whether single rows or the totals of each are compared, or "".

        A total is compared where the words name one, or more and less of it; single rows of others where they are named.
        """
        words = tokenize(self.question.text)
        if one.thing or (its.groups and not its.summed):
            return ""
        if its.groups:
            if {t.low for t in words} & _OF_A_TOTAL or its.table in self._homes(query):
                return ""
            return f"The total {its.label.removeprefix('total ')} of each of {self._groups_of(query)} is compared."
        measured = {
            m.table if isinstance(m, InlineMeasure) else resolve_field(self.model, m, "measure").table
            for m in query.measures
        }
        homes = measured if query.measures else self._homes(query)
        if {t.stem for t in words} & set(table_words(self.model.table(its.table))):
            return ""
        if all(roads_of(self.model).distance_up(home, its.table) is not None for home in homes if home):
            return ""
        return f"Each of the {lowered(self._say(its.table))} is compared, and one above or below is enough."

    def _narrowing(self, query: SemanticQuery) -> list[Filter]:
        """The conditions beside the comparison, but for those that leave out the empty group."""
        shown = {d if isinstance(d, str) else d.field for d in query.dimensions}
        return [
            f
            for f in query.filters
            if not any(isinstance(one, ThanFilter) for one in leaves_of([f]))
            and not (isinstance(f, FieldFilter) and f.op == "is_not_null" and f.field in shown)
        ]

    def _others(self, query: SemanticQuery) -> bool:
        """Whether another reading takes the average over other rows: those without the conditions beside it."""
        one = than_of(query)
        its = self._its(query, one)
        if its.groups:
            return bool(self._narrowing(query)) or (one.than.aggregate == "avg" and not its.total)
        if not self._narrowing(query) or one.than.where is not None:
            return False
        return self._compiled(query) != self._compiled(of_all(query, one))

    def _compiled(self, query: SemanticQuery) -> str:
        try:
            return compile_query(query, self.model, self.model.dialect or "duckdb", self.question.clock).sql.text
        except LunaraError:
            return ""

    def _asked(self, query: SemanticQuery, one: Compared) -> Plan:
        """The query, or which rows the average is of, where conditions stand beside it."""
        its = than_of(query)
        said = COMPARED_WORDS[one.aggregate]
        what = self._its(query, its)
        groups = what.groups
        single = bool(one.fields) and groups  # "whose total charge is above the average charge"
        if not self._others(query) and not single:
            unsure = self._unsure(query, what, one)
            if not unsure:
                return query
            return Clarification(
                f"{unsure} Is that meant?", (Option(unsure.removesuffix("."), describe(query, self.model), query),)
            )
        if one.aggregate == "avg" and not self._narrowing(query):
            text = f"The average can be taken over {self._groups_of(query)}, each counted once. Is that meant?"
            return Clarification(text, (Option(f"Over {self._groups_of(query)}", describe(query, self.model), query),))
        options = [Option(f"The {said} of those that fulfil the same conditions", describe(query, self.model), query)]
        if not groups:
            every = of_all(query, its)
            if prove(every, self.model, self.question.clock) is None:
                options.append(Option(f"The {said} of all", describe(every, self.model), every))
            text = f"Which {said} is meant?"
        else:
            text = f"The {said} can be taken over those that fulfil the same conditions only. Is that meant?"
        return Clarification(text, tuple(options))


class _Unsaid(Exception):
    """The comparison cannot be said, and why."""


def _adds(aggregate: str) -> bool:
    return aggregate in ("sum", "count", "count_distinct")
