"""Assembly: a frame whose names are settled becomes a SemanticQuery."""

from __future__ import annotations

from lunara.ask.planners.offline.assembly.assembler import Assembler
from lunara.ask.planners.offline.assembly.parts import Declined, NoNumber, Open, Parts, measure_name

__all__ = ["Assembler", "Declined", "NoNumber", "Open", "Parts", "measure_name"]
