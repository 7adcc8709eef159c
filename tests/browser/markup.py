"""A workspace whose every stored text tries to be markup, and eyes that see what a page has made of it.

The texts are found in the database's catalog: each text column and each text inside JSONB. What is kept as it is, because
the app reads it as a name of something and not as words, is listed with its columns.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import psycopg
from playwright.sync_api import Page

# No quotes and no backslashes, so that SQL and JSON show it as it is.
ATTACK = (
    " *b* :red[r] :material/skull: -> -- :streamlit: $x$ [l](javascript:pwn) ![i](https://evil.example/x.png)"
    " <img src=x onerror=pwn=1><script>pwn=1</script>"
)
_MARK = re.compile(r"Q(\d{4})Q")

# Columns whose check allows a few words or letters, or whose text is nobody's words: a hash, a cipher, a sealed address.
NO_WORDS = {
    "artifacts.type", "artifacts.status", "data_sources.kind", "data_sources.secrets", "data_sources.config", "invitations.role",
    "invitations.token_hash", "profiles.role", "query_log.estimate_currency", "session_messages.role",
    "semantic_model_fingerprints.content", "provider_keys.provider", "provider_keys.secret", "sign_ins.mark", "sign_ins.way",
    "verified_questions.plan", "answer_feedback.verdict", "answer_feedback.state",
    "evaluation_runs.planner", "evaluation_requirements.planner",
    "slide_images.request", "slide_images.sealed",
}  # fmt: skip
# Keys whose value, with all that is in it, the app reads as names, SQL or kinds.
_MODEL = {
    "name", "source", "sql", "expression", "filter", "type", "aggregate", "primary_key", "unique_keys", "default_time",
    "dialect", "from_table", "from_columns", "to_table", "to_columns", "cardinality", "origin", "query", "format", "data_type",
    "grain", "percentile_kind", "additive_over", "balance", "time",
}  # fmt: skip
_CONTENT = {
    "id",
    "kind",
    "semantic_model_id",
    "query",
    "sql",
    "place",
    "layout",
    "field",
    "theme",
    "template",
    "x",
    "y",
    "series",
    "sort",
}
READ_AS_NAMES: dict[str, set[str]] = {
    "answer_feedback.answer": {"outcome", "plan", "sql"},
    "evaluation_accepted.content": {"query", "sql", "model_sql"},
    "evaluation_questions.content": {"query", "sql", "model_sql"},
    "evaluation_runs.content": {"id", "asked", "outcome", "by", "plan"},
    "agents.config": {"semantic_model_id", "semantic_model_version", "tables", "planner", "provider"},
    "slide_images.about": {"model", "size", "mode"},
    "artifacts.content": _CONTENT,
    "artifact_versions.content": _CONTENT,
    "data_sources.catalog": {"kind", "type", "read_at", "dialect"},
    "organizations.settings": {"timezone", "currency"},
    "semantic_model_versions.content": _MODEL,
    "semantic_model_drafts.content": _MODEL,
    "semantic_model_versions.review": {"status", "origin"},
    "semantic_model_drafts.review": {"status", "origin"},
    "semantic_model_checks.content": {"kind", "code", "level", "repairs", "checked_at"},
    "semantic_model_proposals.content": {"state", "kind", "key", "keys", "id", "at", "started_at", "until", "dollars"},
    "semantic_model_proposal_steps.content": {"state", "kind", "key", "keys", "id", "at", "started_at", "until", "dollars"},
    "session_messages.content": {
        "outcome", "plan", "sql", "model_version", "query", "type", "role", "format", "field", "grain", "name", "compares",
        "kind", "x", "y", "series", "sort",
    },
}  # fmt: skip


@dataclass
class Poisoned:
    """Where each mark stands: "table.column" or "table.column path"; and how much of the attack the column let in."""

    places: dict[str, str] = field(default_factory=dict)
    cut: dict[str, str] = field(default_factory=dict)

    def mark(self, place: str) -> str:
        """The text that goes behind what stands at that place."""
        known = next((mark for mark, at in self.places.items() if at == place), None)
        mark = known or f"{len(self.places):04}"
        self.places[mark] = place
        return f" Q{mark}Q{ATTACK}"

    def columns(self) -> set[str]:
        """Every column that has a mark."""
        return {place.partition(" ")[0] for place in self.places.values()}


def text_columns(admin: psycopg.Connection[Any]) -> list[tuple[str, str, str]]:
    """Table, column and type of everything in `public` that can hold words."""
    return admin.execute(
        "select c.relname, a.attname, format_type(a.atttypid, null) from pg_class c join pg_attribute a on a.attrelid = c.oid"
        " join pg_type t on t.oid = a.atttypid where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')"
        " and a.attnum > 0 and not a.attisdropped and (t.typcategory = 'S' or t.typname in ('json', 'jsonb', 'xml', 'bytea')"
        " or t.typcategory in ('A', 'C')) order by 1, 2"
    ).fetchall()


def poison(admin: psycopg.Connection[Any]) -> Poisoned:
    """Have every text in the workspace try to be markup. Raises AssertionError for a column without a row, or of another type."""
    found = Poisoned()
    admin.execute("set session_replication_role = replica")  # what people wrote, whatever watches over writing it
    try:
        for table, column, type in text_columns(admin):
            place = f"{table}.{column}"
            if place in NO_WORDS:
                continue
            if type == "text":
                _poison_text(admin, table, column, found)
            elif type == "jsonb":
                _poison_json(admin, table, column, found)
            else:
                raise AssertionError(f"{place} is of a type without a scenario: {type}")
            assert place in found.columns(), f"no row has anything in {place}: the workspace of this test needs one"
    finally:
        admin.execute("set session_replication_role = default")
    return found


def _poison_text(admin: psycopg.Connection[Any], table: str, column: str, found: Poisoned) -> None:
    """Behind what stands there, as much as its check lets in; an address keeps its form."""
    place = f"{table}.{column}"
    mark = found.mark(place).strip()
    begin = f"left({column}, greatest(12, position('@' in {column}) + 3)) || ' '"
    for most, kept in ((len(mark), begin), (90, begin), (40, "''"), (12, "''")):
        try:
            done = admin.execute(
                f"update public.{table} set {column} = {kept} || %s where {column} is not null", (mark[:most],)
            )
        except psycopg.errors.CheckViolation:
            continue
        if most < len(mark):
            found.cut[mark[1:5]] = mark[6:most]
        if not done.rowcount:
            found.places = {one: at for one, at in found.places.items() if at != place}
        return
    raise AssertionError(f"{place} takes none of it: list it with its reason")


def _poison_json(admin: psycopg.Connection[Any], table: str, column: str, found: Poisoned) -> None:
    place = f"{table}.{column}"
    kept = READ_AS_NAMES[place]
    for at, value in admin.execute(
        f"select ctid::text, {column} from public.{table} where {column} is not null"
    ).fetchall():
        changed = _with_marks(value, place, kept, found)
        if changed != value:
            admin.execute(f"update public.{table} set {column} = %s where ctid = %s::tid", (json.dumps(changed), at))


def _with_marks(value: Any, place: str, kept: set[str], found: Poisoned) -> Any:
    if isinstance(value, dict):
        return {
            key: inner
            if key in kept
            else _with_marks(inner, f"{place} {key}" if " " not in place else f"{place}.{key}", kept, found)
            for key, inner in value.items()
        }
    if isinstance(value, list):
        return [_with_marks(inner, place, kept, found) for inner in value]
    return value + found.mark(place) if isinstance(value, str) else value


_LOOK = """() => {
  const texts = [], names = [], bad = [], taken = new Set()
  const leads = ['href', 'src', 'xlink:href', 'srcset', 'action', 'formaction', 'data', 'poster', 'background', 'style']
  const walk = root => {
    for (const e of root.querySelectorAll('*')) {
      if (e.shadowRoot) walk(e.shadowRoot)
      for (const a of e.attributes) {
        if (/^on/i.test(a.name) && /pwn/.test(a.value)) bad.push(e.outerHTML.slice(0, 200))
        if (leads.includes(a.name) && /evil\\.example|javascript:/i.test(a.value)) bad.push(e.outerHTML.slice(0, 200))
        if (a.name === 'src' && a.value === 'x') bad.push(e.outerHTML.slice(0, 200))
        if (/^(aria-label|aria-description|title|alt|placeholder)$/.test(a.name)) names.push(a.value)
      }
      if (e.tagName === 'SCRIPT' && /pwn/.test(e.textContent)) bad.push(e.outerHTML.slice(0, 200))
      if (e.matches('.katex')) bad.push(e.outerHTML.slice(0, 200))
      if (e.matches('[data-testid=stIconMaterial]') && e.textContent.includes('skull')) bad.push(e.outerHTML.slice(0, 200))
      if (e.matches('input, textarea')) texts.push(e.value)
      if (e.tagName === 'IFRAME' && e.contentDocument) walk(e.contentDocument)
      if (e.tagName !== 'SCRIPT' && e.tagName !== 'STYLE')
        for (const n of e.childNodes)
          if (n.nodeType === 3 && /Q\\d{4}Q/.test(n.data)) {
            const whole = e.closest('p, li, td, th, h1, h2, h3, h4, h5, h6, button, label, text, summary, pre, a, div') || e
            if (!taken.has(whole)) texts.push(whole.textContent)
            taken.add(whole)
          }
    }
  }
  walk(document)
  return {texts, names, bad, pwned: window.pwn !== undefined}
}"""


@dataclass
class Eyes:
    """What has been seen on all pages: the marks that could be read, and what is wrong by page."""

    cut: dict[str, str] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)

    def watch(self, page: Page, own: str) -> None:
        """Note whatever this page asks another site for, or would have asked for if it had been let."""
        page.on("request", lambda request: self._asked(request.url, own))
        page.on(
            "console",
            lambda message: (
                self.wrong.append(f"{page.url}: {message.text}"[:300])
                if "Content Security Policy" in message.text
                else None
            ),
        )
        page.on("dialog", lambda dialog: (self.wrong.append(f"{page.url}: {dialog.message}"), dialog.dismiss()))  # type: ignore[arg-type, func-returns-value]

    def _asked(self, url: str, own: str) -> None:
        if not url.startswith((own, own.replace("http", "ws", 1), "data:", "blob:")):
            self.wrong.append(f"asked for {url}"[:300])

    def look(self, page: Page) -> None:
        """Read the page as it stands."""
        found = page.evaluate(_LOOK)
        if found["pwned"]:
            self.wrong.append(f"{page.url}: a script of the data ran")
        self.wrong.extend(f"{page.url}: {one}" for one in found["bad"])
        # What a control is called for who cannot see it is Markdown as it was written, with its escapes.
        for text in [*found["texts"], *(name.replace("\\", "") for name in found["names"])]:
            for mark, shown in _marked(text):
                self.seen.add(mark)
                if not _letter_by_letter(shown, self.cut.get(mark, ATTACK)):
                    self.wrong.append(f"{page.url}: Q{mark}Q is shown as {shown[:160]!r}")


def _marked(text: str) -> Iterator[tuple[str, str]]:
    """Each mark of a text with what follows it up to the next one."""
    found = list(_MARK.finditer(text))
    ends = [*(one.start() for one in found[1:]), len(text)]
    for one, end in zip(found, ends, strict=False):
        yield one[1], text[one.end() : end]


def _letter_by_letter(shown: str, attack: str) -> bool:
    """Whether it is the attack as it was written, or its beginning where the text was cut."""
    shown = shown.replace("\u2060", "").replace(
        "\\", ""
    )  # what a control is called for who cannot see it has its escapes
    got = "".join(shown.split())  # a drawn line may end anywhere
    wanted = "".join(attack.split())
    if got.startswith(wanted):
        return True
    cut = got.partition("…")[0]
    line = "".join(
        shown.replace("\u2060", "").partition("\n")[0].split()
    )  # a message of an engine has an end of its own
    return wanted.startswith(cut) or (len(line) > 60 and wanted.startswith(line))
