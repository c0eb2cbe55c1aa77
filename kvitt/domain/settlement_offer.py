"""Settlement offers: a part, paid by a day, settles the whole claim (ackord, oppgjør).

What a creditor accepts stands in its agreement as ``settlement_offer``; what that does not name is
as recommended. An offer gives up the creditor's money, so another person approves it, unless the
creditor lets its handlers give up so little alone. An offer that is not kept lapses: nothing of the
claim is lost. Not to be confused with a settlement, which pays a creditor out.

>>> from datetime import date
>>> day = date(2026, 3, 2)
>>> checked_offer(RECOMMENDED, country="SE", owed_minor=3_000_00, amount_minor=1_500_00,
...               pay_by_on=date(2026, 3, 21), today=day, by="handler")
Offer(amount_minor=150000, remission_minor=150000, pay_by_on=datetime.date(2026, 3, 23), \
holds_until_on=datetime.date(2026, 3, 24), needs_approval=True)
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from kvitt.kernel.days import add_bank_days, next_bank_day
from kvitt.kernel.money import divide_half_up
from kvitt.kernel.refusal import Refusal

WHO = ("creditor", "handler", "debtor")
WHOLE_BP = 10_000
LEAST_DAYS = 7
"""Policy: a letter needs days to come, and money needs days to be found: no offer is shorter."""
BANK_DAYS_TO_HEAR = 1
"""Policy: what was paid on the last day is in the bank's file of the bank day after."""


class OfferRulesUnclear(Refusal):
    """The agreement's rules for settlement offers hold an unknown word or an impossible value."""


class OfferNotAllowed(Refusal):
    """The offer is outside the creditor's rules; the sentence says what would be allowed."""


class OfferRules(NamedTuple):
    """What a creditor accepts of a settlement offer. Sums in whole minor units."""

    least_share_bp: int
    """At least this part of what is owed is paid."""
    handler_alone_up_to_minor: int
    """So much a handler gives up without another person's approval."""
    most_days: int
    """The longest time to pay."""
    by: frozenset[str]
    """Who may propose an offer: of ``creditor``, ``handler`` and ``debtor``."""


RECOMMENDED = OfferRules(
    least_share_bp=5_000,
    handler_alone_up_to_minor=0,
    most_days=30,
    by=frozenset({"creditor", "handler"}),
)
_LIMITS = {
    "least_share_bp": (1, WHOLE_BP),
    "handler_alone_up_to_minor": (0, 1_000_000_000),
    "most_days": (LEAST_DAYS, 365),
}


class Offer(NamedTuple):
    """An offer that the rules allow. Sums in whole minor units."""

    amount_minor: int
    """Paid by the last day, this settles everything."""
    remission_minor: int
    """What the creditor gives up of what is owed today."""
    pay_by_on: date
    """The last day to pay: a bank day."""
    holds_until_on: date
    """Through this day nothing else happens: then the bank has told of the last day."""
    needs_approval: bool
    """Whether another person must approve it."""


def rules_of(agreement: Mapping[str, Any]) -> OfferRules:
    """The rules in a creditor's agreement; what it leaves out is as recommended.

    Raises OfferRulesUnclear for an unknown word and for a value outside its bounds.
    """
    said = agreement.get("settlement_offer")
    if said is None:
        return RECOMMENDED
    if not isinstance(said, Mapping):
        raise OfferRulesUnclear("the agreement's “settlement_offer” is a list of rules by name")
    for name in said:
        if name not in OfferRules._fields:
            known = ", ".join(OfferRules._fields)
            raise OfferRulesUnclear(
                "“settlement_offer” has no rule “{name}”; it has {known}", name=name, known=known
            )
    chosen: dict[str, Any] = {name: _number(name, said[name]) for name in _LIMITS if name in said}
    if "by" in said:
        chosen["by"] = _who(said["by"])
    return RECOMMENDED._replace(**chosen)


def as_agreement(rules: OfferRules) -> dict[str, Any]:
    """The rules as the agreement stores them; ``rules_of`` reads them back."""
    return {**rules._asdict(), "by": [who for who in WHO if who in rules.by]}


def checked_offer(
    rules: OfferRules,
    *,
    country: str,
    owed_minor: int,
    amount_minor: int,
    pay_by_on: date,
    today: date,
    by: str,
) -> Offer:
    """The offer, where the creditor's rules allow it: its last day moved to a bank day.

    ``by`` is who proposes it. Raises OfferNotAllowed.
    """
    if by not in rules.by:
        allowed = [who for who in WHO if who in rules.by] or ["nobody"]
        raise OfferNotAllowed(
            "by the creditor's rules {allowed:or} proposes a settlement offer, not the {by}",
            by=by,
            allowed=allowed,
        )
    if amount_minor >= owed_minor:
        raise OfferNotAllowed(
            "{owed_minor:money} is owed: an offer asks for less than that", owed_minor=owed_minor
        )
    least_minor = max(1, divide_half_up(owed_minor * rules.least_share_bp, WHOLE_BP))
    if amount_minor < least_minor:
        raise OfferNotAllowed(
            "the creditor settles for at least {least_minor:money} of {owed_minor:money}: "
            "{amount_minor:money} is too little",
            least_minor=least_minor,
            owed_minor=owed_minor,
            amount_minor=amount_minor,
        )
    last_on = next_bank_day(country, pay_by_on)
    _require_days(rules, pay_by_on=pay_by_on, today=today)
    remission_minor = owed_minor - amount_minor
    return Offer(
        amount_minor,
        remission_minor,
        last_on,
        add_bank_days(country, last_on, BANK_DAYS_TO_HEAR),
        by != "handler" or remission_minor > rules.handler_alone_up_to_minor,
    )


def _require_days(rules: OfferRules, *, pay_by_on: date, today: date) -> None:
    earliest, latest = (today + timedelta(days=n) for n in (LEAST_DAYS, rules.most_days))
    if not earliest <= pay_by_on <= latest:
        raise OfferNotAllowed(
            "the last day to pay is from {earliest:day} through {latest:day}: {pay_by_on} is not",
            earliest=earliest.isoformat(),
            latest=latest.isoformat(),
            pay_by_on=pay_by_on,
        )


def _number(name: str, said: object) -> int:
    least, most = _LIMITS[name]
    if not isinstance(said, int) or isinstance(said, bool) or not least <= said <= most:
        raise OfferRulesUnclear(
            "“{name}” of “settlement_offer” is a whole number from {least} to {most}; “{said}” is "
            "not",
            name=name,
            least=least,
            most=most,
            said=said,
        )
    return said


def _who(said: object) -> frozenset[str]:
    names = [said] if isinstance(said, str) else said
    if not isinstance(names, Sequence) or any(name not in WHO for name in names):
        raise OfferRulesUnclear(
            "“by” of “settlement_offer” names those of {who} who may propose; “{said}” does not",
            name="by",
            who=list(WHO),
            said=said,
        )
    return frozenset(names)
