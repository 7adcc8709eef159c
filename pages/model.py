"""Model: draft the semantic layer, review it, check it, save versions, publish."""

import streamlit as st
from lunara.ui.components.model_actions import choose_model, choose_view, draft_panel, model_header
from lunara.ui.components.model_check import check_view
from lunara.ui.components.model_diagram import diagram_view
from lunara.ui.components.model_evaluation import evaluation_view
from lunara.ui.components.model_feedback import feedback_view
from lunara.ui.components.model_proposals import proposals_view
from lunara.ui.components.model_questions import questions_view
from lunara.ui.components.model_review import review_view
from lunara.ui.components.model_versions import versions_view
from lunara.ui.components.model_views import try_view, yaml_view
from lunara.ui.model_desk import desk_for
from lunara.ui.page import open_page

page = open_page("Model", heading=False)
head = choose_model(page)
if head is None:
    draft_panel(page)
    st.stop()

editable = page.principal.may("editor")
desk = desk_for(page, head)
model_header(page, desk, head, editable=editable)
view = choose_view()
if view == "AI draft":
    proposals_view(page, desk, head, editable=editable)
elif view == "Diagram":
    diagram_view(desk)
elif view == "Try it":
    try_view(page, desk, head)
elif view == "Check":
    check_view(page, desk, head, editable=editable)
elif view == "Questions":
    questions_view(page, head, editable=editable)
elif view == "Evaluation":
    evaluation_view(page, desk, head, editable=editable)
elif view == "Feedback":
    feedback_view(page, desk, head, editable=editable)
elif view == "YAML":
    yaml_view(desk, editable=editable)
elif view == "Versions":
    versions_view(page, desk, head, editable=editable)
else:
    review_view(page, desk, head, editable=editable)
