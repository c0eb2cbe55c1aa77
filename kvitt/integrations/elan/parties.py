"""The parties of a petition in ELAN's words: who asks, who is asked, and who acts for whom."""

from typing import Any

from kvitt.domain.filing import FiledParty, Filing
from kvitt.kernel.refusal import Refusal


class PetitionLacks(Refusal):
    """The filing has no value for something that the petition must say."""


def lacking(filing: Filing, what: str, sentence: str) -> PetitionLacks:
    """The refusal of a petition that cannot be made."""
    return PetitionLacks(
        "The petition of {filing} lacks {why}", lacks=what, filing=filing.reference, why=sentence
    )


def applicants(filing: Filing) -> list[dict[str, Any]]:
    """The creditor, and the agency that acts for it."""
    told: dict[str, Any] = {
        "saksoeker": _party(filing.creditor),
        "saksoekerReferanse": filing.reference,
    }
    if contact := _contact(filing.creditor.email, filing.creditor.phone):
        told["saksoekerKontaktinformasjon"] = contact
    if filing.agent is not None:
        told["prosessfullmektig"] = _representative(filing, filing.agent)
    return [told]


def opponents(filing: Filing) -> list[dict[str, Any]]:
    """The debtor: one, since a case has one."""
    return [{"saksoekt": _party(filing.debtor), "saksoektReferanse": filing.reference}]


def sender(filing: Filing) -> dict[str, Any]:
    """The organisation that sends the petition, and the person who handles it there.

    Raises PetitionLacks where a person would send it: only organisations may.
    """
    sending = filing.agent or filing.creditor
    if sending.is_person:
        raise lacking(filing, "sender", "an organisation that sends it: a person uses the portal")
    told: dict[str, Any] = {"innsender": _party(sending, is_agency=filing.agent is not None)}
    if filing.agent is not None:
        told["prosessfullmektig"] = _representative(filing, filing.agent)
    told["saksbehandler"] = filing.settings.get("case_handler") or filing.signed_by
    if contact := _contact(sending.email, sending.phone):
        told["saksbehandlersKontaktinformasjon"] = contact
    return told


def identifier(party: FiledParty) -> dict[str, str]:
    """The party's number in the country's register."""
    return {
        "identifikatortype": "taxIdentificationNumber",
        "verdi": party.identity_number,
        "landkode": party.country,
    }


def address_lines(party: FiledParty) -> str:
    """The street lines as one text."""
    return ", ".join(line.strip() for line in party.address_lines if line.strip())


def person_name(name: str) -> dict[str, str]:
    """A person's name in parts: the last word is the family name, the first the given one.

    >>> person_name("Anna Isaksen Norman")
    {'fornavn': 'Anna', 'mellomnavn': 'Isaksen', 'etternavn': 'Norman'}
    """
    words = name.split()
    told = {"fornavn": words[0] if len(words) > 1 else ""}
    if len(words) > 2:
        told["mellomnavn"] = " ".join(words[1:-1])
    return {**told, "etternavn": words[-1] if words else ""}


def _party(party: FiledParty, *, is_agency: bool = False) -> dict[str, Any]:
    told: dict[str, Any] = {"adresse": [_address(party)]}
    if _is_person(party):
        told["person"] = {
            "personnavn": person_name(party.name),
            "identifikator": identifier(party),
        }
        return told
    told["virksomhet"] = {"navn": party.name, "identifikator": identifier(party)}
    if is_agency:
        told["virksomhet"]["virksomhetstype"] = "inkassovirksomhet"
    return told


def _is_person(party: FiledParty) -> bool:
    """Also who runs a business under a person's own number."""
    return party.is_person or len(party.identity_number) == 11


def _address(party: FiledParty) -> dict[str, Any]:
    return {
        "adressetype": "bopelsadresse" if _is_person(party) else "forretningsadresse",
        "adresseInnland": {
            "adresseFrittFormatInnland": {
                "postnummer": party.postcode,
                "adressetekst": address_lines(party),
                "poststedsnavn": party.city,
            }
        },
    }


def _representative(filing: Filing, agent: FiledParty) -> dict[str, Any]:
    """The agency with its licence holder, whom ELAN asks every agency for."""
    holder = filing.settings.get("licence_holder", "").strip()
    if not holder:
        raise lacking(filing, "licence_holder", "the name of the agency's licence holder")
    licence: dict[str, Any] = {"navn": person_name(holder)}
    if number := filing.settings.get("licence_number", ""):
        licence["inkassobevillingshaverNummer"] = number
    return {
        "prosessfullmektig": _party(agent, is_agency=True),
        "bevillingshaver": licence,
    }


def _contact(email: str, phone: str) -> dict[str, str]:
    named = {"epostAdresse": email, "telefonnummer": phone}
    return {name: value for name, value in named.items() if value}
