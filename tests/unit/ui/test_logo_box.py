"""The picker of a logo says at once what is no picture, whatever its file is called."""

from __future__ import annotations

from pathlib import Path

from lunara.ui.components.logo_box import ENDINGS, refuse_no_pictures
from lunara.ui.receiving import Batch, Delivery
from tests.emulators.painter import picture


def test_a_file_that_is_no_picture_is_refused_when_it_arrives(tmp_path: Path) -> None:
    batch = Batch("org", "seal", tmp_path, ENDINGS)
    for name, data in (("text.png", b"I am a text."), ("real.png", picture((9, 90, 9)))):
        path = tmp_path / name
        path.write_bytes(data)
        batch.deliveries[name] = Delivery(name, name, len(data), "arrived", path=path)
    looked_at: set[str] = set()
    refuse_no_pictures(batch, looked_at)
    text, real = batch.deliveries["text.png"], batch.deliveries["real.png"]
    assert (text.status, text.final) == ("failed", True) and "picture" in text.error
    assert real.status == "arrived" and looked_at == {"text.png", "real.png"}
    assert [one.path for one in batch.files] == [tmp_path / "real.png"]
