"""The words that Swedish, Norwegian and English files use for their columns."""

import re
import unicodedata

REQUIRED = ("number", "issued_on", "payable", "name")
"""Without these an invoice cannot be registered. Given and family name together are a name."""

_WORDS = {
    "number": "fakturanummer fakturanr fakturanum fakturano faktnr fakturaid invoicenumber "
    "invoiceno invoicenr invoiceid fakturanumber verifikatnr bilagsnummer bilagsnr",
    "kind": "typ type fakturatyp fakturatype dokumenttyp dokumenttype invoicetype documenttype "
    "debetkredit bilagstype",
    "issued_on": "fakturadatum fakturadato faktdatum invoicedate issuedate issued issuedon "
    "utställd utställningsdatum utfärdad utstedt utskriftsdato fakturadag",
    "due_on": "förfallodatum förfallodag förfaller förfdatum forfallsdato forfall forfallsdag "
    "forfallodatum duedate due dueon betalningsdag betalasenast sistabetalningsdag betalingsfrist",
    "currency": "valuta currency valutakod valutakode currencycode",
    "payable": "attbetala summaattbetala beloppattbetala beløpåbetale åbetale tilbetaling "
    "sumåbetale amountdue payable payableamount topay tobetaling",
    "total": "belopp beløp amount total totalt totalbelopp totalbeløp totalsumma fakturabelopp "
    "fakturabeløp fakturasumma fakturasum summa sum totalamount invoiceamount invoicetotal "
    "beloppinklmoms totaltinklmoms summainklmoms beløpinklmva beløpinkmva totaltinklmva "
    "suminklmva beloppinkmoms bruttobelopp bruttobeløp grossamount amountinclvat belop",
    "remaining": "restbelopp restbeløp restsaldo saldo utestående utestående kvarattbetala "
    "gjenstående restskuld rest obetalt ubetalt balance openamount outstanding remaining",
    "net": "beloppexklmoms summaexklmoms nettobelopp beløpekskmva beløpeksklmva nettobeløp "
    "beløpeksmva netamount amountexclvat netto",
    "payment_reference": "ocr ocrnummer ocrnr kid kidnummer kidnr betalningsreferens "
    "betalingsreferanse paymentreference referensnummer reference betalreferens",
    "credits_number": "krediterarfaktura krediterarfakturanr krediterarfakturanummer "
    "kreditererfaktura kreditererfakturanr krediterar krediterer avserfaktura gjelderfaktura "
    "creditsinvoice creditsnumber originalinvoice ursprungsfaktura opprinneligfaktura",
    "text": "text tekst beskrivning beskrivelse avser gjelder description fakturatext "
    "fakturatekst concerns artikel vara varetekst",
    "fee_agreed": "avgiftavtalad avtaladavgift påminnelseavgiftavtalad påminnelseavgift "
    "gebyravtalt avtaltgebyr purregebyravtalt feeagreed reminderfeeagreed",
    "name": "namn navn name kundnamn kundenavn kund kunde gäldenär skyldner debitor debtor "
    "debtorname customer customername mottagare mottaker fullständigtnamn fulltnavn fullname",
    "given_name": "förnamn fornavn firstname givenname",
    "family_name": "efternamn etternavn lastname surname familyname",
    "identity": "identitet identitetsnummer identitetsnr identity id personorgnr "
    "personorganisationsnummer persorgnr orgpersnr orgpnr personorgnummer fødselsorgnr "
    "orgfødselsnr legalid",
    "person_number": "personnummer personnr persnr pnr fødselsnummer fødselsnr fnr fodselsnummer "
    "fodselsnr dnummer samordningsnummer nationalid",
    "organisation_number": "organisationsnummer organisationsnr orgnummer orgnr "
    "organisasjonsnummer organisasjonsnr organisationnumber organizationnumber companyid vatno",
    "debtor_kind": "kundtyp kundetype kundkategori gäldenärstyp skyldnertype customertype "
    "debtortype debtorkind privatföretag privatbedrift",
    "address": "adress adresse address gatuadress gateadresse gata gate street streetaddress "
    "postadress postadresse adress1 adresse1 address1 utdelningsadress adressrad1 adresselinje1",
    "address_2": "adress2 adresse2 address2 adressrad2 adresselinje2 addressline2",
    "care_of": "co coadress coadresse careof",
    "postcode": "postnummer postnr postcode postalcode zip zipcode",
    "city": "ort postort poststed sted city town stad by",
    "country": "land country landskod landkode countrycode",
    "email": "epost epostadress epostadresse email mail mejl emailaddress kundepost fakturaepost",
    "phone": "telefon telefonnummer telefonnr tlf mobil mobilnummer mobiltelefon phone mobile "
    "phonenumber tel",
    "language": "språk sprog language lang språkkod språkkode",
    "customer_number": "kundnummer kundnr kundenummer kundenr customernumber customerno "
    "customernr customerid kundid debitornr debitornummer",
    "account": "bankgiro bankgironummer bg plusgiro pg konto kontonummer kontonr iban account "
    "bankkonto mottagarkonto",
}
_FIELD_OF = {word: field for field, words in _WORDS.items() for word in words.split()}
FIELDS = frozenset(_WORDS) - {"total", "remaining", "net"}
"""Every field that a mapping can name."""
NAMES = {
    "number": "invoice number (fakturanummer)",
    "issued_on": "invoice day (fakturadatum, fakturadato)",
    "payable": "amount to pay (att betala, belopp, beløp)",
    "name": "debtor's name (namn, navn)",
}
_NOT_LETTERS = re.compile(r"[\W_]+")
_BRACKETED_CURRENCY = re.compile(r"[(\[]?\b(sek|nok|eur|dkk|kr)\b[)\]]?\s*$")


def field_of(header: str) -> str | None:
    """The field that a header's word stands for, or None where the word is not known.

    ``total``, ``remaining`` and ``net`` are sorts of amounts that the caller has to weigh.
    """
    plain = unicodedata.normalize("NFKC", header[:200]).casefold().strip()
    plain = _BRACKETED_CURRENCY.sub("", plain) or plain
    return _FIELD_OF.get(_NOT_LETTERS.sub("", plain))
