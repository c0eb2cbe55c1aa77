"""A case is followed round by round, and followed no more."""

from typing import Any

from kvitt.application.change_agreement import change_agreement
from kvitt.application.start_monitoring import end_monitoring, start_monitoring
from kvitt.domain.monitoring import REASONS
from tests.world.world import Die, World


def follow(world: World, die: Die) -> str:
    followed = {one.case_id for one in _followed(world)}
    case_id = die.pick([one for one in world.open_cases() if one not in followed])
    if "monitoring" not in world.creditor.agreement:  # a life is short: a round each month
        world.creditor = change_agreement(
            world.creditor, {"monitoring": {"every_months": 1}}, because="a short life",
            today=world.day, actor="Mona",
        )  # fmt: skip
    start_monitoring(
        world.creditor, case_id, reason=die.pick(REASONS), because="nothing to take",
        today=world.day, actor="Mona",
    )  # fmt: skip
    return f"the {world.name_of(case_id)}"


def follow_no_more(world: World, die: Die) -> str:
    case_id = die.pick(_followed(world)).case_id
    end_monitoring(world.creditor, case_id, because="means appeared", today=world.day, actor="Mona")
    return f"the {world.name_of(case_id)}"


def _followed(world: World) -> list[Any]:
    """The cases that are followed, closed or opened again meanwhile too."""
    return world.rows(
        "select case_id from monitoring where tenant_id = %s and ended_on is null order by 1"
    )
