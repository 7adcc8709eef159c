"""Queries: every statement that Lunara ran or refused in this project, who asked for it and what it took."""

from lunara.ui.components.query_entry import entry_view
from lunara.ui.components.query_list import query_list
from lunara.ui.navigation import query
from lunara.ui.page import open_page

entry_id = query("entry")
page = open_page("Queries", heading=False)
if entry_id:
    entry_view(page, entry_id)
else:
    query_list(page)
