"""Signatures of files: who has the public key can tell that the owner of the private one made them.

Ed25519 (RFC 8032), as OpenSSL and everybody else reads it; keys are PEM text.

>>> private = new_private_key()
>>> public = public_key(private)
>>> is_signed(b"as it was", sign(b"as it was", private), public)
True
>>> is_signed(b"changed", sign(b"as it was", private), public)
False
"""

import hashlib
from typing import TYPE_CHECKING

from kvitt.kernel.refusal import Refusal

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


class KeyUnreadable(Refusal):
    """The key is none of the kind that signs here."""


def new_private_key() -> str:
    """A new private key, as unencrypted PEM."""
    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    made = Ed25519PrivateKey.generate()
    return made.private_bytes(
        form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption()
    ).decode()


def public_key(private_pem: str) -> str:
    """The public half, as PEM. Raises KeyUnreadable."""
    from cryptography.hazmat.primitives import serialization as form

    made = _private(private_pem).public_key()
    return made.public_bytes(form.Encoding.PEM, form.PublicFormat.SubjectPublicKeyInfo).decode()


def sign(content: bytes, private_pem: str) -> bytes:
    """The signature of the content, 64 bytes. Raises KeyUnreadable."""
    return _private(private_pem).sign(content)


def _private(pem: str) -> "Ed25519PrivateKey":
    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = form.load_pem_private_key(pem.encode(), None)
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyUnreadable("the private key of this house is not an Ed25519 key")
    return key


def is_signed(content: bytes, signature: bytes, public_pem: str) -> bool:
    """Whether the owner of the key signed exactly this content. Raises KeyUnreadable."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        key = form.load_pem_public_key(public_pem.encode())
    except ValueError as no:
        raise KeyUnreadable("the file holds no public key in PEM") from no
    if not isinstance(key, Ed25519PublicKey):
        raise KeyUnreadable("the public key is not an Ed25519 key")
    try:
        key.verify(signature, content)
    except InvalidSignature:
        return False
    return True


def fingerprint(public_pem: str) -> str:
    """The key's SHA-256 in groups of four digits, for reading aloud."""
    digest = hashlib.sha256("".join(public_pem.split()).encode()).hexdigest()[:32]
    return " ".join(digest[at : at + 4] for at in range(0, len(digest), 4))
