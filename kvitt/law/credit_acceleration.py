"""When a whole consumer credit falls due early in Sweden, is extended, or is ended by the creditor.

Konsumentkreditlagen (2010:1846) 33, 34, 36 a and 37 §§. The notice of four weeks stands with the
other statutory deadlines.

>>> from datetime import date
>>> from kvitt.law.book import law_book
>>> late = [Arrear(date(2026, 1, 1), 2_000_01)]
>>> asked = {"credit_claim_minor": 20_000_00, "arrears": late, "is_reserved": True}
>>> may_accelerate(law_book("SE"), on=date(2026, 2, 2), **asked).reference
'konsumentkreditlagen (2010:1846) 33 §'
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kvitt.kernel.because import Because
from kvitt.kernel.days import ONE_DAY, add_months
from kvitt.kernel.refusal import Refusal
from kvitt.law.book import LawBook, LawValue
from kvitt.law.consumer_credit import CreditNotUnderstood, require_old_act, value_if_any
from kvitt.law.costs_sweden import BASIS_POINTS
from kvitt.law.statutory import statutory_deadline


class AccelerationNotAllowed(Refusal):
    """The whole credit does not fall due yet; the sentence says what is missing."""

    def __init__(
        self, sentence: str, *, reference: str, allowed_from: date | None = None, **given: object
    ) -> None:
        super().__init__(sentence, reference=reference, **given)
        self.allowed_from = allowed_from
        """The first day on which what is late now would be enough; None where no day would help."""


class ExtensionNotAllowed(Refusal):
    """The credit has been extended as often as the law lets it be at the consumer's cost."""


@dataclass(frozen=True, slots=True)
class Arrear:
    """An instalment that was not paid in time, with what is still open of it."""

    due_on: date
    open_minor: int


def may_accelerate(
    book: LawBook,
    *,
    credit_claim_minor: int,
    arrears: Sequence[Arrear],
    on: date,
    is_reserved: bool,
    other_ground: str = "",
    known_on: date | None = None,
) -> Because:
    """The ground on which the whole credit may be made to fall due on that day.

    More than a tenth late for more than a month; or more than a twentieth, where it is at least two
    instalments; or another ground that a person has weighed. ``is_reserved``: the contract says so.
    Raises AccelerationNotAllowed, CreditNotUnderstood, CreditActNotRead and LawNotKnown.
    """
    require_old_act(book, on, known_on)
    if credit_claim_minor <= 0 or any(one.open_minor <= 0 for one in arrears):
        raise CreditNotUnderstood("A credit claim and what is late of it are above zero.")
    share = book.value("credit.acceleration_share", on=on, known_on=known_on)
    if not is_reserved:
        raise AccelerationNotAllowed(
            "The contract does not say that the whole credit can fall due early.",
            reference=share.reference,
        )
    if other_ground:
        return _other_ground(book, other_ground, on, known_on)
    found = _late_enough(book, credit_claim_minor, arrears, on, known_on)
    if found is not None:
        return found
    several = book.value("credit.acceleration_share_several", on=on, known_on=known_on)
    raise AccelerationNotAllowed(
        "Too little has been late for more than a month on {on:day}: it takes more than {share} % "
        "of the credit claim, or more than {share_of_several} % in two instalments or more.",
        reference=share.reference,
        allowed_from=_first_day(book, credit_claim_minor, arrears, on, known_on),
        credit_claim_minor=credit_claim_minor,
        on=on.isoformat(),
        share=share.amount // 100,
        share_of_several=several.amount // 100,
    )


def is_cured(
    book: LawBook,
    *,
    notice_sent_on: date,
    paid_on: date,
    owed_minor: int,
    paid_minor: int,
    cured_before: int,
    last_day_on: date | None = None,
    known_on: date | None = None,
) -> bool:
    """Whether paying what is late, with default interest, in time undoes the notice: once only.

    In time is through the last day of the notice: the lawful one, or ``last_day_on`` where the
    notice gives longer. Raises CreditActNotRead and LawNotKnown.
    """
    require_old_act(book, notice_sent_on, known_on)
    lawful = statutory_deadline(
        book, "credit_acceleration_notice", from_on=notice_sent_on, known_on=known_on
    )
    last = max(lawful.day, last_day_on or lawful.day)
    cures = book.value("credit.acceleration_cures", on=notice_sent_on, known_on=known_on)
    in_time = paid_on <= last and paid_minor >= owed_minor
    return in_time and cured_before < cures.amount


def may_extend(
    book: LawBook,
    *,
    on: date,
    extended_before: int,
    is_free: bool = False,
    has_repayment_plan: bool = False,
    known_on: date | None = None,
) -> Because | None:
    """The rule by which the credit may be extended on that day; None before there was one.

    Raises ExtensionNotAllowed, CreditActNotRead and LawNotKnown.
    """
    require_old_act(book, on, known_on)
    most = value_if_any(book, "credit.extensions_at_cost", on=on, known_on=known_on)
    if most is None:
        return None
    if extended_before >= most.amount and not is_free and not has_repayment_plan:
        raise ExtensionNotAllowed(
            "The credit has been extended before: another extension is free of charge or part of a "
            "reasonable plan for paying back.",
            reference=most.reference,
            extended_before=extended_before,
        )
    return most.because(on=on.isoformat(), extended_before=extended_before)


def ends_on(book: LawBook, *, notice_sent_on: date, known_on: date | None = None) -> date:
    """The earliest day on which an open-ended credit ends after the creditor's notice.

    Raises CreditActNotRead and LawNotKnown.
    """
    require_old_act(book, notice_sent_on, known_on)
    months = book.value("credit.termination_months", on=notice_sent_on, known_on=known_on)
    return add_months(notice_sent_on, months.amount)


def _other_ground(book: LawBook, ground: str, on: date, known_on: date | None) -> Because:
    grounds = book.value("credit.acceleration_other_grounds", on=on, known_on=known_on)
    if ground not in grounds.amount:
        raise CreditNotUnderstood(
            "“{ground}” is no ground for early payment; one of {share} is.",
            reference=grounds.reference,
            ground=ground,
            share=list(grounds.amount),
        )
    return grounds.because(ground=ground, on=on.isoformat())


def _late_enough(
    book: LawBook,
    credit_claim_minor: int,
    arrears: Sequence[Arrear],
    on: date,
    known_on: date | None,
) -> Because | None:
    def rule(name: str) -> LawValue:
        return book.value(f"credit.acceleration_{name}", on=on, known_on=known_on)

    months, several = rule("months").amount, rule("several_count").amount
    late = [one.open_minor for one in arrears if on > add_months(one.due_on, months)]
    shares = [rule("share")]
    if len(late) >= several:
        shares.append(rule("share_several"))
    for share in shares:
        if sum(late) * BASIS_POINTS > credit_claim_minor * share.amount:
            return share.because(
                credit_claim_minor=credit_claim_minor,
                late_minor=sum(late),
                instalments=len(late),
                on=on.isoformat(),
            )
    return None


def _first_day(
    book: LawBook,
    credit_claim_minor: int,
    arrears: Sequence[Arrear],
    on: date,
    known_on: date | None,
) -> date | None:
    """The first later day on which these arrears, still unpaid, would be late enough."""
    months = book.value("credit.acceleration_months", on=on, known_on=known_on).amount
    for first in sorted(add_months(one.due_on, months) + ONE_DAY for one in arrears):
        if first > on and _late_enough(book, credit_claim_minor, arrears, first, known_on):
            return first
    return None
