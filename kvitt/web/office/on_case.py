"""Everything that a handler can do on a case, in the order of the page."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from kvitt.application.case_view import CaseView
from kvitt.web.design import Link
from kvitt.web.office import end_acts, objection_acts, reach_acts, time_acts
from kvitt.web.office.acts import CaseAct, act_page

ACTS: dict[str, CaseAct] = {
    act.name: act
    for acts in (time_acts.ACTS, end_acts.ACTS, objection_acts.ACTS, reach_acts.ACTS)
    for act in acts
}
act_on_case = act_page(ACTS)


def acts_of(case: CaseView) -> list[Link]:
    """The acts that can be chosen on the case now; a plan and a code have pages of their own."""
    links: list[Link] = []
    if case.closed_on is None:
        links.append(Link(_("Split the payment"), reverse("plan_what_if", args=[case.number])))
    links += [
        Link(_(act.label), reverse("act", args=[case.number, act.name]))
        for act in ACTS.values()
        if act.may(case)
    ]
    links.append(Link(_("New code for the debtor"), reverse("new_code", args=[case.number])))
    return links


def act_links(case: CaseView, *names: str) -> tuple[Any, ...]:
    """Some of the acts, where they can be chosen."""
    return tuple(
        Link(_(ACTS[name].label), reverse("act", args=[case.number, name]))
        for name in names
        if ACTS[name].may(case)
    )
