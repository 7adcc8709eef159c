"""Home: projects and agents."""

from lunara.ui.page import open_page

page = open_page("Home", project=False)
