"""What is still encrypted with an earlier LUNARA_SECRET_KEY, and encrypting it again. Only where more than one key is set."""

from __future__ import annotations

import streamlit as st

from lunara.ui import state
from lunara.ui.page import PageContext


def draw_sealing(ctx: PageContext) -> None:
    """For admins, while an installation names earlier keys beside its newest one."""
    if len(ctx.settings.secret_keys) < 2 or not ctx.principal.may("admin"):
        return
    due = ctx.store.sealed_with_earlier_keys()
    st.subheader("Encryption", anchor=False)
    with st.container(border=True):
        if not due:
            st.markdown("Passwords and keys of this organization are encrypted with the newest `LUNARA_SECRET_KEY`.")
            st.caption("Earlier ones can be taken away when every organization of this installation says so.")
            return
        what = "One connection or key is" if due == 1 else f"{due:,} connections and keys are"
        st.markdown(f"{what} still encrypted with an earlier `LUNARA_SECRET_KEY`.")
        st.button(
            "Encrypt again", key="seal_again", icon=":material/enhanced_encryption:", on_click=_again, args=(ctx,)
        )


def _again(ctx: PageContext) -> None:
    done = ctx.store.seal_again()
    if done.changed:
        one = "One connection or key was" if done.changed == 1 else f"{done.changed:,} connections and keys were"
        state.notify(f"{one} encrypted with the newest key.")
    if done.unreadable:
        one = "One does" if done.unreadable == 1 else f"{done.unreadable:,} do"
        state.notify(
            f"{one} not open with any key that is set, and stayed as it was. Enter those connections or keys again."
        )
