"""The art of decks in a TableStore: each picture sealed for its organization, and read only where it is shown."""

from __future__ import annotations

from uuid import uuid4

from lunara.errors import InvalidInput
from lunara.workspace import rows
from lunara.workspace.records import Json, SlideImage
from lunara.workspace.rows import as_id, as_json
from lunara.workspace.table_base import TableBase, only

MOST_BYTES = 6_000_000
"""Of a picture: encrypted and as base64 it is a third larger."""


class PictureTables(TableBase):
    """The pictures of a `Store`."""

    def list_slide_images(self, artifact_id: str) -> list[SlideImage]:
        where = {"artifact_id": as_id(artifact_id)}
        found = self._all("slide_images", rows.SLIDE_IMAGE, where, (("created_at", True), ("id", False)))
        return [rows.slide_image(row) for row in found]

    def open_slide_image(self, image_id: str) -> bytes:
        row = self._one("slide_images", ("id", "sealed"), image_id)
        return self._keys().open_picture(row["sealed"], self._principal.organization_id, str(row["id"]))

    def save_slide_image(self, artifact_id: str, picture: bytes, *, request: str, about: Json) -> SlideImage:
        if len(picture) > MOST_BYTES:
            raise InvalidInput(
                f"The picture has {len(picture):,} bytes, and the workspace keeps up to {MOST_BYTES:,}.",
                "Have it painted smaller.",
            )
        id, deck = str(uuid4()), as_id(artifact_id)
        values = {
            "id": id, "artifact_id": deck, "request": request, "about": as_json(about, "about"),
            "sealed": self._keys().seal_picture(picture, self._principal.organization_id, id),
        }  # fmt: skip
        try:
            with self._in("artifacts", deck):
                return rows.slide_image(self._add("slide_images", values, rows.SLIDE_IMAGE))
        except InvalidInput as error:
            if error.code != "duplicate":
                raise
            where = {"artifact_id": deck, "request": request}
            return rows.slide_image(only(self._tables.select("slide_images", rows.SLIDE_IMAGE, where, limit=1)))

    def delete_slide_image(self, image_id: str) -> None:
        self._remove("slide_images", image_id)
