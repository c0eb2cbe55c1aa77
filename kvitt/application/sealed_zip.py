"""A ZIP that can be checked without us: its digests in one list, and the list signed by the house.

``SHA256SUMS`` is read by ``sha256sum -c``; ``SHA256SUMS.sig`` is the Ed25519 signature of that
file. The public key lies beside them for convenience: whoever doubts asks the house for it.
"""

import hashlib
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.conf import settings

from kvitt.documents.signature import (
    fingerprint,
    is_signed,
    new_private_key,
    public_key,
    sign,
)
from kvitt.kernel.refusal import Refusal

KEY_FILE = "evidence-key.pem"
SUMS, SIGNATURE, KEY = "SHA256SUMS", "SHA256SUMS.sig", "signing-key.pem"
_ZIP_BEGINS = (1980, 1, 1, 0, 0, 0)
"""The day of every file in the ZIP: the same content gives the same bytes."""
LARGEST = 500_000_000
"""Bytes of a file in the ZIP; a larger one is no evidence of ours."""


class BundleFile(NamedTuple):
    """A file of the bundle."""

    name: str
    content: bytes

    @property
    def sha256(self) -> str:
        """Its digest in hexadecimal digits."""
        return hashlib.sha256(self.content).hexdigest()


class NoBundle(Refusal):
    """The file is no bundle that this house makes."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What a check of a bundle found."""

    files: int
    wrong: tuple[str, ...]
    """Files that are changed, missing, or not on the list."""
    is_signed: bool
    """Whether the key that was asked about signed the list."""
    key: str
    """The fingerprint of that key."""

    @property
    def is_whole(self) -> bool:
        """Whether every file is as it was, and the list is signed."""
        return self.is_signed and not self.wrong


def sealed_zip(files: Sequence[BundleFile]) -> bytes:
    """The files with the list of their digests, its signature and the public key."""
    private = _private_key()
    sums = "".join(f"{one.sha256}  {one.name}\n" for one in files).encode()
    seal = [
        BundleFile(SUMS, sums),
        BundleFile(SIGNATURE, sign(sums, private)),
        BundleFile(KEY, public_key(private).encode()),
    ]
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in [*files, *seal]:
            archive.writestr(
                zipfile.ZipInfo(one.name, _ZIP_BEGINS), one.content, zipfile.ZIP_DEFLATED
            )
    return made.getvalue()


def own_key() -> tuple[str, str]:
    """The public key of this house, as PEM, and its fingerprint."""
    pem = public_key(_private_key())
    return pem, fingerprint(pem)


def verify_zip(content: bytes, *, key: str | None = None) -> Verified:
    """Checks every file, in bundles within it too, against the list that ``key`` signed.

    Without a key this house's own. Raises NoBundle and KeyUnreadable.
    """
    pem = own_key()[0] if key is None else key
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if any(one.file_size > LARGEST for one in archive.infolist()):
                raise NoBundle("a file in it is larger than any evidence of ours")
            found = {name: archive.read(name) for name in archive.namelist()}
    except zipfile.BadZipFile as no:
        raise NoBundle("this is no ZIP file") from no
    if SUMS not in found or SIGNATURE not in found:
        raise NoBundle("there is no {sums} with its signature in it", sums=SUMS)
    wrong = _wrong(found)
    signed = is_signed(found[SUMS], found[SIGNATURE], pem)
    count = 0
    for name, inner in sorted(found.items()):
        if name in (SUMS, SIGNATURE, KEY):
            continue
        count += 1
        if name.endswith(".zip") and "/" not in name:
            within = verify_zip(inner, key=pem)
            count += within.files
            wrong += [f"{name}: {one}" for one in within.wrong]
            signed = signed and within.is_signed
    return Verified(count, tuple(wrong), signed, fingerprint(pem))


def _private_key() -> str:
    """The key of this house, in the secrets of its data folder; made on first use."""
    key: str = settings.HOME.secret_made_by(KEY_FILE, new_private_key)
    return key


def _wrong(found: dict[str, bytes]) -> list[str]:
    listed: dict[str, str] = {}
    for line in found[SUMS].decode("utf-8", "replace").splitlines():
        digest, _, name = line.partition("  ")
        listed[name] = digest
    changed = [
        name
        for name, digest in listed.items()
        if name not in found or hashlib.sha256(found[name]).hexdigest() != digest
    ]
    added = [name for name in found if name not in listed and name not in (SUMS, SIGNATURE, KEY)]
    return sorted(changed + added)
