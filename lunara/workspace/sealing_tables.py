"""What a TableStore keeps sealed, sealed again after LUNARA_SECRET_KEY was replaced."""

from __future__ import annotations

from collections.abc import Iterator

from lunara.errors import InvalidInput
from lunara.workspace.records import SealedAgain
from lunara.workspace.table_base import PAGE, TableBase
from lunara.workspace.tables import Row

PICTURE = "slide image"
"""Among the kinds of data sources, which are words without spaces."""


class SealingTables(TableBase):
    """Sealing again, of a `Store`."""

    def sealed_with_earlier_keys(self) -> int:
        return sum(1 for _ in self._due())

    def seal_again(self) -> SealedAgain:
        changed = unreadable = 0
        for row in self._due():
            try:
                changed += self._seal_again(str(row["id"]), row["kind"])
            except InvalidInput:
                unreadable += 1  # its key is not among the app's, or it was changed outside: it stays as it is
        return SealedAgain(changed, unreadable)

    def _due(self) -> Iterator[Row]:
        after: str | None = None
        while True:
            found = self._tables.call("sealed_otherwise", {"key_id": self._keys().newest, "after": after})
            yield from found
            if len(found) < PAGE:
                return
            after = str(found[-1]["id"])

    def _seal_again(self, id: str, kind: str) -> bool:
        """Whether it was replaced; not when somebody has removed or changed it meanwhile."""
        if kind == PICTURE:
            return self._picture_again(id)
        function, arguments = ("data_source_connection", {"data_source_id": id}) if kind else ("provider_key", {})
        found = self._tables.call(function, arguments)
        if not found:
            return False
        before: str = found[0]["secrets" if kind else "secret"]
        keys, home = self._keys(), self._principal.organization_id
        if kind:
            sealed = keys.seal(keys.open(before, home, id, kind), home, id)
        else:
            sealed = keys.seal_provider(keys.open_provider(before, home), home)
        return bool(self._tables.value("seal_again", {"id": id, "before": before, "sealed": sealed}))

    def _picture_again(self, id: str) -> bool:
        found = self._tables.select("slide_images", ("sealed",), {"id": id}, limit=1)
        if not found:
            return False
        keys, home, before = self._keys(), self._principal.organization_id, found[0]["sealed"]
        sealed = keys.seal_picture(keys.open_picture(before, home, id), home, id)
        return bool(self._tables.value("seal_again", {"id": id, "before": before, "sealed": sealed}))
