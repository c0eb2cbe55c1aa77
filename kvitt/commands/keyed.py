"""``--key``: a command that is given twice with the same key acts once."""

from collections.abc import Callable
from datetime import date
from typing import Any

import click

_GIVEN = "kvitt.key"


def _remember(ctx: click.Context, _: click.Parameter, key: str | None) -> None:
    ctx.meta[_GIVEN] = key


KEY = click.option(
    "--key", expose_value=False, callback=_remember,
    help="A word of your own for this request: the same again acts once.",
)  # fmt: skip


def acting_once(
    tenant_id: int, act: Callable[[], dict[str, Any]], *, today: date
) -> dict[str, Any]:
    """What the act answers; where the command got a key, what it answered to that key before."""
    ctx = click.get_current_context()
    key = ctx.meta.get(_GIVEN)
    if key is None:
        return act()
    from kvitt.application.once import once

    told = {name: value for name, value in ctx.params.items() if name != "as_json"}
    request = {"command": ctx.command_path, "told": told}
    return once(tenant_id, key=key, request=request, act=act, today=today)
