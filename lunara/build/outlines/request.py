"""“Build a dashboard about sales in Germany by category”: the sentence as what is wanted and what it is about.

The subject is read as questions are, by the offline planner over the model and the warehouse's own words; what it does not know
is told and left out, or refused when nothing else is left.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from lunara.ask.change.asked import WhyChanged
from lunara.ask.change.questions import read_why
from lunara.ask.concepts import concepts_of
from lunara.ask.context import context_for
from lunara.ask.describe import describe
from lunara.ask.model_words import words_of_model
from lunara.ask.plan import Clarification, Planned, Planner, Refusal
from lunara.ask.question import Question, check_length
from lunara.ask.values import ValueIndex
from lunara.build.kinds.ranking import candidates_of
from lunara.build.outlines.unknown import Rest, without_unknown
from lunara.build.outlines.words import ASKING, DOUBLED, KEPT_LINKS, KINDS, LINKS, LOOSE, PART, READERS, VAGUE
from lunara.charts.display import clean
from lunara.connect.warehouse import CancelToken
from lunara.errors import InvalidInput, Refused
from lunara.semantic.compiled import Clock
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import DimensionRef, InlineMeasure, SemanticQuery, TimeFilter
from lunara.semantic.records import Grain
from lunara.workspace.records import ArtifactType

MAX_ROUNDS = 6
MAX_PHRASES = 6
SAYS_SOMETHING, NAMES_IT = 0.5, 0.5
"""From what on a word tells what is asked about, and is a name in the model."""
LONGEST_TITLE = 60


@dataclass(frozen=True)
class Topic:
    """What a request is about. `text` is the subject as it was understood, empty for all of the model; `heading` has also its
    words that say nothing of the data ("sales performance").

    `queries` are what the subject's phrases ask as questions, in their order; `tables` the tables that they speak of, the most
    relevant first. `changes` are the question why something changed, once for each way by which it is to be explained.
    `period` is what is asked about where nothing else is named ("how 2025 went"), `spanning` the same as it was said.
    `understood` says the queries in words, `missing` what is not in the data, `notes` what was not understood or was taken as
    one of several things.
    """

    text: str
    kind: ArtifactType | None = None
    heading: str = ""
    queries: tuple[SemanticQuery, ...] = ()
    tables: tuple[str, ...] = ()
    understood: tuple[str, ...] = ()
    missing: str = ""
    notes: tuple[str, ...] = ()
    changes: tuple[WhyChanged, ...] = ()
    period: TimeFilter | None = None
    spanning: str = ""

    def title(self, model: SemanticModel) -> str:
        """The subject as a title; of everything, the model's name."""
        if not self.text:
            of = f", {self.spanning}" if self.spanning else ""
            return f"{clean(model.name.replace('_', ' ')).capitalize()} overview{of}"
        heading = self.heading or self.text
        if len(heading) > LONGEST_TITLE:
            heading = PART.split(heading)[0] or heading
        return heading[:1].upper() + heading[1:]

    @property
    def measures(self) -> tuple[str | InlineMeasure, ...]:
        """The measures that are asked for, each once."""
        return tuple(dict.fromkeys(measure for query in self.queries for measure in query.measures))

    @property
    def dimensions(self) -> tuple[str | DimensionRef, ...]:
        """What measures are asked to be split by, dates left out."""
        found = (d for query in self.queries if query.measures for d in query.dimensions if _grain(d) is None)
        return tuple(dict.fromkeys(found))

    @property
    def grain(self) -> Grain | None:
        """The periods that are asked for ("by month")."""
        return next((g for query in self.queries for d in query.dimensions if (g := _grain(d)) is not None), None)

    @property
    def time(self) -> TimeFilter | None:
        """The period that is asked about."""
        return self.period or next((query.time for query in self.queries if query.time is not None), None)


def _grain(dimension: str | DimensionRef) -> Grain | None:
    return None if isinstance(dimension, str) else dimension.grain


