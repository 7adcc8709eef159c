"""What a query asks for, resolved against the model: dimensions, measures down to their leaves, filters sorted by level."""

from __future__ import annotations

from collections import Counter
from typing import cast

from sqlglot import exp

from lunara.errors import InvalidInput, Refused, UnknownField
from lunara.semantic.compile.analysis import (
    OWN_TIME,
    PLAIN,
    Analysis,
    DimensionOut,
    LeafMeasure,
    MeasureOut,
    Variant,
    split_via,
)
from lunara.semantic.compile.context import Context
from lunara.semantic.compile.periods import Window, cut_off, resolve
from lunara.semantic.compile.than import checked
from lunara.semantic.compile.whole import keep_whole
from lunara.semantic.identifiers import fitted
from lunara.semantic.model import DerivedMeasure, Dimension, Measure
from lunara.semantic.names import ResolvedField, humanize, lowered
from lunara.semantic.query import (
    AndFilter,
    Calculation,
    DimensionRef,
    ExistsFilter,
    FieldFilter,
    Filter,
    InlineMeasure,
    MeasureFilter,
    NotFilter,
    OrFilter,
    SemanticQuery,
    ThanFilter,
)
from lunara.semantic.written_out import Parts


class Analyser:
    """Resolves one query."""

    def __init__(self, context: Context, query: SemanticQuery) -> None:
        self.context = context
        self.names = context.graph.names
        self.query = query
        self.out = Analysis(query)
        self._keys: dict[tuple[str, str, str, Variant], str] = {}
        self._taken: set[str] = set()
        self._parts = Parts()
        self._by_path: dict[str, MeasureOut] = {}

    def _to_date(self, window: Window) -> Window:
        """A period that has not ended, or in which the data ends, is compared by its days so far with those of the other one."""
        today, until = self.context.clock.today, self.context.until
        cut = cut_off(window, today)
        if until is not None and until < today:
            cut = cut_off(cut, until)
        elif cut is not window:
            self.context.warn("The period has not ended: its days up to today are compared with the same days before.")
        self.out.cut = cut is not window
        return cut

    def run(self) -> Analysis:
        """Resolve everything. Raises UnknownField, InvalidInput, Refused."""
        query, out = self.query, self.out
        self._dimensions()
        for measure in query.measures:
            self._measure(measure)
        if query.time is not None:
            out.window = resolve(query.time.range, self.context.clock)
            if query.compare is not None:
                out.window = self._to_date(out.window)
            out.time_via = split_via(query.time.via)
            if query.time.field is not None and not self._is_own_time(query.time.field):
                out.time = self._dimension(query.time.field)
                if cast(Dimension, out.time.field).type != "time":
                    raise InvalidInput(
                        f"{out.time.path} is not a date, so no time range applies to it.", "Name a time dimension."
                    )
        keep_whole(out, self.context)
        for position, calculation in enumerate(query.calculations):
            self._calculation(calculation, position)
        for one in query.filters:
            self._sort_filter(one)
        if out.measures:
            for order in query.order_by:
                self._order_measure(order.field)
        return out

    def _order_measure(self, name: str) -> None:
        """A measure that rows are only ordered by is computed and not shown."""
        out = self.out
        shown = {d.name for d in out.dimensions} | {m.name for m in out.measures} | set(out.calculations)
        if name in shown or name.removesuffix("_previous") in shown or out.dimension_named(name) is not None:
            return
        self.measure_named(name)

    # -- dimensions ----------------------------------------------------------------------------------------------

    def _is_own_time(self, name: str) -> bool:
        return name in OWN_TIME and not self.names.has_bare(name, "dimension")

    def _dimension(self, name: str) -> ResolvedField:
        return self.context.resolve(name, "dimension")

    def _dimensions(self) -> None:
        summary = self.query.summary
        over = () if summary is None else summary.over
        refs = [DimensionRef(field=one) if isinstance(one, str) else one for one in (*self.query.dimensions, *over)]
        found: list[tuple[DimensionRef, ResolvedField | None]] = []
        for ref in refs:
            resolved = None if self._is_own_time(ref.field) else self._dimension(ref.field)
            cut = ref.grain or ref.part
            if cut is not None and resolved is not None and cast(Dimension, resolved.field).type != "time":
                what = "grain" if ref.grain is not None else "part"
                raise InvalidInput(
                    f"{resolved.path} is not a date and has no {cut.replace('_', ' ')}.",
                    f"Leave the {what} out.",
                    field=ref.field,
                )
            found.append((ref, resolved))
        wanted = [self._bare(ref, resolved) for ref, resolved in found]
        times = Counter(wanted)
        seen: set[tuple[object, ...]] = set()
        shown = [(_plain_label(resolved), ref.grain or ref.part) for ref, resolved in found]
        alike = Counter(shown)
        for position, ((ref, resolved), name) in enumerate(zip(found, wanted, strict=True)):
            via = split_via(ref.via)
            unique = name
            if times[name] > 1 and resolved is not None:
                road = (*via, *resolved.via)
                unique = f"{road[-1] if road else resolved.table}_{name}"
            label = ref.label or self._label(resolved, ref, alike[shown[position]] > 1)
            below = position >= len(self.query.dimensions)
            out = DimensionOut(self._take(unique), label, resolved, via, ref.grain, ref.field, ref.part, below)
            which = None if resolved is None else (resolved.table, resolved.field.name, resolved.via)
            same = (which, via, ref.grain, ref.part)
            if same not in seen:
                seen.add(same)
                self.out.dimensions.append(out)
            elif below:
                raise InvalidInput(
                    f"The measures are grouped by {label}, so each group has one value of it and nothing to summarize.",
                    'Leave it out of "dimensions", or out of "over".',
                    field=ref.field,
                )

    def _bare(self, ref: DimensionRef, resolved: ResolvedField | None) -> str:
        name = "time" if resolved is None else resolved.field.name
        cut = ref.grain or ref.part
        return f"{name}_{cut}" if cut else name

    def _label(self, resolved: ResolvedField | None, ref: DimensionRef, clash: bool) -> str:
        text = _plain_label(resolved)
        if clash and resolved is not None:
            road = (*split_via(ref.via), *resolved.via)
            named = self.names.relationships[road[-1]] if road else self.names.tables[resolved.table]
            text = f"{text} ({lowered(named.label or humanize(named.name))})"
        cut = ref.grain or (ref.part or "").replace("_", " ")
        return f"{text} ({cut})" if cut else text

    def _take(self, wanted: str) -> str:
        """A name for an output column that no other has, in whatever case: few engines tell them apart by it."""
        name, number = fitted(wanted), 2
        while name.lower() in self._taken:
            name = fitted(f"{wanted}_{number}")
            number += 1
        self._taken.add(name.lower())
        return name

    # -- measures ------------------------------------------------------------------------------------------------

    def _measure(self, one: str | InlineMeasure, hidden: bool = False) -> MeasureOut:
        if isinstance(one, InlineMeasure):
            table = self.context.graph.table(one.table)
            self.context.allow(table.name)
            if one.expression is None and one.aggregate not in ("count", "count_distinct"):
                raise InvalidInput(f"The measure {one.name} needs an expression to {one.aggregate}.", "Name a column.")
            measure = Measure(
                name=one.name,
                aggregate=one.aggregate,
                percentile=one.percentile,
                percentile_kind=one.percentile_kind,
                expression=one.expression,
                filter=one.filter,
                label=one.label,
                format=one.format,
            )
            self._only_fields(table.name, measure)
            if one.via:
                self.context.graph.relationship(one.via.split(".")[0])
            return self._leaf_out(table.name, measure, one.via, f"{one.table}.{one.name}", hidden=hidden, inline=True)
        found = self.context.resolve(one, "measure")
        known = self._by_path.get(found.path)
        if known is not None:
            known.hidden = known.hidden and hidden
            return known
        if isinstance(found.field, Measure):
            return self._leaf_out(found.table, found.field, None, found.path, hidden=hidden)
        its = found.field
        tree = self._derived(its.name, (), PLAIN)
        label = its.label or humanize(its.name)
        out = MeasureOut(self._take(its.name), label, its.format, its.name, "number", tree=tree, hidden=hidden)
        out.written = its.name
        self._by_path[found.path] = out
        self.out.measures.append(out)
        return out

    def _only_fields(self, table: str, measure: Measure) -> None:
        """A measure that a query brings along reads what the model shows: columns of dimensions and measures, and counts keys.

        A column that its reviewers left out is no field, whoever asks. Raises UnknownField.
        """
        graph = self.context.graph
        argument, condition = graph.measure_parts(table, measure)
        shown = graph.field_columns(table)
        counted = shown | set(graph.key_columns(table))
        for tree, known in (
            (argument, counted if measure.aggregate in ("count", "count_distinct") else shown),
            (condition, counted),
        ):
            for column in tree.find_all(exp.Column) if tree is not None else ():
                if column.name not in known:
                    raise graph.names.unknown(
                        column.name, among=[f"{table}.{name}" for name in graph.shown_names(table)]
                    )

    def _leaf_out(
        self, table: str, measure: Measure, via: str | None, path: str, *, hidden: bool, inline: bool = False
    ) -> MeasureOut:
        name = measure.name
        if name.lower() in self._taken:
            name = f"{table}_{name}"
        out = MeasureOut(
            self._take(name),
            measure.label or humanize(measure.name),
            measure.format,
            None if inline else path,
            self._measure_type(table, measure),
            hidden=hidden,
        )
        out.leaf = self._leaf(table, measure, via, out.name)
        self._by_path[path] = out
        self.out.measures.append(out)
        return out

    def _measure_type(self, table: str, measure: Measure) -> str:
        if measure.aggregate in ("min", "max") and measure.expression is not None:
            for dimension in self.context.graph.table(table).dimensions:
                if measure.expression in (dimension.name, dimension.expression):
                    return dimension.type
        return "number"

    def _leaf(self, table: str, measure: Measure, via: str | None, name: str, variant: Variant = PLAIN) -> str:
        same = measure.model_dump_json(exclude={"name", "label", "description", "synonyms"})
        key = (table, same, via or "", variant)
        if key in self._keys:
            return self._keys[key]
        taken = set(self.out.leaves) | {d.name for d in self.out.dimensions}
        unique = name
        number = 2
        while unique in taken:
            unique = fitted(f"{name}_{number}")
            number += 1
        self.out.leaves[unique] = LeafMeasure(unique, table, measure, via, variant)
        self._keys[key] = unique
        return unique

    def _derived(self, name: str, above: tuple[str, ...], outer: Variant) -> exp.Expr:
        """The tree of a derived measure; its columns are leaves by name, each taken as the measures around it say."""
        if name in above:
            circle = " → ".join((*above[above.index(name) :], name))
            raise InvalidInput(f"The derived measure {name} is defined by itself: {circle}.", "Break the circle.")
        its = self.names.derived[name]
        variant = within_variant(its, outer)
        tree = self.context.graph.derived_expression(its).copy()
        columns = list(tree.find_all(exp.Column))
        self._parts.take(name, len(columns))
        if variant.window is not None and variant.window.period_agg == "average" and len(columns) > 1:
            raise Refused(
                f"{its.label or its.name} is an average over periods of several measures, which has no single meaning.",
                "Give each of them a window of its own, and combine those.",
                code="nested_window",
            )
        for column in columns:
            written = ".".join(part.name for part in column.parts)
            found = self.context.resolve(written, "measure")
            if isinstance(found.field, Measure):
                leaf = self._leaf(found.table, found.field, None, found.field.name, variant)
                inner: exp.Expr = exp.Column(this=exp.Identifier(this=leaf, quoted=True))
            else:
                inner = exp.Paren(this=self._derived(found.field.name, (*above, name), variant))
            if column is tree:
                tree = inner
            else:
                column.replace(inner)
        tree = safe_division(tree)
        if its.fill_nulls_with is None:
            return tree
        return exp.Coalesce(this=tree, expressions=[exp.Literal.number(its.fill_nulls_with)])

    # -- calculations and filters --------------------------------------------------------------------------------

    def _calculation(self, calculation: Calculation, position: int) -> None:
        name = self._take(calculation.name or f"{calculation.of.rsplit('.', 1)[-1]}_{calculation.kind}")
        self.out.calculations[name] = calculation
        self.measure_named(calculation.of)
        if calculation.by is not None:
            self.measure_named(calculation.by)

    def measure_named(self, name: str) -> MeasureOut:
        """The measure of the query with that name or path; a measure of the model joins the query, hidden."""
        for out in self.out.measures:
            if name == out.name or (out.path is not None and name == out.path):
                return out
        if name.endswith("_previous") and self.query.compare is not None:
            base = name.removesuffix("_previous")
            for out in self.out.measures:
                if base == out.name:
                    return out
        return self._measure(name, hidden=True)

    def _sort_filter(self, one: Filter) -> None:
        levels = self._levels(one)
        if "calculation" in levels:
            if levels - {"calculation", "measure", "grouped"}:
                raise self._mixed(one)
            self.out.calculation_filters.append(one)
        elif "measure" in levels:
            if levels - {"measure", "grouped"}:
                raise self._mixed(one)
            self.out.group_filters.append(one)
        else:
            self.out.row_filters.append(one)

    def _has_part(self, one: FieldFilter) -> None:
        """Raises InvalidInput where a part is asked of something that is no date."""
        if self._is_own_time(one.field):
            return
        found = self._dimension(one.field)
        if cast(Dimension, found.field).type != "time":
            part = str(one.part).replace("_", " ")
            raise InvalidInput(f"{found.path} is not a date and has no {part}.", "Leave the part out.", field=one.field)

    def _mixed(self, one: Filter) -> Refused:
        return Refused(
            "A condition joins a measure with something that is not grouped by, so it has no single meaning.",
            "Filter by the measure and by the field in separate conditions, or add the field to the dimensions.",
            code="mixed_filter",
            filter=one.model_dump(mode="json", by_alias=True),
        )

    def _levels(self, one: Filter) -> set[str]:
        if isinstance(one, AndFilter):
            return set().union(*(self._levels(part) for part in one.and_))
        if isinstance(one, OrFilter):
            return set().union(*(self._levels(part) for part in one.or_))
        if isinstance(one, NotFilter):
            return self._levels(one.not_)
        if isinstance(one, ExistsFilter | MeasureFilter):
            return {"row"}
        if isinstance(one, ThanFilter):
            return self._than(one)
        if one.part is not None:
            self._has_part(one)
            return {"row"}
        if one.field in self.out.calculations:
            return {"calculation"}
        if any(one.field in (out.name, out.path) and not out.hidden for out in self.out.measures):
            return {"measure"}
        if self.query.compare is not None and any(one.field == f"{out.name}_previous" for out in self.out.measures):
            return {"measure"}
        if self._is_own_time(one.field):
            return {"row"}
        found = self._dimension_or_measure(one.field)
        if found is None:
            return {"measure"}
        via = split_via(one.via)
        same = any(
            d.found == found and d.via == via and d.grain is None and d.part is None for d in self.out.dimensions
        )
        return {"grouped"} if same else {"row"}

    def _dimension_or_measure(self, name: str) -> ResolvedField | None:
        """The dimension of that name; None for a measure, which joins the query, hidden. Raises UnknownField."""
        try:
            return self._dimension(name)
        except UnknownField as unknown:
            try:
                self.context.resolve(name, "measure")
            except UnknownField as error:
                if unknown.code == "ambiguous_field":
                    raise unknown from error
                raise self.names.unknown(name) from error
            self.measure_named(name)
            return None

    def _than(self, one: ThanFilter) -> set[str]:
        """Of rows, or of groups, whose values are compared after the other conditions on measures have chosen among them."""
        out = self.out
        named = next((m for m in out.measures if one.field in (m.name, m.path) and not m.hidden), None)
        if named is None:
            if one.field in out.calculations:
                raise InvalidInput(
                    f"{one.field} is a calculation, which is not compared with its own values.", "Name a measure."
                )
            if self._is_own_time(one.field) or self._dimension_or_measure(one.field) is not None:
                return {"row"}
            named = self.measure_named(one.field)
        checked(one, named.type)
        if self.query.summary is not None or one.than.where is not None or not out.dimensions:
            raise Refused(
                f"{one.field} is compared with what its values in the groups of the query come to, which has "
                + (
                    "a summary of its own."
                    if self.query.summary is not None
                    else "no others."
                    if out.dimensions
                    else "no groups."
                ),
                "Group by what is compared, without a summary, and let the conditions of the query say which groups count.",
                code="compared_groups",
            )
        out.compared[one] = self._take(f"{named.name}_{one.than.aggregate}")
        out.compared_within(one)
        return {"calculation"}


