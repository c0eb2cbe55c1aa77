"""What is awaited in a proceeding and what happens in it, in the reader's language.

The English sentences stand in the countries' tables (`kvitt.domain.enforcement`); a test holds
these lists against them.
"""

from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_noop

from kvitt.domain.enforcement import KINDS

AWAITED = (
    gettext_noop("Kronofogden confirms the filing"),
    gettext_noop("Kronofogden serves the application"),
    gettext_noop("send what the application lacks"),
    gettext_noop("take the service over, or it is dismissed"),
    gettext_noop("the debtor answers, or Kronofogden gives its order"),
    gettext_noop(
        "ask for the district court with circumstances and evidence, or let it be written off"
    ),
    gettext_noop("Kronofogden hands the case over"),
    gettext_noop("appeal, or note that the case is over"),
    gettext_noop("the court decides the appeal"),
    gettext_noop("note that the order stands, where the debtor asked for no reopening"),
    gettext_noop("the district court tries the claim"),
    gettext_noop("Kronofogden looks for assets"),
    gettext_noop("Kronofogden pays out what it took"),
    gettext_noop("the money is on the client account"),
    gettext_noop("appeal, or let the decision stand"),
    gettext_noop("the deferral ends and Kronofogden goes on"),
    gettext_noop("wages are attached again"),
    gettext_noop("the court goes on with the case"),
    gettext_noop("answer the court"),
    gettext_noop("appear at the hearing"),
    gettext_noop("appeal, or note that the judgment is final"),
    gettext_noop("the officer puts the petition to the debtor"),
    gettext_noop("mend the petition and file it again under the same reference"),
    gettext_noop("the debtor's time to object passes"),
    gettext_noop("see that it is put to the debtor anew before anything is attached"),
    gettext_noop("the officer decides what becomes of the objection"),
    gettext_noop("the officer decides on the attachment"),
    gettext_noop("the debtor pays by instalments meanwhile"),
    gettext_noop("the board asks for an answer or calls a meeting"),
    gettext_noop("the debtor's time to answer passes"),
    gettext_noop("attend the meeting of the board"),
    gettext_noop("ask the officer to go on with the attachment"),
    gettext_noop("the district court decides"),
    gettext_noop("decide whether a forced sale is asked for"),
    gettext_noop("confirm the claim, or report what changed"),
    gettext_noop("confirm the claim to the authority"),
    gettext_noop("release in writing what was attached, or have the entry deleted"),
    gettext_noop("decide whether the matter goes to the district court"),
    gettext_noop("the board asks the debtor for an answer"),
    gettext_noop("mend the application and file it again under the same reference"),
    gettext_noop("the board gives its judgment"),
    gettext_noop("the board calls a meeting"),
    gettext_noop("the judgment is served"),
    gettext_noop("follow what was settled"),
    gettext_noop("petition for attachment on the judgment"),
)

HAPPENED = (
    gettext_noop("a case dropped on an objection"),
    gettext_noop("a case sent to the conciliation board"),
    gettext_noop("a case that the board leaves undecided"),
    gettext_noop("a confirmation"),
    gettext_noop("a decision that was served on the applicant"),
    gettext_noop("a deferral"),
    gettext_noop("a dismissal"),
    gettext_noop("a distribution"),
    gettext_noop("a finding of no assets"),
    gettext_noop("a hearing"),
    gettext_noop("a judgment"),
    gettext_noop("a judgment against the creditor"),
    gettext_noop("a judgment for the creditor"),
    gettext_noop("a judgment for the debtor"),
    gettext_noop("a late objection found groundless"),
    gettext_noop("a meeting of the board"),
    gettext_noop("a mended application"),
    gettext_noop("a mended petition"),
    gettext_noop("a new presentation to the debtor"),
    gettext_noop("a new year for which no base fee is taken"),
    gettext_noop("a new year of the base fee"),
    gettext_noop("a payout"),
    gettext_noop("a petition sent back to be mended"),
    gettext_noop("a pledge taken"),
    gettext_noop("a postponement"),
    gettext_noop("a presentation to the debtor"),
    gettext_noop("a receipt"),
    gettext_noop("a reduction"),
    gettext_noop("a report that there are no assets"),
    gettext_noop("a reported change"),
    gettext_noop("a request for the court"),
    gettext_noop("a request to confirm the claim"),
    gettext_noop("a request to go on with the attachment"),
    gettext_noop("a settlement"),
    gettext_noop("a settlement before the board"),
    gettext_noop("a statement of the debtor"),
    gettext_noop("a stay of the attachment of wages"),
    gettext_noop("a supplement"),
    gettext_noop("a wage deduction"),
    gettext_noop("a wage deduction that ended unpaid"),
    gettext_noop("a withdrawal"),
    gettext_noop("a withdrawal before the debtor was called"),
    gettext_noop("a withdrawal of the enforcement"),
    gettext_noop("an action of the debtor against the judgment"),
    gettext_noop("an admission of the debtor"),
    gettext_noop("an appeal"),
    gettext_noop("an appeal that was granted"),
    gettext_noop("an application for reopening"),
    gettext_noop("an application sent back to be mended"),
    gettext_noop("an attachment"),
    gettext_noop("an attachment of wages"),
    gettext_noop("an objection"),
    gettext_noop("an objection to a part"),
    gettext_noop("an offer to serve it oneself"),
    gettext_noop("an order of the court"),
    gettext_noop("an order over the part that is not disputed"),
    gettext_noop("an order that is enforced"),
    gettext_noop("an order that is not enforced"),
    gettext_noop("an order to answer"),
    gettext_noop("an order to supplement"),
    gettext_noop("service"),
    gettext_noop("that the application lapsed"),
    gettext_noop("that the judgment is final"),
    gettext_noop("that the order stands"),
    gettext_noop("that the order stands and is kept"),
    gettext_noop("that the order was set aside"),
    gettext_noop("that the pledge stands and no sale is asked for"),
    gettext_noop("the authority's doubt"),
    gettext_noop("the authority's receipt"),
    gettext_noop("the claim's cover"),
    gettext_noop("the court's receipt"),
    gettext_noop("the debtor's appeal"),
    gettext_noop("the debtor's silence"),
    gettext_noop("the end of a dismissed case"),
    gettext_noop("the end of it"),
    gettext_noop("the final report"),
    gettext_noop("the handing over of the disputed part to the court"),
    gettext_noop("the handing over to the court"),
    gettext_noop("the notice to the debtor"),
    gettext_noop("the release"),
    gettext_noop("the service of the judgment"),
    gettext_noop("the writing off"),
    gettext_noop("the writing off of the disputed part"),
)


def awaited_word(what: str) -> str:
    """What is awaited, in the language of the moment; an unknown sentence stands as stored."""
    return gettext(what) if what in AWAITED else what


def happened_word(what: str) -> str:
    """What happened, e.g. “An attachment of wages”; an unknown sentence stands as stored."""
    told = gettext(what) if what in HAPPENED else what
    return capfirst(told)


def event_word(kind: str) -> str:
    """The same for the kind of an event as it is stored."""
    known = {
        name: rule.word
        for kinds in KINDS.values()
        for one in kinds.values()
        for name, rule in one.events.items()
    }
    return happened_word(known.get(kind, kind.replace("_", " ")))