def kind_and_subject(request: str, names: Collection[str] = ()) -> tuple[ArtifactType | None, str]:
    """The kind that the sentence names, and its subject without the words of asking. `names`: words that are tables of the model,
    which stay where they are no part of the asking.

    >>> kind_and_subject("Please build me a dashboard about sales in Germany")
    ('dashboard', 'sales in Germany')
    >>> kind_and_subject("Quarterly sales report for 2025")
    ('report', 'Quarterly sales for 2025')
    >>> kind_and_subject("returns by reason")
    (None, 'returns by reason')
    """
    named, said = _without_orders(READERS.sub("", " ".join(request.split())))
    kind, subject = _parted(said.strip(" .!?:"), names)
    return kind or named, subject


def _without_orders(request: str) -> tuple[ArtifactType | None, str]:
    """The request without sentences that only say what is to be made ("Make a one-page report."), and what they say."""
    named: ArtifactType | None = None
    kept = []
    for sentence in re.split(r"(?<=[.!?])\s+", request):
        plain = [word.lower().strip(",.:;!?") for word in sentence.split(" ")]
        kinds = [KINDS[word] for word in plain if word in KINDS]
        if kinds and all(word in ASKING or word in KINDS for word in plain):
            named = kinds[0]
        else:
            kept.append(sentence)
    return named, " ".join(kept)


def _parted(request: str, names: Collection[str]) -> tuple[ArtifactType | None, str]:
    words = request.split(" ")
    plain = [word.lower().strip(",.:;!?\"'“”") for word in words]
    for position, word in enumerate(plain):
        if word not in KINDS:
            continue
        before, after = words[:position], words[position + 1 :]
        asking = all(one in ASKING for one in plain[:position])
        if not asking and (word in names or word.rstrip("s") in names):
            continue
        kept = before
        while kept and plain[len(before) - len(kept)] in ASKING:
            kept = kept[1:]
        while after and (link := after[0].lower().strip(",.:;-–—")) in LINKS | {""} | set(KINDS):
            if kept and link in KEPT_LINKS:
                break
            after = after[1:]
        return KINDS[word], " ".join([*kept, *after]).strip(" :,-–—")
    verbs = ("build", "make", "create", "draft", "prepare", "write", "generate", "produce", "show", "give", "compose")
    asking = plain[0] in ("please", *verbs)
    while asking and words and words[0].lower().strip(",.:;") in ASKING | LINKS:
        words = words[1:]
    return None, " ".join(words).strip(" :,-–—")


def read_request(
    request: str,
    model: SemanticModel,
    planner: Planner,
    clock: Clock,
    values: ValueIndex | None = None,
    *,
    tables: tuple[str, ...] | None = None,
    cancel: CancelToken | None = None,
) -> Topic:
    """What the request is about, by the planner's reading of its subject. `tables` limits what may be used.

    Raises InvalidInput (empty, too long) and Refused (`not_in_data`) when it is about nothing that the model knows.
    """
    if not request.strip():
        raise InvalidInput("There is no request.", "Say what it should be about: “sales by country this year”.")
    check_length(request)
    names = {word for table in model.tables for word in (table.name.lower(), (table.label or "").lower())}
    kind, subject = kind_and_subject(request, names)
    reading = _Reading(model, planner, clock, tables, cancel)
    if read_why(_without_ways(subject)[0]) is not None:
        return reading.why(subject, kind)
    only = reading.only_period(subject)
    if only is not None:
        return Topic("", kind, period=only[0], spanning=only[1])
    about = reading.read(subject)
    missing = _missing(reading.unknown) if reading.unknown else ""
    if not about and missing:
        raise Refused(missing, _instead(reading.alone, model), code="not_in_data")
    if not reading.queries and all(word in VAGUE for word in re.findall(r"[\w-]+", about.lower())):
        return Topic("", kind, missing=missing)
    heading = _tidy(_without(subject, reading.unknown))
    spoken = dict.fromkeys(name for query in reading.queries for name in _tables_of(query, model))
    if not spoken:
        strange = _strange(about, model)
        if strange:
            raise Refused(
                _missing(strange), f"It is about {_topics(model)}. Ask for something of that.", code="not_in_data"
            )
        found = context_for(Question(about, clock, tables=tables), model, values, tables=1)
        spoken = dict.fromkeys(found.tables)
    understood = tuple(describe(query, model) for query in reading.queries)
    return Topic(
        about,
        kind,
        heading,
        tuple(reading.queries),
        tables=tuple(spoken),
        understood=understood,
        missing=missing,
        notes=tuple(dict.fromkeys(reading.notes)),
    )


