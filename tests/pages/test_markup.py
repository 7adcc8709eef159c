"""What stands in data is shown letter by letter, in numbers too."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

EVIL = "[win](https://evil.example) ![x](https://evil.example/x.png) **b** $y$ :red[z]"


def _page() -> None:
    from lunara.charts.kpi import Kpi
    from lunara.ui.components.figure_view import kpi_view
    from tests.pages.test_markup import EVIL

    kpi_view(Kpi(EVIL, EVIL, EVIL + "!", EVIL, delta=EVIL, direction="up", compared=EVIL))


def test_a_number_that_is_text_of_the_data_is_no_markup() -> None:
    app = AppTest.from_function(_page).run()
    assert not app.exception
    proto = app.metric[0].proto
    for shown in (proto.label, proto.body, proto.delta, proto.delta_description, proto.help):
        assert "\\[win\\]\\(" in shown and "\\!\\[x\\]" in shown and "\\*\\*b\\*\\*" in shown
        assert "\\$y\\$" in shown and "\\:red\\[" in shown and "https://" not in shown
