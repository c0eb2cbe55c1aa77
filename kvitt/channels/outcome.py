"""Outcome: what a channel can say of one attempt to send, and nothing more than it knows."""

from typing import Literal, NamedTuple

State = Literal["sent", "refused", "not_sent", "unknown"]


class Outcome(NamedTuple):
    """What became of one attempt.

    ``sent`` and ``refused`` are the receiver's own words; ``not_sent`` is certain too: the message
    never left, and may be tried again. ``unknown`` is for a person: it may have left.
    """

    state: State
    provider_id: str | None = None
    sentence: str = ""
    address_is_bad: bool = False
    """The receiver knows no such address: it is not to be used again."""
    channel_is_down: bool = False
    """Nothing can be sent by this channel for now."""
