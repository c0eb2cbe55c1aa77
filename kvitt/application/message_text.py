"""A message by an approved text: in the reader's language, filled for the case."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kvitt.application.edit_text import checked_text
from kvitt.application.preview_text import case_values
from kvitt.application.show_case import show_case
from kvitt.domain.messages import DEBTOR
from kvitt.kernel.refusal import Refusal
from kvitt.store.cases import case_number
from kvitt.store.creditors import Creditor
from kvitt.store.session import tenant_scope
from kvitt.store.text_templates import TextVersion, text_in_use

LANGUAGE_OF = {"SE": "sv", "NO": "nb"}
WRITTEN_ALIKE = {"no": "nb", "nn": "nb"}
"""Policy: whoever reads Norwegian in another form is written to in bokmål."""


class NoSuchText(Refusal):
    """The creditor has no approved text of that name for messages in a language of the reader."""


@dataclass(frozen=True, slots=True)
class MessageText:
    """The words of a text for one case, and the version that they are by."""

    words: str
    version: TextVersion


def message_text(
    creditor: Creditor, case_id: int, name: str, *, parties: Sequence[str], today: date
) -> MessageText:
    """The approved text of that name for messages, filled for the case.

    In the first language of `languages_of` in which there is one. Raises NoSuchText, CaseHasNoText,
    and VariableIsMissing and others where it cannot be filled for this case: a person then writes
    the words.
    """
    view = show_case(case_number(creditor.tenant_id, case_id), today=today)
    own = creditor.language or LANGUAGE_OF.get(creditor.country, "en")
    languages = languages_of(view.debtor_language if DEBTOR in parties else own, creditor.country)
    with tenant_scope(creditor.tenant_id):
        found = (
            text_in_use(creditor.tenant_id, "message", name, language, on=today)
            for language in languages
        )
        version = next((one for one in found if one is not None and one.body.strip()), None)
    if version is None:
        raise NoSuchText(
            "{creditor} has no approved text “{name}” for messages in {languages:or}: kvitt text "
            "list shows them",
            name=name,
            creditor=creditor.name,
            languages=list(languages),
        )
    values = case_values(view, version.language)
    return MessageText(checked_text(version.body, version.purpose).fill(values), version)


def languages_of(reader: str, country: str) -> tuple[str, ...]:
    """The languages to write a message in, the best one leading.

    Policy: the reader's own; else the language of the creditor's country; else English.
    """
    spoken = reader.lower().split("-")[0]
    wanted = WRITTEN_ALIKE.get(spoken, spoken)
    return tuple(dict.fromkeys((wanted, LANGUAGE_OF.get(country, "en"), "en")))
