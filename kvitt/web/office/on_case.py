"""Everything that a handler can do on a case, in the order of the page."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from kvitt.application.case_view import CaseView
from kvitt.web.design import Link
from kvitt.web.office import (
    division_acts,
    end_acts,
    limitation_acts,
    means_acts,
    objection_acts,
    plan_acts,
    reach_acts,
    sending_acts,
    time_acts,
)
from kvitt.web.office.acts import CaseAct, act_page

ACTS: dict[str, CaseAct] = {
    act.name: act
    for acts in (
        time_acts.ACTS, plan_acts.ACTS, end_acts.ACTS, objection_acts.ACTS, sending_acts.ACTS,
        reach_acts.ACTS,
        means_acts.ACTS, division_acts.ACTS, limitation_acts.ACTS,
    )
    for act in acts
}  # fmt: skip
act_on_case = act_page(ACTS)


def acts_of(case: CaseView, *, has_others: bool) -> list[tuple[str, list[Link]]]:
    """The acts that can be chosen on the case now, by what they are about.

    ``has_others`` says whether the debtor has other open cases with the creditor. A plan and a code
    have pages of their own.
    """
    groups = [
        (_("Time"), time_acts.ACTS + plan_acts.ACTS),
        (_("Money and the end"), end_acts.ACTS),
        (_("Objections and letters"), objection_acts.ACTS + sending_acts.ACTS),
        (_("The debtor"), reach_acts.ACTS + means_acts.ACTS),
        (_("Claims"), division_acts.ACTS + limitation_acts.ACTS),
    ]
    found = []
    for title, acts in groups:
        links = [
            Link(_(act.label), reverse("act", args=[case.number, act.name]))
            for act in acts
            if act.may(case) and (has_others or act.name not in division_acts.OF_SEVERAL)
        ]
        if acts[0] in time_acts.ACTS and case.closed_on is None:
            what_if = Link(_("Split the payment"), reverse("plan_what_if", args=[case.number]))
            links.insert(0, what_if)
        if acts[0] in reach_acts.ACTS:
            code = reverse("new_code", args=[case.number])
            links.append(Link(_("New code for the debtor"), code))
        if links:
            found.append((title, links))
    return found


def act_links(case: CaseView, *names: str) -> tuple[Any, ...]:
    """Some of the acts, where they can be chosen."""
    return tuple(
        Link(_(ACTS[name].label), reverse("act", args=[case.number, name]))
        for name in names
        if ACTS[name].may(case)
    )
