"""The terms on costs: who pays an authority in advance, how it is billed, and who gets it back.

What an authority takes is the applicant's to pay. The agency may pay it in advance and bill the
creditor, or keep it from the first money that the case brings; or the creditor pays it itself. The
terms are dated: what was laid out keeps the terms of its own day, and terms that have applied never
change. No law file holds a rate of value added tax: where the agency bills a service of its own
the agreement says the rate, and what an authority took is passed on as it was paid.

>>> from datetime import date
>>> said = {"billed": "next_settlement", "from_on": "2026-07-01"}
>>> agreement = {"costs": changed_terms({}, said, collection="agency", today=date(2026, 6, 1))}
>>> [terms_on(agreement, on=day, collection="agency").billed
...  for day in (date(2026, 6, 30), date(2026, 7, 1))]
['from_recovered', 'next_settlement']
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from kvitt.kernel.refusal import Refusal

AGENCY, CREDITOR = "agency", "creditor"
NEXT_SETTLEMENT, FROM_RECOVERED = "next_settlement", "from_recovered"
MOST_PRICE_MINOR = 1_000_00
"""Policy: a monitoring letter that costs the creditor more than this is a slip of the pen."""
MOST_VAT_BP = 30_00
"""Policy: a rate of value added tax above this is a slip of the pen."""


class CostTermsUnclear(Refusal):
    """The agreement's terms on costs hold an unknown word, an impossible value or a hole."""


class TermsHaveApplied(Refusal):
    """Terms are agreed from today or a later day: those that have applied stay as they were."""


class CostTerms(NamedTuple):
    """What is agreed on costs. Sums in whole minor units, the rate in hundredths of a per cent."""

    advanced_by: str
    """Who pays an authority: ``agency`` or ``creditor``."""
    billed: str
    """What the agency paid: ``next_settlement``, or ``from_recovered`` of the same case."""
    unrecovered: str
    """Who bears what a case did not bring in when it is over: ``creditor`` or ``agency``."""
    representation_to: str
    """Whose the compensation for the agent's work is; empty: as the agreement's fees."""
    credit_reports: str
    """Who pays for reports of credit bureaus: ``creditor``, or ``agency`` where none are billed."""
    monitoring_letter_minor: int
    """What the agency takes of the creditor for a monitoring letter; 0 for nothing."""
    vat_bp: int | None
    """Value added tax on what the agency bills for its own services; None while not agreed."""


RECOMMENDED = CostTerms(AGENCY, FROM_RECOVERED, CREDITOR, "", AGENCY, 0, None)
"""What applies where the agreement does not say; recommended, not law."""
OWN = RECOMMENDED._replace(advanced_by=CREDITOR)
"""A creditor that collects in its own name pays its own costs and keeps what they bring."""
_WORDS: Mapping[str, tuple[str, ...]] = {
    "advanced_by": (AGENCY, CREDITOR),
    "billed": (NEXT_SETTLEMENT, FROM_RECOVERED),
    "unrecovered": (CREDITOR, AGENCY),
    "representation_to": ("", AGENCY, CREDITOR),
    "credit_reports": (AGENCY, CREDITOR),
}
_MOST = {"monitoring_letter_minor": MOST_PRICE_MINOR, "vat_bp": MOST_VAT_BP}


def terms_on(agreement: Mapping[str, Any], *, on: date, collection: str) -> CostTerms:
    """The terms in force on a day. Raises CostTermsUnclear."""
    if collection == "own":
        return OWN
    days = [day for day in _periods(agreement) if date.fromisoformat(day) <= on]
    return terms_of(_periods(agreement)[max(days)]) if days else RECOMMENDED


def terms_of(rules: Mapping[str, Any]) -> CostTerms:
    """The terms as they are stored, checked; a rule that is not said is as recommended.

    Raises CostTermsUnclear.
    """
    known = CostTerms._fields
    for name in rules:
        if name not in known:
            raise CostTermsUnclear(
                "the terms on costs have no rule “{name}”; they have {known}",
                name=name,
                known=list(known),
            )
    made = RECOMMENDED._replace(**rules)
    for name, words in _WORDS.items():
        if getattr(made, name) not in words:
            raise CostTermsUnclear(
                "the terms on costs say of {name} “{value}”: say {words:or}",
                name=name,
                value=getattr(made, name),
                words=[word or "nothing" for word in words],
            )
    for name, most in _MOST.items():
        _require_whole(name, getattr(made, name), most)
    _require_sense(made)
    return made


def changed_terms(
    agreement: Mapping[str, Any], said: Mapping[str, Any], *, collection: str, today: date
) -> dict[str, Any]:
    """The part ``costs`` of the agreement with what was said, from its ``from_on`` or today.

    What is not said goes on as it was on that day. Raises CostTermsUnclear and TermsHaveApplied.
    """
    if collection == "own":
        raise CostTermsUnclear(
            "a creditor that collects in its own name pays its own costs: there is nobody to agree "
            "with on them"
        )
    told = {name: value for name, value in said.items() if name != "from_on"}
    if not told:
        raise CostTermsUnclear("say which of the terms on costs change from that day")
    from_on = _day(said.get("from_on") or today.isoformat())
    if from_on < today:
        raise TermsHaveApplied(
            "the terms of {from_on} have applied: new ones are agreed from {today} or later",
            from_on=from_on,
            today=today,
        )
    before = terms_on(agreement, on=from_on, collection=collection)
    after = terms_of({**before._asdict(), **told})
    return {**_periods(agreement), from_on.isoformat(): after._asdict()}


def as_agreement(agreement: Mapping[str, Any]) -> dict[str, Any]:
    """The terms by the day from which they apply, for people to read. Raises CostTermsUnclear."""
    periods = {day: terms_of(rules)._asdict() for day, rules in sorted(_periods(agreement).items())}
    return {"before": RECOMMENDED._asdict(), **periods}


def _periods(agreement: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
    periods = agreement.get("costs") or {}
    if not isinstance(periods, Mapping) or not all(
        isinstance(rules, Mapping) for rules in periods.values()
    ):
        raise CostTermsUnclear("the terms on costs are rules by the day from which they apply")
    for day in periods:
        _day(day)
    return periods


def _day(written: Any) -> date:
    try:
        return date.fromisoformat(written)
    except (TypeError, ValueError):
        raise CostTermsUnclear(
            "“{written}” is no day from which terms apply", written=written
        ) from None


def _require_whole(name: str, value: Any, most: int) -> None:
    if value is None and name == "vat_bp":
        return
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        raise CostTermsUnclear(
            "the terms on costs say of {name} “{value}”: give a whole number of 0 to {most}",
            name=name,
            value=value,
            most=most,
        )


def _require_sense(made: CostTerms) -> None:
    """No rule contradicts another one, and no service is billed without a word on its tax."""
    if made.billed == NEXT_SETTLEMENT and made.unrecovered == AGENCY:
        raise CostTermsUnclear(
            "what is billed with the next settlement is never borne by the agency: let it be kept "
            "from what is recovered, or let the creditor bear it"
        )
    services = made.credit_reports == CREDITOR or made.monitoring_letter_minor
    if services and made.vat_bp is None:
        raise CostTermsUnclear(
            "say the value added tax on the reports and letters that are billed (0 for none): the "
            "law files hold no rate"
        )
