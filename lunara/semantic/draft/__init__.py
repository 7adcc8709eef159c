"""Drafting a semantic model from a catalog: `draft_model`, its evidence, and the probe that asks the warehouse."""

from lunara.semantic.draft.display import display_dimension
from lunara.semantic.draft.drafting import draft_model
from lunara.semantic.draft.evidence import Draft, DraftStep, Evidence, ProbeCost, review_of
from lunara.semantic.draft.probe import Probe

__all__ = ["Draft", "DraftStep", "Evidence", "Probe", "ProbeCost", "display_dimension", "draft_model", "review_of"]
