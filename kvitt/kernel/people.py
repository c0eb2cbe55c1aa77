"""Names of people who sign for what they do, and whether two names are the same person's.

>>> same_person("Anna Ek", " anna\u00a0EK\u200b"), same_person("Anna Ek", "Bo Ek")
(True, False)
"""

import unicodedata

UNSEEN = ("Cc", "Cf")
"""Unicode's categories of signs that nobody sees."""


def signed_name(name: str) -> str:
    """The name as it is kept: one space between words, nothing that cannot be seen."""
    words = unicodedata.normalize("NFKC", name).split()
    seen = ("".join(s for s in word if unicodedata.category(s) not in UNSEEN) for word in words)
    return " ".join(word for word in seen if word)


def same_person(one: str, other: str) -> bool:
    """Whether the names are alike but for case, spaces, accents' form and unseen signs."""
    return _plain(one) == _plain(other)


def _plain(name: str) -> str:
    folded = unicodedata.normalize("NFKC", signed_name(name).casefold())
    return "".join(folded.split())
