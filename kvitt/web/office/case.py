"""One case on one screen: sum, timeline, what holds it, what comes next, and what can be done."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kvitt.application.case_view import CaseView
from kvitt.application.case_words import TASKS, word
from kvitt.application.check_ability import valid_report
from kvitt.application.decision_words import VERDICTS
from kvitt.application.list_cases import own_tenants
from kvitt.application.list_threads import list_threads
from kvitt.application.money_and_days import day_text, money_text
from kvitt.application.record_ability import BY_HAND
from kvitt.application.show_case import show_case
from kvitt.application.show_letter import show_letter
from kvitt.application.standing_on_case import OtherCase, other_cases
from kvitt.domain.messages import AGENCY, Reader
from kvitt.domain.roles import APPROVE_LEGAL, HANDLE_PAYMENTS, SEE_CASES, WORK_CASES
from kvitt.kernel.days import ONE_DAY
from kvitt.store.cases import case_key
from kvitt.store.creditors import Creditor, own_creditor
from kvitt.web.business_day import business_day
from kvitt.web.case_parts import balance, explained, how_to_pay, next_step, notices, story
from kvitt.web.design import Action, Fact, Facts, Hold, Link
from kvitt.web.design.part import Part
from kvitt.web.office.on_case import act_links, acts_of
from kvitt.web.office.threads import thread_table
from kvitt.web.pages import calmly, page
from kvitt.web.signin.guards import for_staff, visitor_on

ANSWERS = {
    "dispute": ("decide-dispute", "release"),
    "possible_objection": ("dispute", "no-objection"),
    "came_back_late": ("answer-returned",),
    "wrong_recipient": ("address",),
    "monitoring": ("end-monitoring",),
}
"""What ends a hold, where it is not simply released."""
ANSWERS_OF_TASKS = {
    "answer_objection": "decide-dispute",
    "looks_like_objection": "dispute",
    "find_address": "address",
    "find_debtor": "address",
    "came_back_late": "answer-returned",
    "find_identity": "identity",
    "small_rest": "close",
    "letter_uncertain": "letter-left",
    "merge_review": "keep-apart",
    "limitation_near": "interruption",
    "interrupt_limitation": "interruption",
    "limitation_doubt": "close",
}
"""The act that answers a question, where there is one."""


@require_safe
@for_staff(SEE_CASES)
@calmly
def one_case(request: HttpRequest, number: str) -> HttpResponse:
    """The case now, or as it stood at the end of the day named by ``on``."""
    on = _day(request.GET.get("on", ""))
    day = business_day()
    case = show_case(number, on=on, today=day)
    if case.number != number:
        raise Http404
    visitor = visitor_on(request)
    creditor = own_creditor(case.tenant_id)
    others = other_cases(creditor, case.case_id)
    may_work = on is None and visitor.may_in_office(WORK_CASES)
    shown: dict[str, Any] = {
        "case": case,
        "notices": _holds(case, on) if may_work else notices(case, on),
        "explained": explained(case),
        "timeline": story(case),
        "balance": balance(case),
        "next": next_step(case),
        "pay": how_to_pay(case),
        "acts": acts_of(case, has_others=bool(others)) if may_work else [],
        "others": [_other(one, case.currency) for one in others],
        "ability": _ability(creditor, case.case_id, day),
        "tasks": [_task(case, one, may_work=may_work) for one in case.tasks],
        "may_draft": may_work and case.closed_on is None and visitor.may_in_office(APPROVE_LEGAL),
        "payments": _payments(case) if visitor.may_in_office(HANDLE_PAYMENTS) else [],
    }
    if may_work:
        shown["threads"] = _threads(creditor, case.case_id, visitor.name)
    return page(request, "case.html", shown)


@require_safe
@for_staff(SEE_CASES)
@calmly
def letter(request: HttpRequest, number: str, document_id: str) -> HttpResponse:
    """The bytes of a letter exactly as they were sent."""
    key = case_key(number)
    tenant_ids = own_tenants()
    if key is None or key.tenant_id not in tenant_ids:
        raise Http404
    stored = show_letter(key, int(document_id))
    if stored is None:
        raise Http404
    answer = HttpResponse(stored.content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{number}-{int(document_id)}.pdf"'
    return answer


def _holds(case: CaseView, on: date | None) -> list[Part]:
    """The notices, each hold with the buttons that end it."""
    shown: list[Part] = []
    kinds = iter([hold["kind"] for hold in case.holds])
    for part in notices(case, on):
        if isinstance(part, Hold):
            names = ANSWERS.get(next(kinds), ("release",))
            actions = tuple(
                Action(link.label, link.href, look="secondary") for link in act_links(case, *names)
            )
            part = Hold(part.title, part.reason, part.from_on, part.until_on, actions)
        shown.append(part)
    return shown


def _task(case: CaseView, one: dict[str, Any], *, may_work: bool) -> dict[str, Any]:
    name = ANSWERS_OF_TASKS.get(one["kind"], "")
    links = act_links(case, name) if may_work and name else ()
    if may_work and not links:
        links = (Link(_("Answer"), reverse("task", args=[one["id"]])),)
    return {"title": word(TASKS, one["kind"]), "sentence": one["sentence"],
            "raised_on": one["raised_on"], "links": links}  # fmt: skip


def _payments(case: CaseView) -> list[Link]:
    """The payments that can be taken back."""
    taken_back = {one.reverses_id for one in case.payments if one.reverses_id}
    return [
        Link(f"{money_text(one.amount_minor, case.currency)} · {day_text(one.booked_on)}",
             reverse("payment_reverse", args=[case.number, one.payment_id]))
        for one in case.payments
        if one.source == "payment" and not one.reverses_id and one.payment_id not in taken_back
        and one.amount_minor > 0
    ]  # fmt: skip


def _threads(creditor: Creditor, case_id: int, name: str) -> Part | None:
    found = list_threads(Reader(AGENCY, name), creditor=creditor, case_id=case_id)
    return thread_table(found) if found else None


def _other(one: OtherCase, currency: str) -> Link:
    under = " · ".join((", ".join(one.invoices), money_text(one.open_minor, currency)))
    return Link(one.number, reverse("case", args=[one.number]), under)


def _ability(creditor: Creditor, case_id: int, day: date) -> Facts | None:
    """What counts that day of the debtor's ability to pay; None where nothing does."""
    report = valid_report(creditor.tenant_id, case_id, on=day)
    if report is None:
        return None
    source = _("Entered by a person") if report.source == BY_HAND else report.source.capitalize()
    left = report.monthly_minor
    facts = [
        Fact(_("Verdict"), word(VERDICTS, report.verdict)),
        Fact(_("A month"), "–" if left is None else money_text(left, creditor.currency)),
        Fact(_("Known from"), source, under=day_text(report.checked_on)),
        Fact(_("Counts through"), day_text(report.valid_until - ONE_DAY)),
    ]
    return Facts(tuple(facts))


def _day(text: str) -> date | None:
    """A day from an address; anything else counts as not given."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
