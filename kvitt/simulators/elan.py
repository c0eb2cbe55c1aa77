"""The officer's system ELAN on 127.0.0.1, for demo and tests: nothing leaves the machine.

It takes documents and petitions, gives receipts, refuses by the public table of codes, and can be
told to fail, to answer nothing, or to answer nothing after it has taken the petition.
"""

import json
import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from typing import Any, Self
from urllib.parse import parse_qs, unquote, urlsplit

from kvitt.simulators.elan_rules import refusals
from kvitt.simulators.loopback import listen, stop

FAILS, SILENT, TAKES_AND_FAILS, TAKES_AND_IS_SILENT, BABBLES = (
    "fails", "silent", "takes_and_fails", "takes_and_is_silent", "babbles",
)  # fmt: skip
"""What the next petition can meet besides a proper answer; ``422:CODE`` refuses by that code."""

_NONE = 0


@dataclass(slots=True)
class FiledPetition:
    """A petition that was taken."""

    number: str
    received_at: str
    told: Mapping[str, Any]
    state: str = "mottatt"

    @property
    def receipt(self) -> dict[str, str]:
        """What the sender is told of it."""
        return {
            "saksreferanse": self.number,
            "mottattTidspunkt": self.received_at,
            "status": self.state,
        }


@dataclass(slots=True)
class Elan:
    """The simulated system. Use it as a context.

    ``tokens``: which organisation each token belongs to. ``older_rules``: debtors whom only the
    older system takes. ``meets``: what the next petitions meet, one each.
    """

    tokens: Mapping[str, str]
    older_rules: Collection[str] = ()
    meets: list[str] = field(default_factory=list)
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    silence_seconds: float = 60.0
    petitions: dict[tuple[str, str], FiledPetition] = field(default_factory=dict)
    """By reference and day: the key by which a petition that comes twice is known."""
    documents: dict[str, bytes] = field(default_factory=dict)
    document_of: dict[str, str] = field(default_factory=dict)
    calls: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _ended: threading.Event = field(default_factory=threading.Event)
    _server: Any = None

    def __enter__(self) -> Self:
        handler = type("Handler", (_Handler,), {"elan": self})
        self._server = listen(handler)
        return self

    def __exit__(self, *raised: object) -> None:
        self._ended.set()
        stop(self._server)

    @property
    def url(self) -> str:
        """What ``KVITT_ELAN_URL`` is set to."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/api/utleggsbegjaering/v1"

    def answer(self, method: str, path: str, token: str, body: bytes) -> tuple[int, dict[str, Any]]:
        """The status and the tree that the request is answered with.

        Silence holds up this request alone, until the simulator ends.
        """
        status, told = self._answered(method, path, token, body)
        if status == _NONE:
            self._ended.wait(self.silence_seconds)
            return 500, _wrong("DAS-001", "something went wrong")
        return status, told

    def _answered(
        self, method: str, path: str, token: str, body: bytes
    ) -> tuple[int, dict[str, Any]]:
        with self._lock:
            self.calls += 1
            if token not in self.tokens:
                return 401, _wrong("ELAN-401", "the token is not known")
            place = urlsplit(path)
            asked = {name: values[-1] for name, values in parse_qs(place.query).items()}
            name = place.path.removeprefix("/api/utleggsbegjaering/v1/")
            if method == "PUT" and name.startswith("vedlegg/"):
                return self._keep(name.removeprefix("vedlegg/"), asked, body)
            if method == "POST" and name == "utleggsbegjaering":
                return self._take(body, self.tokens[token])
            if method == "GET" and name.startswith("utleggsbegjaering/"):
                reference = unquote(name.removeprefix("utleggsbegjaering/"))
                found = self.petitions.get((reference, asked.get("begjaeringsdato", "")))
                return (200, found.receipt) if found else (404, _wrong("ELAN-404", "not there"))
            return 404, _wrong("DAS-002", "no such address")

    def _keep(self, name: str, asked: Mapping[str, str], body: bytes) -> tuple[int, dict[str, Any]]:
        self.documents[name] = body
        self.document_of[name] = asked.get("begjaering", "")
        return 200, {"uuid": name}

    def _take(self, body: bytes, organisation: str) -> tuple[int, dict[str, Any]]:
        try:
            told = json.loads(body)
        except ValueError:
            return 400, _wrong("ELAN-400", "not JSON")
        meets = self.meets.pop(0) if self.meets else ""
        if meets in (FAILS, SILENT):
            return self._after(meets)
        key = (told.get("innsenderReferanse", ""), told.get("begjaeringsdato", ""))
        codes = (
            ["DUPLIKAT_INNSENDING"] if key in self.petitions else self._wrong_in(told, organisation)
        )
        if meets.startswith("422:"):
            codes = meets.removeprefix("422:").split(",")
        if codes:
            return 422, {"feil": [{"vilkaarnavn": code, "avvikstekst": code} for code in codes]}
        number = f"{self.now():%y}-{len(self.petitions) + 1:06d}UTL"
        taken = FiledPetition(number, self.now().isoformat(timespec="seconds"), told)
        self.petitions[key] = taken
        if meets:
            return self._after(meets)
        return 201, taken.receipt

    def _wrong_in(self, told: Mapping[str, Any], organisation: str) -> list[str]:
        codes = refusals(told, documents=self.document_of, older_rules=self.older_rules)
        sending = ((told.get("innsender") or {}).get("innsender") or {}).get("virksomhet") or {}
        if (sending.get("identifikator") or {}).get("verdi") != organisation:
            codes.append("INNSENDER_SAMSVARER_IKKE_MED_AUTENTISERING")
        return codes

    def _after(self, meets: str) -> tuple[int, dict[str, Any]]:
        if meets in (SILENT, TAKES_AND_IS_SILENT):
            return _NONE, {}
        if meets == BABBLES:
            return 200, {"hello": "world"}
        return 500, _wrong("DAS-001", "something went wrong")


def _wrong(code: str, sentence: str) -> dict[str, Any]:
    return {"kode": code, "melding": sentence, "korrelasjonsid": "0000"}


class _Handler(BaseHTTPRequestHandler):
    """Reads a request and writes the answer."""

    elan: Elan
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        """Writes no log: what passes here is made up, and tests are read by people."""

    def _reply(self) -> None:
        size = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(size)
        token = (self.headers.get("Authorization") or "").removeprefix("Bearer ")
        status, told = self.elan.answer(self.command, self.path, token, body)
        raw = json.dumps(told, ensure_ascii=False).encode()
        try:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(raw)))
            self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(raw)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    do_GET = do_POST = do_PUT = _reply  # noqa: N815 - the names are the server's
