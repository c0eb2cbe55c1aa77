"""A credit bureau on 127.0.0.1 for demo and tests, in the two shapes that Kvitt asks by.

It answers ``/authenticate``, ``/companies`` and ``/companies/{id}`` as one bureau does and
``/creditReport`` as the other. What it knows is given to it; of an unknown number it answers 404.
It can be told to refuse its name and password, to be busy, to break, to say nothing, or to answer
in a shape of its own. It counts what it was asked, which is what a bureau would charge for.
"""

import base64
import json
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler
from typing import Any, Literal, Self
from urllib.parse import parse_qs, unquote, urlsplit

from kvitt.simulators.loopback import listen, stop

USER, PASSWORD, TOKEN = "kvitt", "secret words", "token-of-the-simulator"
Behaviour = Literal["answers", "refuses", "is_busy", "breaks", "hangs_up", "talks_nonsense"]
_TROUBLES = {"refuses": 401, "is_busy": 503, "breaks": 500}


class CreditBureauSimulator:
    """Listens on a free port. Use it as a context.

    ``companies`` and ``people`` are what it knows, by number, in the shape of its reports.
    """

    def __init__(
        self,
        *,
        companies: Mapping[str, Mapping[str, Any]] | None = None,
        people: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> None:
        self.companies, self.people = dict(companies or {}), dict(people or {})
        self.behaviour: Behaviour = "answers"
        self.reports: list[str] = []
        """The numbers about which a report was asked for, in order."""
        self._lock = threading.Lock()
        self._server: Any = None

    def __enter__(self) -> Self:
        self._server = listen(self._handler())
        return self

    def __exit__(self, *raised: object) -> None:
        stop(self._server)

    @property
    def url(self) -> str:
        """What ``KVITT_CREDITSAFE_URL`` or ``KVITT_UC_URL`` is set to."""
        password = PASSWORD.replace(" ", "%20")
        return f"http://{USER}:{password}@127.0.0.1:{self._server.server_address[1]}/v1"

    def answer(
        self, method: str, path: str, headers: Mapping[str, str], body: Any
    ) -> tuple[int, Any]:
        """What is answered to one request: status and JSON."""
        parts = urlsplit(path)
        if (method, parts.path) == ("POST", "/v1/authenticate"):
            is_right = body == {"username": USER, "password": PASSWORD}
            return (200, {"token": TOKEN}) if is_right else (401, {})
        if (method, parts.path) == ("POST", "/v1/creditReport"):
            return self._person(headers, body)
        if headers.get("Authorization") != f"Bearer {TOKEN}":
            return 401, {}
        if (method, parts.path) == ("GET", "/v1/companies"):
            number = parse_qs(parts.query).get("regNo", [""])[0]
            found = [{"id": f"SE-X-{number}", "regNo": number}] if number in self.companies else []
            return 200, {"totalSize": len(found), "companies": found}
        number = unquote(parts.path).removeprefix("/v1/companies/SE-X-")
        return self._report(number, self.companies, "report")

    def _person(self, headers: Mapping[str, str], body: Any) -> tuple[int, Any]:
        basic = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        if headers.get("Authorization") != f"Basic {basic}":
            return 401, {}
        return self._report(str(body.get("personId")), self.people, "creditReport")

    def _report(
        self, number: str, known: Mapping[str, Mapping[str, Any]], name: str
    ) -> tuple[int, Any]:
        if number not in known:
            return 404, {"message": "not found"}
        with self._lock:
            self.reports.append(number)
        return 200, {name: known[number]}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        bureau = self

        class Handler(BaseHTTPRequestHandler):
            """One request."""

            def do_GET(self) -> None:
                """Answers what is read."""
                self._answer("GET", None)

            def do_POST(self) -> None:
                """Answers what is sent."""
                length = int(self.headers.get("Content-Length") or 0)
                self._answer("POST", json.loads(self.rfile.read(length) or b"{}"))

            def _answer(self, method: str, body: Any) -> None:
                if bureau.behaviour == "hangs_up":
                    self.close_connection = True
                    return
                status, told = bureau.answer(method, self.path, dict(self.headers), body)
                status = _TROUBLES.get(bureau.behaviour, status)
                content = json.dumps(told).encode()
                if bureau.behaviour == "talks_nonsense":
                    content = b"<html>maintenance</html>"
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, format: str, *args: Any) -> None:
                """Says nothing: a path holds a number."""

        return Handler
