"""What Kronofogden and the courts in Sweden cost, as far as the debtor may be asked to pay it.

``sent_on`` of the question is the day on which the application comes in, or for an enforcement the
day on which its year begins: the day of the payment order where Kronofogden enforces its own.
``principal_minor`` is what is unpaid, which some of these costs depend on.
"""

from collections.abc import Callable
from datetime import date
from types import MappingProxyType

from kvitt.kernel.days import ONE_DAY, add_months
from kvitt.kernel.money import as_decimal_text
from kvitt.kernel.sentence import Sentence
from kvitt.law.book import LawBook, LawValue
from kvitt.law.fee_terms import Fee, FeeQuestion

APPLICATIONS = ("payment_order_application", "assistance_application")
REPRESENTATIONS = ("payment_order_representation", "assistance_representation")
COURT_FEES = ("court_application", "court_transfer")
COSTS = (*APPLICATIONS, *REPRESENTATIONS, "enforcement_base_fee", "eviction_base_fee", *COURT_FEES)

BASIS_POINTS = 10_000


def authority_cost(question: FeeQuestion) -> Fee:
    """The cost of an application, of its agent, of enforcement or of a court case at its ceiling.

    Raises FeeNotAllowed before the claim is overdue, before a demand has expired, a second time,
    and where too little is unpaid; LawNotKnown where the book does not reach.
    """
    value = question.value(question.kind, on=question.sent_on)
    question.require_overdue(value.reference)
    return _RULES[question.kind](question, value)


def _application(question: FeeQuestion, value: LawValue) -> Fee:
    """Once for a case, also where a payment order and assistance are asked for together."""
    same = APPLICATIONS if question.kind in APPLICATIONS else REPRESENTATIONS
    _require_first(question, value, same)
    _require_expired_demand(question)
    return question.granted(value.amount, value)


def _enforcement(question: FeeQuestion, value: LawValue) -> Fee:
    """For each title, and again for each year that its enforcement goes on."""
    _require_expired_demand(question)
    least = question.value("enforcement_least_unpaid", on=question.sent_on)
    if question.principal_minor < least.amount:
        raise question.refused(
            Sentence("{why} Say what is unpaid where it is more.", why=least.sentence),
            least.reference,
        )
    charged = question.charged([question.kind])
    if charged:
        year = question.value("enforcement_year_months", on=question.sent_on)
        first = _whole_months_after(charged[-1].sent_on, year.amount)
        if question.sent_on < first:
            raise question.refused(
                Sentence(
                    "The base fee of this title was charged for the year from {sent_on}; the next "
                    "year begins {first}.",
                    sent_on=charged[-1].sent_on,
                    first=first,
                ),
                year.reference,
                allowed_from=first,
            )
    return question.granted(value.amount, value, principal_minor=question.principal_minor)


def _eviction(question: FeeQuestion, value: LawValue) -> Fee:
    """Once, and never more than the most that the applicant answers for in all."""
    most = question.value("eviction_total_most", on=question.sent_on)
    charged = sum(one.amount_minor for one in question.of_kinds([question.kind]))
    if charged >= most.amount:
        raise question.refused(most.sentence, most.reference)
    _require_first(question, value, [question.kind])
    return question.granted(min(value.amount, most.amount - charged), value)


def _court(question: FeeQuestion, value: LawValue) -> Fee:
    """The smaller fee where the claim is worth at most half a price base amount of that year."""
    if question.principal_minor <= 0:
        raise question.refused(
            Sentence("The fee goes by what the claim is worth: say the principal."), value.reference
        )
    _require_first(question, value, COURT_FEES)
    if question.kind == "court_transfer":
        _require_application_before(question, value)
    else:
        _require_no_payment_order(question)
        _require_expired_demand(question)
    base = question.book.value(
        "amounts.price_base", on=question.sent_on, known_on=question.known_on
    )
    share = question.value("small_claim_share", on=question.sent_on)
    most_small_minor = base.amount * share.amount // BASIS_POINTS
    is_small = question.principal_minor <= most_small_minor
    return question.granted(
        value.amount["small" if is_small else "other"],
        value,
        principal_minor=question.principal_minor,
        price_base_minor=base.amount,
        arithmetic=(
            f"{as_decimal_text(question.principal_minor)} {'≤' if is_small else '>'} "
            f"{share.amount // 100} % × {as_decimal_text(base.amount)} = "
            f"{as_decimal_text(most_small_minor)}"
        ),
    )


