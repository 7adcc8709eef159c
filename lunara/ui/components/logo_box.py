"""The picker of a logo: its file takes the road of every other, through the server's own route to its disk."""

from __future__ import annotations

from dataclasses import dataclass, field

from lunara.build.art.house import MOST_FILE, house_logo
from lunara.errors import InvalidInput
from lunara.ui import state
from lunara.ui.components.text import file_size
from lunara.ui.components.upload_box import upload_box
from lunara.ui.components.uploads import choose, sealed_batch
from lunara.ui.page import PageContext
from lunara.ui.receiving import INBOX, Batch

ENDINGS = (".png", ".jpg", ".jpeg", ".webp")


@dataclass
class LogoState:
    """What is chosen in this tab; `taken` counts the logos that were taken, after each of which the picker is drawn anew."""

    batch: Batch | None = None
    taken: int = 0
    looked_at: set[str] = field(default_factory=set)


def logo_box(ctx: PageContext, key: str) -> None:
    """Draw the picker. `key` tells it from another one on the page."""
    at = state.page_state(LogoState, key)
    batch = at.batch = sealed_batch(ctx, at.batch, endings=ENDINGS, most=MOST_FILE)
    refuse_no_pictures(batch, at.looked_at)
    upload_box(
        batch,
        key=f"{key}:{at.taken}",
        title="Logo: put on every slide, never sent",
        limits=f"One picture: PNG, JPEG or WebP of up to {file_size(MOST_FILE)}",
        on_choice=lambda chosen: choose(ctx, batch, chosen),
    )


def refuse_no_pictures(batch: Batch, looked_at: set[str]) -> None:
    """Say at a file that has arrived that it is no picture, whatever it is called; `looked_at` are the files that were read."""
    for delivery in list(batch.deliveries.values()):
        path = delivery.path
        if delivery.status != "arrived" or path is None or delivery.id in looked_at:
            continue
        looked_at.add(delivery.id)
        try:
            house_logo(path.read_bytes())
        except InvalidInput as error:
            INBOX.refuse(delivery, f"{error.message} {error.hint}".strip())
        except OSError:
            continue  # it was let go of just now


def chosen_logo(key: str) -> bytes | None:
    """The file that was chosen and has arrived; it is let go of. None where none is. Raises InvalidInput for several."""
    at = state.page_state(LogoState, key)
    if at.batch is None or not at.batch.deliveries:
        return None
    if at.batch.on_its_way:
        raise InvalidInput("The logo is still on its way.", "Wait until it is there, and press again.")
    if len(at.batch.files) != 1:
        raise InvalidInput("One picture is taken for the logo.", "Choose one, and remove the others.")
    (file,) = at.batch.files
    data = file.path.read_bytes()
    INBOX.drop(at.batch)
    at.batch, at.taken = None, at.taken + 1
    return data