class _Reading:
    """Reads a subject, phrase by phrase where it cannot be read in one."""

    def __init__(
        self,
        model: SemanticModel,
        planner: Planner,
        clock: Clock,
        tables: tuple[str, ...] | None,
        cancel: CancelToken | None,
    ) -> None:
        self._model, self._planner, self._clock, self._tables = model, planner, clock, tables
        self._cancel = cancel
        self.queries: list[SemanticQuery] = []
        self.unknown: list[str] = []
        self.alone: list[str] = []
        self.notes: list[str] = []

    def read(self, subject: str) -> str:
        """The subject with what is not in the data taken out; what it asks is kept as queries, and else as notes."""
        text, planned = self._known(subject)
        if planned is None:
            return text
        if not self._take(planned, text):
            phrases = [p for p in (_tidy(part) for part in PART.split(text)) if p][:MAX_PHRASES]
            refused = planned.plan.reason if isinstance(planned.plan, Refusal) else ""
            if len(phrases) < 2:
                self.notes += [refused] if refused else []
                return text
            for phrase in phrases:
                known, own = self._known(phrase)
                if own is not None and not self._take(own, known) and isinstance(own.plan, Refusal):
                    self.notes.append(f"“{known}”: {own.plan.reason}")
        return text

    def why(self, subject: str, kind: ArtifactType | None) -> Topic:
        """The topic of a question why something changed. Raises Refused where it is not known what changed, or when."""
        asked, ways = _without_ways(subject)
        whole = self._change(asked)
        if whole is None:
            raise Refused(
                "It is not clear which change is to be explained.",
                "Name one number and a period: “why revenue fell in March 2026”.",
                code="not_explained",
            )
        changes = [whole]
        for way in (found for part in PART.split(ways) if (found := _tidy(part))):
            by = self._change(f"{asked} by {way}")
            if by is not None and by.dimension is not None:
                changes.append(by)
            else:
                self.unknown.append(way)
        missing = _missing(self.unknown) if self.unknown else ""
        return Topic(asked, kind, missing=missing, notes=tuple(dict.fromkeys(self.notes)), changes=tuple(changes))

    def _change(self, text: str) -> WhyChanged | None:
        plan = self._plan(text).plan
        if isinstance(plan, Clarification):
            taken = next((one for one in plan.options if one.change is not None), None)
            if taken is not None:
                self.notes.append(f"“{text}” can be read in {len(plan.options)} ways; taken as: {taken.label}.")
            return taken.change if taken is not None else None
        return plan if isinstance(plan, WhyChanged) else None

    def only_period(self, subject: str) -> tuple[TimeFilter, str] | None:
        """The period that a subject is all about ("2025 went"), and its words; None where it names something else."""
        said = _tidy(" ".join(word for word in subject.split() if word.lower() not in VAGUE))
        if not said or not isinstance(self._plan(said).plan, Refusal):
            return None
        dated = next((one for one in candidates_of(self._model) if one.adds and one.table.default_time), None)
        if dated is None:
            return None
        planned = self._plan(f"{dated.label} in {said}")
        query = planned.plan
        if not isinstance(query, SemanticQuery) or planned.ignored or query.time is None:
            return None
        alone = query.model_copy(update={"time": None})
        return (TimeFilter(range=query.time.range), said) if alone == SemanticQuery(measures=query.measures) else None

    def _known(self, text: str) -> tuple[str, Planned | None]:
        """The text with the words taken out that the data does not know, and how the rest is planned; None where none is left."""
        text = _tidy(text)
        for _ in range(MAX_ROUNDS):
            if not text:
                return "", None
            planned = self._plan(text)
            strange = planned.ignored if isinstance(planned.plan, Refusal) else ()
            named = [word for word in strange if word.lower() not in VAGUE]
            rest = without_unknown(text, named) if named else Rest(text)
            fewer = _tidy(_without(rest.text, strange)) if strange else text
            if fewer == text:
                return text, planned
            self.unknown += rest.unknown
            self.alone += rest.alone
            text = fewer
        return text, None

    def _plan(self, text: str) -> Planned:
        return self._planner.plan(Question(text, self._clock, tables=self._tables), self._model, self._cancel)

    def _take(self, planned: Planned, text: str) -> bool:
        """Keep what was understood. Of several readings the first one is taken, and told."""
        plan = planned.plan
        if isinstance(plan, SemanticQuery):
            self.queries.append(plan)
            return True
        if not isinstance(plan, Clarification):
            return False
        for option in plan.options:
            query = option.query
            if query is None:
                again = self._plan(option.question).plan
                query = again if isinstance(again, SemanticQuery) else None
            if query is not None:
                self.queries.append(query)
                self.notes.append(f"“{text}” can be read in {len(plan.options)} ways; taken as: {option.label}.")
                return True
        return False


