"""What the letters about an objection tell: that it came, and how it was answered."""

from datetime import timedelta
from typing import cast

from kvitt.application.side_told import NothingToTell, Overtaken, SideSource, SideTold
from kvitt.documents.side_parts import AnswerTold, ObjectionReason, ObjectionTold, Outcome
from kvitt.domain.dispute import NEW_TIME_DAYS
from kvitt.kernel.days import ONE_DAY, next_bank_day
from kvitt.store.side_letters import DisputeFacts


def tell_dispute_received(source: SideSource) -> SideTold:
    """The objection as it was understood, and the day by which it is answered.

    Raises Overtaken where it was answered meanwhile.
    """
    dispute = _dispute(source)
    if dispute.outcome is not None:
        raise Overtaken("the objection was answered before its confirmation left")
    told = ObjectionTold(
        received_on=dispute.received_on,
        answer_by=dispute.answer_by_on,
        reason=cast(ObjectionReason, dispute.reason),
        text=dispute.text,
        part_minor=dispute.part_minor,
    )
    fields = {"objection": told, "items": (), "next_step": None}
    return SideTold(dispute.answer_by_on, fields)


def tell_dispute_answer(source: SideSource) -> SideTold:
    """The outcome with its reasons, what is owed now, and the new time from the day of sending.

    Raises NothingToTell where another objection on the case still waits.
    """
    dispute = _dispute(source)
    if dispute.outcome is None or not dispute.answer:
        raise NothingToTell("the objection has no answer that the debtor could be told")
    if dispute.others_wait and source.notice.total_minor and dispute.outcome != "to_court":
        raise NothingToTell(
            "another objection on the case waits for its answer: no new day to pay can be told "
            "before that"
        )
    told = AnswerTold(
        objected_on=dispute.received_on,
        outcome=cast(Outcome, dispute.outcome),
        reasons=dispute.answer,
        was_minor=dispute.was_minor,
    )
    least = source.today + timedelta(days=NEW_TIME_DAYS[source.law.country])
    given = dispute.resumes_on - ONE_DAY if dispute.resumes_on else least
    pay_by = given if given >= least else next_bank_day(source.law.country, least)
    return SideTold(pay_by, {"answer": told})


def _dispute(source: SideSource) -> DisputeFacts:
    dispute = source.disputes.get(source.source_id)
    if dispute is None:
        raise NothingToTell("there is no objection of which this letter could tell")
    return dispute