def _require_first(
    question: FeeQuestion, value: LawValue, kinds: tuple[str, ...] | list[str]
) -> None:
    charged = question.charged(kinds)
    if charged and not question.circumstances.reason:
        told = charged[-1].kind.replace("_", " ")
        raise question.refused(
            Sentence(
                "A {told} was charged on {sent_on} and is charged once for a case; another needs "
                "a recorded reason why a new case was called for.",
                told=told,
                sent_on=charged[-1].sent_on,
            ),
            value.reference,
        )


def _require_expired_demand(question: FeeQuestion) -> None:
    """No legal step before a demand was sent and its time has gone by, or a reason is recorded.

    A question that names nothing earlier is taken as told; so is a case that was filed before.
    """
    rule = question.value("demand_before_legal_step", on=question.sent_on)
    if question.asks_for_an_amount_alone or question.circumstances.reason or not rule.amount:
        return
    if question.of_kinds([kind for kind in COSTS if kind != "eviction_base_fee"]):
        return
    demands = question.of_kinds(["collection_demand"])
    if not demands:
        raise question.refused(
            Sentence("{why} Send a demand first, or record the special reason.", why=rule.sentence),
            rule.reference,
        )
    deadlines = [one.deadline_on for one in demands if one.deadline_on is not None]
    if not deadlines:
        raise question.refused(
            Sentence("{why} The demand's last day to pay is not known: say it.", why=rule.sentence),
            rule.reference,
        )
    first = min(deadlines) + ONE_DAY
    if question.sent_on < first:
        raise question.refused(rule.sentence, rule.reference, allowed_from=first)


def _require_application_before(question: FeeQuestion, value: LawValue) -> None:
    if not question.asks_for_an_amount_alone and not question.of_kinds(APPLICATIONS):
        raise question.refused(
            Sentence(
                "Only a case that Kronofogden hands over costs this; no application to "
                "Kronofogden was made. Without one it is an application to the court."
            ),
            value.reference,
        )


def _require_no_payment_order(question: FeeQuestion) -> None:
    """What a payment order cost that was written off is not paid beside the court's fee."""
    rule = question.value("payment_order_costs_beside_court", on=question.sent_on)
    paid = question.charged([*APPLICATIONS, *REPRESENTATIONS])
    if paid and not rule.amount and not question.circumstances.reason:
        raise question.refused(
            Sentence(
                "{why} Take those costs back first, or charge the transfer.", why=rule.sentence
            ),
            rule.reference,
        )


def next_base_fee_on(book: LawBook, *, since: date) -> date:
    """The day on which a new base fee is due where the present year of a title began on that day.

    Raises LawNotKnown.
    """
    months = book.value("fees.enforcement_year_months", on=since).amount
    return _whole_months_after(since, months)


def _whole_months_after(day: date, months: int) -> date:
    """The day after that many whole months; from 29 February a year is over on 1 March."""
    later = add_months(day, months)
    return later if later.day == day.day else later + ONE_DAY


_RULES: MappingProxyType[str, Callable[[FeeQuestion, LawValue], Fee]] = MappingProxyType(
    {
        **dict.fromkeys((*APPLICATIONS, *REPRESENTATIONS), _application),
        "enforcement_base_fee": _enforcement,
        "eviction_base_fee": _eviction,
        **dict.fromkeys(COURT_FEES, _court),
    }
)