def _without_ways(text: str) -> tuple[str, str]:
    """A subject without the ways of parting it at its end, and these.

    >>> _without_ways("why sales fell in March, by country and store")
    ('why sales fell in March', 'country and store')
    """
    asked, _, ways = (*re.split(r"(,?\s+by\s+)", text, maxsplit=1, flags=re.IGNORECASE), "", "")[:3]
    return asked, ways


def _without(text: str, words: Iterable[str]) -> str:
    for word in words:
        text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", " ", text, count=1, flags=re.IGNORECASE)
    return text


def _tidy(text: str) -> str:
    """Without words at its ends, or beside each other, that join nothing any more."""
    before = None
    text = " ".join(text.split())
    while before != text:
        before = text
        text = LOOSE.sub("", DOUBLED.sub("", text)).strip(" ,;:.")
    return text


def _instead(alone: Sequence[str], model: SemanticModel) -> str:
    """What can be asked for: what is known of the request by itself, else what the model is about."""
    others = f"It is about {_topics(model)}. Ask for something of that."
    if not alone:
        return others
    named = " or ".join(f"“{one}”" for one in dict.fromkeys(alone))
    return f"Ask for {named} alone if that is meant. {others}"


def _missing(words: Collection[str]) -> str:
    named = [f"“{word}”" for word in dict.fromkeys(words)]
    listed = " or ".join(filter(None, (", ".join(named[:-1]), named[-1])))
    return f"There is nothing about {listed} in this data."


def _strange(text: str, model: SemanticModel) -> list[str]:
    """The words of a text of which none names anything in the model; empty where one does."""
    said = [
        one for one in concepts_of(text, words_of_model(model)) if one.says >= SAYS_SOMETHING and " " not in one.text
    ]
    if any(one.words.get(one.text, 0.0) >= NAMES_IT for one in said):
        return []
    return [word for word in text.split() if word.lower() not in VAGUE]


def _topics(model: SemanticModel) -> str:
    """What the model knows most about, by the names of its tables."""
    links = [name for r in model.relationships for name in (r.from_table, r.to_table)]
    shown = sorted((t for t in model.tables if not t.hidden), key=lambda t: (-links.count(t.name), -len(t.measures)))
    names = [(t.label or t.name.replace("_", " ")).lower() for t in shown[:5]]
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1]))) if names else "nothing yet"


def _tables_of(query: SemanticQuery, model: SemanticModel) -> list[str]:
    """The tables of a query's measures, then of its fields; those that measures over measures are made of too."""
    derived = {measure.name: measure for measure in model.measures}
    names: list[str] = []
    for measure in query.measures:
        if isinstance(measure, InlineMeasure):
            names.append(measure.table)
            continue
        parts = re.findall(r"[\w.]+", derived[measure].expression) if measure in derived else [measure]
        for part in parts:
            table, _, own = part.rpartition(".")
            names += [t.name for t in model.tables if table in ("", t.name) and any(m.name == own for m in t.measures)]
    fields = [d if isinstance(d, str) else d.field for d in query.dimensions if _grain(d) is None]
    names += [field.rpartition(".")[0] for field in fields]
    known = {table.name for table in model.tables}
    return [name for name in dict.fromkeys(names) if name in known]
