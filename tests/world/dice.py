"""Dice that a seed alone decides.

Hypothesis also draws numbers that stand in the modules which happen to be imported: the same seed
would live one life beside the other tests and another one by itself.
"""

from typing import Any

from hypothesis.internal.conjecture.providers import AVAILABLE_PROVIDERS, HypothesisProvider

BY_THE_SEED = "kvitt"
"""The name of these dice among Hypothesis' backends."""


class BySeed(HypothesisProvider):
    """Draws as Hypothesis does, without the numbers of imported modules."""

    def _maybe_draw_constant(self, *_: Any, **__: Any) -> None:
        return None


AVAILABLE_PROVIDERS[BY_THE_SEED] = f"{__name__}.BySeed"
