"""A run as its ledgers keep it: what is written with a batch, what is read again, and what a process that was killed leaves."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lunara.ask.drafting.asking import Asker
from lunara.ask.drafting.batches import MOST_TABLES, batches_of, cost_of, tables_to_draft
from lunara.ask.drafting.checking import Checks
from lunara.ask.drafting.file_ledger import FileLedger
from lunara.ask.drafting.index import index_of
from lunara.ask.drafting.kept import Run, step_between, with_steps
from lunara.ask.drafting.proposals import Dropped, Origin, Proposal
from lunara.ask.drafting.run import begin, go_on, retried
from lunara.ask.drafting.whose import Words
from lunara.ask.planners.calling import Meter
from lunara.ask.planners.providers import Provider
from lunara.connect.warehouse import CancelToken
from lunara.errors import Cancelled, Conflict, InvalidInput
from lunara.semantic import compile as compiling
from lunara.semantic.model import SemanticModel
from lunara.semantic.validate import validate_model
from tests.benchmarks.generated import generated_model

PROVIDER = Provider("gemini", "no-key", "gemini-2.5-flash")
ORIGIN = Origin("Gemini", "gemini-2.5-flash", "2026-11-29T02:00:00+00:00", 1)


class Answers(Asker):
    """A label for each item. `then` is called with each batch before it is answered."""

    def __init__(self, then: Callable[[int], None] = lambda number: None) -> None:
        super().__init__(PROVIDER)
        self.asked, self._then = 0, then

    def ask(self, document: str, meter: Meter, cancel: CancelToken) -> Mapping[str, Any]:
        self.asked += 1
        self._then(self.asked)
        tables = json.loads(document).get("tables", ())
        items = [item for t in tables for item in ([t] if "id" in t else []) + t.get("dimensions", [])]
        return {"words": [{"id": item["id"], "label": f"Called {item['id'].replace('.', ' ')}"} for item in items]}


def begun(path: Path, tables: int) -> tuple[FileLedger, SemanticModel, Run]:
    model = generated_model(tables)
    ledger, run = FileLedger(path), begin(model, tables_to_draft(model), Answers())
    ledger.put(run)
    return ledger, model, run


def gone_on(ledger: FileLedger, model: SemanticModel, asker: Asker | None = None, **more: Any) -> Run:
    return go_on(ledger, model, asker or Answers(), Checks(model, None), Words(), **more)


def test_a_batch_adds_what_is_its_own_however_long_the_run_is(tmp_path: Path) -> None:
    """What stands in the file is never written again, and a batch of many is no longer than one of few."""
    sizes = {}
    for tables in (8, 80):
        ledger, model, run = begun(tmp_path / f"{tables}.json", tables)
        before = ledger.path.read_bytes()
        seen = before

        def grows(run: Run, ledger: FileLedger = ledger) -> None:
            nonlocal seen
            now = ledger.path.read_bytes()
            assert now.startswith(seen), "nothing that was there is written again"
            seen = now

        made = gone_on(ledger, model, on_step=grows)
        assert made.finished and len(made.proposals) > len(made.parts)
        sizes[tables] = (ledger.path.stat().st_size - len(before)) / len(run.parts)
        assert FileLedger(ledger.path).read() == made
    assert sizes[80] < 1.3 * sizes[8]


def test_what_was_read_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger, model, _ = begun(tmp_path / "m.json", 8)
    other = FileLedger(ledger.path)
    assert other.read() == ledger.read()
    gone_on(ledger, model)
    loaded: list[int] = []
    load = json.loads

    def counted(text: Any, *arguments: Any, **named: Any) -> Any:
        loaded.append(len(text))
        return load(text, *arguments, **named)

    monkeypatch.setattr(json, "loads", counted)
    assert other.read() == ledger.read()
    steps = len(loaded)
    assert sum(loaded) < ledger.path.stat().st_size
    other.read()
    assert len(loaded) == steps


def test_a_line_that_was_not_written_to_its_end_is_no_step(tmp_path: Path) -> None:
    ledger, model, _ = begun(tmp_path / "m.json", 8)
    with pytest.raises(Cancelled):
        token = CancelToken()
        gone_on(ledger, model, cancel=token, on_step=lambda run: token.cancel() if run.done else None)
    kept = FileLedger(ledger.path).read()
    with ledger.path.open("ab") as file:
        file.write(b'{"parts":[[0,1,[{"batch":{"ke')
    for one in (ledger, FileLedger(ledger.path)):
        assert one.read() == kept
    assert kept is not None and gone_on(FileLedger(ledger.path), model).finished
    assert all(json.loads(line) for line in ledger.path.read_bytes().splitlines())


def _killed_in_its_second_batch(path: Path) -> None:
    ledger, model, _ = begun(path, 8)
    gone_on(ledger, model, Answers(lambda number: os.kill(os.getpid(), signal.SIGKILL) if number == 2 else None))


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL on this system")
def test_a_process_that_is_killed_in_a_batch_leaves_what_was_paid_for(tmp_path: Path) -> None:
    path = tmp_path / "m.json"
    process = multiprocessing.get_context("spawn").Process(target=_killed_in_its_second_batch, args=(path,))
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL
    ledger, model = FileLedger(path), generated_model(8)
    kept = ledger.read()
    assert (
        kept is not None and [part.state for part in kept.parts[:3]] == ["done", "asking", "waiting"] and kept.proposals
    )
    with pytest.raises(Conflict):
        gone_on(ledger, model)
    later = replace(kept.parts[1], until="2026-11-29T00:00:00+00:00")
    ledger.change(lambda run: replace(run, parts=(run.parts[0], later, *run.parts[2:])))
    asker = Answers()
    made = gone_on(ledger, model, asker)
    assert made.finished and asker.asked == len(kept.parts) - 1, "the first batch is not asked for again"


def test_another_run_in_its_place_is_seen(tmp_path: Path) -> None:
    ledger, model, run = begun(tmp_path / "m.json", 8)
    gone_on(ledger, model)
    fresh = begin(model, tables_to_draft(model), Answers())
    FileLedger(ledger.path).put(fresh)
    assert ledger.read() == fresh != run
    assert ledger.change(lambda run: replace(run, stopped="x")) == replace(fresh, stopped="x")
    ledger.path.unlink()
    assert ledger.read() is None
    with pytest.raises(InvalidInput, match="gone"):
        ledger.change(retried)


def test_a_run_of_an_earlier_lunara_goes_on(tmp_path: Path) -> None:
    """It stands in one piece over many lines; steps come after it."""
    path = tmp_path / "m.json"
    model = generated_model(8)
    run = replace(begin(model, tables_to_draft(model), Answers()), stopped="Later.")
    path.write_text(json.dumps({**run.to_json(), "format": 1}, indent=1) + "\n", encoding="utf-8")
    assert FileLedger(path).read() == run
    assert gone_on(FileLedger(path), model).finished
    found = FileLedger(path).read()
    assert found is not None and found.finished and found.id == run.id


@pytest.mark.parametrize("indent", [None, 1])
def test_a_run_whose_line_has_lost_its_end_goes_on(tmp_path: Path, indent: int | None) -> None:
    """An editor may have taken the end of the last line away; one who has read the run before reads on as well."""
    path = tmp_path / "m.json"
    model = generated_model(8)
    run = begin(model, tables_to_draft(model), Answers())
    path.write_text(json.dumps({**run.to_json(), "format": 1}, indent=indent), encoding="utf-8")
    other = FileLedger(path)
    assert other.read() == run
    for stopped in ("one", "two"):
        FileLedger(path).change(lambda run, stopped=stopped: replace(run, stopped=stopped))  # type: ignore[misc]
        assert FileLedger(path).read() == other.read() == replace(run, stopped=stopped)


@pytest.mark.parametrize("text", ["", "{", "[]", "7", "{\n}\n", '{"format": 2}\n', "x\n{}\n"])
def test_a_file_of_something_else_is_refused_in_words(tmp_path: Path, text: str) -> None:
    path = tmp_path / "m.json"
    path.write_text(text)
    with pytest.raises(InvalidInput) as refused:
        FileLedger(path).read()
    assert refused.value.hint


@pytest.mark.parametrize(
    "step",
    [
        7, None, [], {"more": 1}, {"parts": [[0, 1]]}, {"parts": [[0, 99, []]]}, {"parts": [[-1, 1, []]]}, {"parts": 7},
        {"parts": [[0, 1, [{"state": "done"}]]]}, {"parts": [["0", 1, []]]}, {"proposals": [7]}, {"dropped": [{"about": 7}]},
        {"stopped": 7}, {"values": "yes"}, {"started_at": "2026-11-29T00:00:00"}, {"proposals": "x"},
    ],
)  # fmt: skip
def test_a_step_that_somebody_else_wrote_is_refused_in_words(step: Any) -> None:
    model = generated_model(4)
    run = begin(model, tables_to_draft(model), Answers())
    with pytest.raises(InvalidInput) as refused:
        with_steps(run, [step])
    assert refused.value.hint


def test_a_step_leads_from_one_run_to_the_other() -> None:
    """Also where a batch becomes two, or many wait again."""
    model = generated_model(12)
    run = begin(model, tables_to_draft(model), Answers())
    first, second, *rest = run.parts
    halves = (replace(second, state="failed", error="x"), replace(first, prompt_tokens=3), second)
    proposal = Proposal("table:orders", "label", "Sales", ORIGIN)
    runs = [
        run,
        replace(run, stopped="It stopped."),
        replace(run, parts=(replace(first, state="asking", by="me", until="2026-11-29T02:00:00+00:00"), second, *rest)),
        replace(
            run, parts=(first, *halves, *rest), proposals=(proposal,), dropped=(Dropped("x", "label", "y", "z", 1),)
        ),
        replace(run, parts=(rest[0],)),
    ]
    for before in runs:
        for after in runs:
            grown = replace(
                after,
                proposals=(*before.proposals, *after.proposals),
                dropped=(*before.dropped, *after.dropped),
            )
            step = step_between(before, grown)
            assert (step is None) == (grown == before)
            assert with_steps(before, [] if step is None else [json.loads(json.dumps(step))]) == grown
    one = step_between(runs[0], runs[2])
    assert one is not None and [at for at, _, _ in one["parts"]] == [0]
    failed = replace(run, parts=tuple(replace(part, state="failed", error="x") for part in run.parts))
    again = step_between(failed, retried(failed))
    assert again is not None and len(again["parts"]) == len(run.parts)


def test_a_model_of_many_tables_costs_what_its_batches_cost_also_told_from_some() -> None:
    model = generated_model(200)
    assert len(tables_to_draft(model)) == 200 <= MOST_TABLES
    batches = [part.batch for part in begin(model, tables_to_draft(model), Answers()).parts]
    exact = cost_of(model, batches, PROVIDER, values=False)
    about = cost_of(model, batches, PROVIDER, values=False, sample=20)
    assert about.batches == exact.batches and about.items == exact.items and about.reply_tokens == exact.reply_tokens
    assert abs(about.prompt_tokens / exact.prompt_tokens - 1) < 0.1
    assert about.most_tokens >= exact.most_tokens
    assert cost_of(model, batches[:10], PROVIDER, values=False, sample=20) == cost_of(
        model, batches[:10], PROVIDER, values=False
    )


@pytest.mark.parametrize("every", [2, 3, 5])
def test_what_it_costs_at_most_is_told_from_some_also_where_long_tables_follow_a_pattern(every: int) -> None:
    """Each second, third or fifth table says much of its columns."""
    model = generated_model(200)
    tables = [
        table.model_copy(update={"dimensions": tuple(
            dimension.model_copy(update={"description": "Said at length. " * 24}) for dimension in table.dimensions
        )}) if number % every == every - 1 else table
        for number, table in enumerate(model.tables)
    ]  # fmt: skip
    long = model.model_copy(update={"tables": tuple(tables)})
    batches = batches_of(long, tables_to_draft(long))
    exact = cost_of(long, batches, PROVIDER, values=False)
    about = cost_of(long, batches, PROVIDER, values=False, sample=20)
    assert abs(about.prompt_tokens / exact.prompt_tokens - 1) < 0.1
    assert about.most_tokens >= exact.most_tokens
    assert about.sampled and not exact.sampled


def test_a_measure_is_checked_in_the_part_of_the_model_that_it_is_computed_from(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With the verdict that the whole model has, and in a time that does not grow with it."""
    model = generated_model(40)
    seen: list[int] = []
    compiled = compiling.compile_query

    def counted(query: Any, part: SemanticModel, *more: Any) -> Any:
        seen.append(len(part.tables))
        return compiled(query, part, *more)

    monkeypatch.setattr("lunara.ask.drafting.checking.compile_query", counted)
    given = {
        "orders.revenue / orders.order_count * 2": True,
        "orders.revenue / lines.units": True,
        "average_order / lines.units": True,
        "orders.revenue / orders.nothing": False,
        "average_order +": False,
    }
    proposals = [
        Proposal(f"measure:made_{number}", "measure", {"name": f"made_{number}", "expression": text}, ORIGIN)
        for number, text in enumerate(given)
    ]
    found = list(Checks(model, None).held(proposals))
    assert [isinstance(one, Proposal) for one in found] == [*given.values()], found
    assert seen and max(seen) < 12


def test_an_index_goes_with_its_model() -> None:
    import gc

    from lunara.ask.drafting import index

    gc.collect()  # models of other tests
    before = len(index._KEPT._held)
    model = generated_model(4)
    assert index_of(model) is index_of(model) and len(index._KEPT._held) == before + 1
    assert index_of(model).measure_names and validate_model(model) is not None
    del model
    gc.collect()
    assert len(index._KEPT._held) == before
