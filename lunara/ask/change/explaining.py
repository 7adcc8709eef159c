"""The queries of one explanation: the whole, each dimension in both periods, what is left of a long one, and what is told."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from lunara.ask.change.asked import WhyChanged
from lunara.ask.change.asker import MOST_QUERIES, Asker, none_of
from lunara.ask.change.dimensions import (
    MOST_TRIED,
    UNKNOWN_MEMBERS,
    Candidate,
    Score,
    candidate_of,
    candidates,
    key_of,
    score_of,
)
from lunara.ask.change.explained import Explained, PerMember, Tried
from lunara.ask.change.largest import Ends, Reading, largest_first, query_of, readings
from lunara.ask.change.members import Read, adds_up, alike, exactly, read_members
from lunara.ask.change.parts import Apart, Parts
from lunara.ask.change.periods import Periods
from lunara.ask.change.scatter import noise_of
from lunara.ask.change.split import Amounts, NoRate, Split, TooLarge, contributions_of, split
from lunara.charts.period import period_phrase
from lunara.errors import OverBudget, Refused, TimedOut, UnknownField
from lunara.semantic.compiled import CompiledQuery
from lunara.semantic.graph import graph_of
from lunara.semantic.names import humanize

if TYPE_CHECKING:
    from lunara.connect.result import ResultTable


MEMBERS = UNKNOWN_MEMBERS


SHOWN = 10


LOOKED_AT = Reading(0, "after", "desc")


MOST_APART_ROWS = 100


MOST_APART = 4
"""So many dimensions are looked at for one in which several members have a value, where nothing else tells them apart."""


TOO_MANY = f"more than {MEMBERS:,} members"


@dataclass
class _Members:
    """A dimension's members. `over`: there are more than were read. `wrong`: why they make up no whole."""

    candidate: Candidate
    compiled: CompiledQuery
    result: ResultTable
    read: Read
    over: bool
    wrong: str = ""
    score: Score | None = None
    alone: bool = False
    """Whether one member holds everything, so that it explains nothing."""


