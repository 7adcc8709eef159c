"""Settings."""

from lunara.ui.page import open_page

page = open_page("Settings", project=False)
