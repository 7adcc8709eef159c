"""Build: dashboards, reports and slides of the project."""

from lunara.ui.build_desk import desk_for
from lunara.ui.components.artifact_conflict import gone_view, shown_desk
from lunara.ui.components.artifact_frame import artifact_header
from lunara.ui.components.dashboard_view import dashboard_page
from lunara.ui.components.library import library
from lunara.ui.components.pieces_view import pieces_page
from lunara.ui.navigation import query
from lunara.ui.page import open_page

artifact_id = query("artifact")
page = open_page("Build", heading=not artifact_id)
desk = desk_for(page, artifact_id) if artifact_id else None
if desk is not None and desk.gone:
    gone_view(page, desk)
elif desk is not None:
    editing = artifact_header(page, desk)
    shown = shown_desk(page, desk)
    if shown.artifact is not None and shown.artifact.type == "dashboard":
        dashboard_page(page, shown, editing=editing)
    else:
        pieces_page(page, shown, editing=editing)
else:
    library(page)