@dataclass
class Explaining:
    """One question under way. `asked` is it with the measure's own conditions."""

    change: WhyChanged
    asked: WhyChanged
    parts: Parts | Apart
    periods: Periods
    asker: Asker
    on_step: Callable[[str, str], None]
    left_out: list[Tried] = field(default_factory=list)

    def explained(self, known: Mapping[str, int] | None, *, compare: bool) -> Explained:
        asker, parts = self.asker, self.parts
        allowed = frozenset(asker.tables) if asker.tables is not None else None
        within = candidates(self.change, parts.tables, asker.model, allowed=allowed, known=known)
        named = None if self.change.dimension is None else candidate_of(self.change.dimension, within)
        if named is None and not within:
            raise self._nothing_by()
        self.on_step("Adding up both periods", "")
        if isinstance(parts, Apart):
            return self._apart(parts.because, [named] if named is not None else within[:MOST_APART], within)
        whole = self._whole(parts)
        wanted = [] if named is None else [named]
        if named is None or compare:
            wanted += [one for one in within if named is None or one.key != named.key][: MOST_TRIED - len(wanted)]
        looked = self._looked_at(parts, whole, wanted, named)
        ranked = _ranked(looked)
        if named is not None:
            chosen = next(one for one in looked if one.candidate is named)
        elif ranked:
            chosen = ranked[0]
        elif looked:
            chosen = next((one for one in looked if not one.wrong), looked[0])
        else:
            raise Refused(
                f"None of the dimensions by which {self._label()} could be explained was read in time.",
                "Name one to explain it by, or ask about shorter periods.",
                code="no_dimension",
            )
        tried = (
            *(Tried(one.candidate, one.score) for one in ranked),
            *(Tried(one.candidate, None, _left_out(one)) for one in looked if one.score is None),
            *self.left_out,
        )
        seen = {one.candidate.key for one in tried}
        others = tuple(one for one in within if one.key not in seen)
        if chosen.wrong:
            return self._apart(chosen.wrong, [chosen.candidate], within, tried)
        members, rest, unseen = self._all_of(parts, whole, chosen)
        if all(member.nothing for member in members):
            raise self._no_rows()
        try:
            done = split(parts, members, shown=SHOWN, others=rest)
        except NoRate as error:
            raise self._no_value(before=error.before) from error
        except TooLarge as error:
            raise Refused(
                f"A part of the change in {self._label()} has too many digits to be added up exactly.",
                "A group divides by almost nothing. Leave it out by a condition.",
                code="too_large",
            ) from error
        ends = (Fraction(done.total.before or 0), Fraction(done.total.after or 0))
        return self._told(chosen, done, whole=ends, tried=tried, others=others, unseen=unseen)

    def _label(self) -> str:
        """What people call the measure."""
        measure = self.change.measure
        if isinstance(measure, str):
            its = graph_of(self.asker.model).names.resolve(measure, "measure").field
            return its.label or humanize(its.name)
        return measure.label or humanize(measure.name)

    # -- the whole ------------------------------------------------------------------------------------------------

    def _whole(self, parts: Parts) -> Read:
        """The amounts of everything. Raises Refused where the measure has no value, or is not what its parts make of it."""
        own = () if self.change.measure in parts.atoms else (self.change.measure,)
        compiled = self.asker.compiled(self.asked.by(None).query(*parts.atoms, *own))
        result = self.asker.run("The whole", compiled)
        read = read_members(compiled, result, len(parts.atoms) + len(own), grouped=False)
        if not read.members:
            raise self._no_value(before=False)
        amounts, raw = read.members[0], result.rows()[0]
        if not any(value is not None for value in raw) or (amounts.nothing and parts.denominator is not None):
            raise self._no_rows()
        for side, before in ((amounts.before, True), (amounts.after, False)):
            value = parts.numerator.value(side)
            if parts.denominator is not None:
                weight = parts.denominator.value(side)
                if not weight:
                    raise self._no_value(before=before)
                value = value / weight
            if own:
                place = len(raw) - (1 if before else 2)
                atoms = [raw[i] for i in range(0 if not before else 1, len(raw) - 2, 2)]
                if raw[place] is None:
                    if any(atom is not None for atom in atoms):
                        raise self._no_value(before=before)
                elif not alike(value, exactly(raw[place])):
                    raise Refused(
                        f"{self._label()} is not what its parts make of it, so its change cannot be taken apart.",
                        "Ask for it by a dimension in both periods instead.",
                        code="does_not_add_up",
                    )
        count = len(parts.atoms)
        whole = Amounts(None, amounts.before[:count], amounts.after[:count], "total")
        return Read((whole,), read.exact[:count])

    def _no_rows(self) -> Refused:
        return Refused(
            f"There are no rows {period_phrase(self.periods.after)} nor {period_phrase(self.periods.before)}.",
            "Ask about periods that hold data.",
            code="no_data",
        )

    def _nothing_by(self) -> Refused:
        return Refused(
            f"There is no dimension by which {self._label()} can be explained.",
            "Show a dimension with few values in the model, or name one.",
            code="no_dimension",
        )

    def _no_value(self, *, before: bool) -> Refused:
        window = self.periods.before if before else self.periods.after
        return Refused(
            f"{self._label()} has no value {period_phrase(window)}, so there is no change to explain.",
            "There is nothing to divide by, or one of its parts has no rows there. Choose other periods.",
            code="no_value",
        )

    # -- dimensions ------------------------------------------------------------------------------------------------

    def _looked_at(
        self, parts: Parts, whole: Read, wanted: Sequence[Candidate], named: Candidate | None
    ) -> list[_Members]:
        """The members of each dimension. One that cannot be had is left out, and that is told, unless it was named.

        No more are begun after as many seconds as one statement may take.
        """
        found: list[_Members] = []
        until = time.monotonic() + self.asker.limits.seconds
        for number, one in enumerate(wanted, 1):
            if found and time.monotonic() > until:
                self.left_out.append(Tried(one, None, "not looked at: the time was up"))
                continue
            if named and found and found[0].over and len(self.asker.ran) + len(readings(parts)) >= MOST_QUERIES:
                break  # what is left is for the members of the long one
            detail = one.label if len(wanted) == 1 else f"{one.label}, {number} of {len(wanted)}"
            self.on_step("Comparing dimensions", detail)
            try:
                found.append(self._members(parts, whole, one))
            except (Refused, UnknownField, TimedOut) as error:
                if one is named or isinstance(error, OverBudget):
                    raise
                self.left_out.append(Tried(one, None, error.message.rstrip(".")))
        return found

    def _members(self, parts: Parts, whole: Read, candidate: Candidate) -> _Members:
        query = query_of(self.asked.by(candidate.dimension), parts, LOOKED_AT, MEMBERS + 1)
        compiled = self.asker.compiled(query)
        result = self.asker.run(f"By {candidate.label}", compiled)
        read = read_members(compiled, result, len(parts.atoms))
        made = _Members(candidate, compiled, result, read, result.truncated or len(read.members) > MEMBERS)
        if not compiled.adds_up:
            made.wrong = "its members overlap: one row can be in several of them"
            return made
        bare = key_of(candidate.dimension).rsplit(".", 1)[-1]
        if any(bare not in allowed for allowed in parts.over.values()):
            made.wrong = "the balance may not be added up over it"
            return made
        if made.over:
            return made
        wrong = adds_up(read, whole)
        if wrong:
            made.wrong = self._says_why(parts, wrong)
            return made
        kept = [member for member in read.members if not member.nothing]
        if len(kept) == 1 and self.change.dimension is None:
            made.alone = True
            return made
        try:
            made.score = score_of(parts, kept, contributions_of(parts, kept))
        except NoRate as error:
            raise self._no_value(before=error.before) from error
        return made

    def _says_why(self, parts: Parts, wrong: Sequence[int]) -> str:
        """Why members do not make up the whole. Raises Refused where they should."""
        if set(wrong) <= parts.balances:
            return "its members have their last values on different days"
        raise Refused(
            "The groups do not add up to the total, so no explanation is shown: the data changed while it was read, or a "
            "row is in several groups.",
            "Try again. Where it stays so, check the model's relationships.",
            code="does_not_add_up",
        )

    def _all_of(
        self, parts: Parts, whole: Read, chosen: _Members
    ) -> tuple[Sequence[Amounts], int | None, Fraction | None]:
        """All members of a dimension; of a long one those that moved most, and what is left, as the warehouse adds it up.

        With how many are left, and how much one that was not read can have moved at most (None: any amount).
        """
        if not chosen.over:
            return chosen.read.members, 0, Fraction(0)
        asked = self.asked.by(chosen.candidate.dimension)
        label, count = chosen.candidate.label, len(parts.atoms)
        ends = Ends(parts)
        ends.ended(LOOKED_AT, chosen.compiled, chosen.result)
        pool = {_identity(one.key): one for one in chosen.read.members}
        exact = chosen.read.exact
        self.on_step("Reading the members that moved most", label)
        for reading in readings(parts):
            if reading in ends.last or len(self.asker.ran) + 1 >= MOST_QUERIES:
                continue
            compiled = self.asker.compiled(query_of(asked, parts, reading, MEMBERS))
            what = f"By {label}, {'largest' if reading.direction == 'desc' else 'smallest'} {reading.number}"
            result = self.asker.run(what, compiled)
            read = read_members(compiled, result, count)
            ends.ended(reading, compiled, result)
            pool.update((_identity(one.key), one) for one in read.members)
            exact = tuple(a and b for a, b in zip(exact, read.exact, strict=True))
        total = whole.members[0]
        unread = total
        for one in pool.values():
            unread = replace(one, before=tuple(-n for n in one.before), after=tuple(-n for n in one.after)).plus(unread)
        changes = contributions_of(parts, [*pool.values(), unread])[:-1]
        sized = largest_first(list(pool.values()), changes)[:SHOWN]
        unseen = ends.most(total)
        dimension = chosen.candidate.dimension
        left = asked.by(None).model_copy(
            update={"filters": (*asked.filters, none_of(dimension, [one.key for one in sized]))}
        )
        compiled = self.asker.compiled(left.query(*parts.atoms))
        self.on_step("Adding up the others", label)
        rest = read_members(compiled, self.asker.run("All others", compiled), count, grouped=False)
        others = [replace(one, kind="others") for one in rest.members]
        members = (*sized, *others)
        wrong = adds_up(Read(members, tuple(a and b for a, b in zip(exact, rest.exact, strict=True))), whole)
        if wrong:
            self._says_why(replace(parts, balances=frozenset()), wrong)
        return members, None, unseen

    # -- endings ----------------------------------------------------------------------------------------------------

    def _apart(
        self, because: str, wanted: Sequence[Candidate], within: Sequence[Candidate], tried: tuple[Tried, ...] = ()
    ) -> Explained:
        """The measure by member in both periods, without a sum: of the first dimension in which several have a value."""
        total = self.asker.run("The whole", self.asker.compiled(self.change.by(None).query())).rows()
        after, before = total[0][:2] if total else (None, None)
        ends = (None if before is None else exactly(before), None if after is None else exactly(after))
        best: tuple[_Members, list[PerMember]] | None = None
        for candidate in wanted:
            self.on_step("Comparing members", candidate.label)
            try:
                compiled = self.asker.compiled(self.change.by(candidate.dimension).query(limit=MEMBERS + 1))
            except (Refused, UnknownField):
                if len(wanted) == 1:
                    raise
                continue  # it is not among those that can be asked for: a road to it multiplies rows
            result = self.asker.run(f"By {candidate.label}", compiled)
            pairs = [
                PerMember(row[0], *(None if value is None else exactly(value) for value in (row[2], row[1])))
                for row in result.rows()[:MEMBERS]
            ]
            over = result.truncated or result.row_count > MEMBERS
            found = (_Members(candidate, compiled, result, Read((), ()), over), pairs)
            several = sum(bool(one.before or one.after) for one in pairs) > 1
            best = found if best is None or several else best
            if several:
                break
        if best is None:
            raise self._nothing_by()
        chosen, pairs = best
        pairs.sort(key=lambda one: (-abs((one.after or 0) - (one.before or 0)), one.key is None, str(one.key)))
        said = (f"There are more than {MEMBERS:,} members; only some of them were compared.",) if chosen.over else ()
        if len(pairs) > MOST_APART_ROWS:
            said = (*said, f"The {MOST_APART_ROWS} members that changed most are shown, of {len(pairs):,}.")
        seen = {one.candidate.key for one in tried} | {chosen.candidate.key}
        others = tuple(one for one in within if one.key not in seen)
        return self._told(
            chosen,
            None,
            whole=ends,
            apart=tuple(pairs[:MOST_APART_ROWS]),
            because=because,
            tried=tried,
            others=others,
            said=said,
        )

    def _told(
        self,
        chosen: _Members,
        done: Split | None,
        *,
        whole: tuple[Fraction | None, Fraction | None],
        tried: tuple[Tried, ...],
        others: tuple[Candidate, ...],
        apart: tuple[PerMember, ...] = (),
        because: str = "",
        said: tuple[str, ...] = (),
        unseen: Fraction | None = Fraction(0),
    ) -> Explained:
        own = self.asker.compiled(self.change.by(None).query())
        return Explained(
            change=self.change.by(chosen.candidate.dimension),
            periods=self.periods,
            measure=own.columns[0],
            dimension=chosen.compiled.columns[0],
            compiled=chosen.compiled,
            result=chosen.result,
            whole=whole,
            split=done,
            unseen=unseen,
            apart=apart,
            because=because,
            weight=self.parts.weight if isinstance(self.parts, Parts) else "",
            tried=tried,
            others=others,
            statements=tuple(self.asker.ran),
            said=(*self.periods.said, *said),
        )


def _left_out(one: _Members) -> str:
    if one.alone:
        return "all of it is in one member"
    return one.wrong or TOO_MANY


def _ranked(looked: Sequence[_Members]) -> list[_Members]:
    """Those that have a score, the best explanation first: statuses and names of single things behind all others."""
    scored = [(one, one.score) for one in looked if one.score is not None]
    noise = noise_of([score.scatter for _, score in scored])

    def order(pair: tuple[_Members, Score]) -> tuple[object, ...]:
        candidate, score = pair[0].candidate, pair[1]
        last = (not candidate.names_its_table, candidate.steps, candidate.key)
        return (candidate.ages, candidate.single, *score.order(noise), *last)

    return [one for one, _ in sorted(scored, key=order)]


def _identity(key: object) -> tuple[str, object]:
    return type(key).__name__, key
