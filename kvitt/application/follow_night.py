"""What the night looks at before it decides cases: all that goes on by its own days."""

from datetime import date

from kvitt.application.change_flow import take_flow_changes
from kvitt.application.close_small_balances import close_small_balances
from kvitt.application.follow_base_fees import follow_base_fees
from kvitt.application.follow_drafts import follow_drafts
from kvitt.application.follow_limitation import follow_limitation
from kvitt.application.follow_monitoring import follow_monitoring
from kvitt.application.follow_online_payments import follow_online_payments
from kvitt.application.follow_plans import follow_plans
from kvitt.application.follow_proceedings import follow_proceedings
from kvitt.application.follow_settlement_offers import follow_settlement_offers
from kvitt.store.night_work import night_work
from kvitt.store.session import tenant_scope


def follow_night(tenant_id: int, *, today: date) -> int:
    """Follows whatever has its own days; how many small rests were closed.

    What the creditor has nothing of is not looked at. Run again the same day it changes nothing.
    """
    with tenant_scope(tenant_id):
        work = night_work(tenant_id, today=today)
    if work.flows:
        take_flow_changes(tenant_id, today=today)
    if work.online:
        follow_online_payments(tenant_id, today=today)
    if work.plans:
        follow_plans(tenant_id, today=today)
    if work.offers:
        follow_settlement_offers(tenant_id, today=today)
    if work.clocks:
        follow_limitation(tenant_id, today=today)
    if work.drafts:
        follow_drafts(tenant_id, today=today)
    if work.proceedings:
        follow_base_fees(tenant_id, today=today)
        follow_proceedings(tenant_id, today=today)
    if work.rounds:
        follow_monitoring(tenant_id, today=today)
    if work.wakes or work.flows or work.plans or work.offers:
        return close_small_balances(tenant_id, today=today)
    return 0
