"""What is awaited in a proceeding, in the reader's language.

The English sentences stand in the countries' tables (`kvitt.domain.enforcement`); a test holds this
list against them.
"""

from django.utils.translation import gettext, gettext_noop

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


def awaited_word(what: str) -> str:
    """What is awaited, in the language of the moment; an unknown sentence stands as stored."""
    return gettext(what) if what in AWAITED else what