def within_variant(its: DerivedMeasure, outer: Variant) -> Variant:
    """How the measures inside `its` are taken, where `its` is itself taken as `outer` says. Raises Refused."""
    if its.window is None and its.offset is None:
        return outer if not its.where else Variant((*outer.where, *its.where), outer.window, outer.offsets)
    if outer.window is not None:
        raise Refused(
            f"{its.label or its.name} holds values of other periods, so it cannot be accumulated once more.",
            "Give the window to a measure over plain ones.",
            code="nested_window",
        )
    offsets = outer.offsets if its.offset is None else (*outer.offsets, its.offset)
    return Variant((*outer.where, *its.where), its.window, offsets)


def safe_division(tree: exp.Expr) -> exp.Expr:
    """Each division made null-safe and never integer: `CAST(a AS DOUBLE) / NULLIF(b, 0)`."""
    for division in [tree, *tree.find_all(exp.Div)]:
        if not isinstance(division, exp.Div):
            continue
        if division is not tree and division.this.args.get("safe"):
            continue
        left, right = division.this, division.expression
        guarded = isinstance(right, exp.Nullif) and right.expression.is_int and right.expression.name == "0"
        if guarded and isinstance(left, exp.Cast):
            continue
        division.set("this", exp.Cast(this=left, to=exp.DataType(this=exp.DataType.Type.DOUBLE)))
        if not guarded:
            division.set("expression", exp.Nullif(this=right, expression=exp.Literal.number(0)))
        division.set("typed", False)
        division.set("safe", False)
    return tree


def _plain_label(resolved: ResolvedField | None) -> str:
    """What a dimension is called by itself; None is each measure's own date."""
    return "Time" if resolved is None else resolved.field.label or humanize(resolved.field.name)
