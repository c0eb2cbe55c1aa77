"""A filing that ELAN takes, of made-up parties, and its documents."""

from types import MappingProxyType

from kvitt.domain.filing import AskedCost
from kvitt.integrations.elan.petition import attachments
from kvitt.law.book import law_book
from tests.domain.norwegian_filing import filing

NO = law_book("NO")
FEE = AskedCost("attachment_application", 928_00, "rettsgebyrloven § 14")
SETTINGS = MappingProxyType(
    {"licence_holder": "Anna Isaksen Norman", "licence_number": "123212132",
     "board_on_objection": "yes", "case_handler": "Ola Eriksen"}
)  # fmt: skip
TOKEN = "made-up-token"


def whole(**told):
    """The filing with all that a petition needs."""
    return filing(**({"settings": SETTINGS, "costs": (FEE,)} | told))


def hand_over(client, made):
    """Attaches every document of the filing."""
    for one in attachments(made):
        client.attach(made.reference, one, f"%PDF {one.sha256}".encode())
