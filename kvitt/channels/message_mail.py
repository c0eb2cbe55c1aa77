"""Messages on a case by e-mail: the mail that goes out, and what one that comes in says.

A mail that comes in is only read here: whose it is and what follows, the use case decides.
"""

import email
import email.policy
import html
import re
from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage, MIMEPart
from email.utils import format_datetime, getaddresses
from typing import NamedTuple, cast

from kvitt.channels.email import Mail, Mailer, one_line
from kvitt.channels.outcome import Outcome
from kvitt.domain.messages import Attachment
from kvitt.kernel.refusal import Refusal

MAIL_BYTES = 25 * 1024 * 1024
"""The largest mail that is taken; a larger one stays where it is."""
MOST_PARTS = 200
_TOKEN = r"reply\+([0-9a-f]{32})@"
_ADDRESSED = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To")
_BULK = ("bulk", "junk", "list", "auto_reply")
_OURS = re.compile(r"<m-([0-9]{1,9})-([0-9]{1,18})\.[0-9a-f]+@[^>\s]+>")
_DOMAIN = re.compile(r"(?=.{4,253}$)([a-z0-9](-?[a-z0-9]){0,62}\.)+[a-z]{2,63}")
_TAG_NAME = re.compile(r"\s*(/?)\s*([a-z][a-z0-9]*)", re.I)
_UNSHOWN = frozenset({"script", "style", "head", "title"})
_BREAKS = frozenset({"br", "hr", "p", "div", "tr", "li", "h1", "h2", "h3", "h4", "h5", "h6"})
_TROUBLES = (MessageError, ValueError, LookupError, TypeError, AttributeError, RecursionError)
MOST_CHARACTERS = 100_000
"""What is read of a mail's words; many times more than a message holds."""


HEADER_CHARACTERS = 4_000
"""The longest header that is read: the library's time grows with the square of it."""


def _bounded(name: str, value: str) -> str:
    if len(value) > HEADER_CHARACTERS:
        raise ValueError(f"the header {name} is too long")
    return email.policy.default.header_factory(name, value)


_POLICY = email.policy.default.clone(header_factory=_bounded)


class UnreadableMail(Refusal):
    """The bytes are no mail, or one of a size or shape that is not taken."""


class ReplyDomainRefused(Refusal):
    """That is no domain for reply addresses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageMail(Mail):
    """A message of a thread by e-mail: plain words, an address for the answer, and its files."""

    attachment_name: str = ""
    attachment: bytes = b""
    reply_to: str
    attachments: tuple[Attachment, ...] = ()


class MessageMailer(Mailer):
    """Sends messages of threads as the mailer sends letters, with their own shape of a mail."""

    def _deliver(self, mail: Mail, wire: bytes) -> Outcome:
        own = message_wire(mail) if isinstance(mail, MessageMail) else wire
        return super()._deliver(mail, own)


class IncomingMail(NamedTuple):
    """What a mail says, with nothing decided."""

    mail_key: str
    from_address: str
    tokens: tuple[str, ...]
    """The secrets of reply addresses that it was sent to, in the order of the headers."""
    text: str
    """The words with what they quote."""
    files: tuple[tuple[str, bytes], ...]
    """Names and bytes, not checked yet."""
    no_person: str
    """Why no person wrote it: an automatic answer, a list, our own mail; empty otherwise."""
    came_back: tuple[int, int, str] | None
    """Tenant, number and Message-ID of our mail that it reports as undeliverable."""


def checked_domain(text: str) -> str:
    """The domain of reply addresses. Raises ReplyDomainRefused."""
    domain = text.strip().lower()
    if not _DOMAIN.fullmatch(domain):
        raise ReplyDomainRefused(
            f"“{text}” is no domain for reply addresses: write it as svar.example.com"
        )
    return domain


def reply_address(token: str, domain: str) -> str:
    """The address whose mail is an answer in the token's thread."""
    return f"reply+{token}@{domain}"


def mail_key(tenant_id: int, dispatch_id: int, digest: bytes, domain: str) -> str:
    """Our own Message-ID of a message to one reader; a bounce names it."""
    return f"<m-{tenant_id}-{dispatch_id}.{digest[:6].hex()}@{domain}>"


def message_wire(mail: MessageMail) -> bytes:
    """The message as it goes over the wire, CRLF line ends."""
    message = EmailMessage(policy=email.policy.SMTP)
    message["Message-ID"] = mail.message_id
    message["Date"] = format_datetime(mail.dated_at)
    message["From"] = Address(one_line(mail.sender_name), addr_spec=mail.sender_address)
    message["Reply-To"] = Address(addr_spec=mail.reply_to)
    message["To"] = Address(addr_spec=mail.recipient_address)
    message["Subject"] = one_line(mail.subject)
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(mail.text, cte="quoted-printable")
    for one in mail.attachments:
        main, _, sub = one.media_type.partition("/")
        message.add_attachment(one.content, maintype=main, subtype=sub, filename=one.name)
    return message.as_bytes()


def read_mail(raw: bytes, *, domain: str) -> IncomingMail:
    """What the mail says. Raises UnreadableMail."""
    if len(raw) > MAIL_BYTES:
        raise UnreadableMail(
            f"the mail has {len(raw)} bytes; {MAIL_BYTES} are the most that is taken: it stays "
            "where it is, look at it there",
            is_too_large=True,
        )
    try:
        message = email.message_from_bytes(raw, policy=_POLICY)
        if not message.keys():
            raise UnreadableMail("these bytes are no mail: there is not one header line")
        parts = list(message.walk())
        if len(parts) > MOST_PARTS:
            raise UnreadableMail(f"the mail has {len(parts)} parts; {MOST_PARTS} are the most")
        text, files = _content(message)
        from_address = _from_address(message)
        return IncomingMail(
            _header(message, "Message-ID").encode("ascii", "replace").decode()[:250],
            from_address,
            _tokens(message, domain),
            text,
            tuple(files),
            _no_person(message, from_address, domain),
            _came_back(message),
        )
    except _TROUBLES as problem:
        # The standard library raises all of these for headers and parts that are badly made.
        raise UnreadableMail(
            f"the mail cannot be read ({type(problem).__name__}): look at it by hand"
        ) from problem


def _header(message: EmailMessage, name: str) -> str:
    return " ".join(str(message.get(name, "")).replace("\0", "").split())


def _from_address(message: EmailMessage) -> str:
    found = getaddresses([_header(message, "From")])
    return found[0][1].strip().lower() if found else ""


def _tokens(message: EmailMessage, domain: str) -> tuple[str, ...]:
    pattern = re.compile(_TOKEN + re.escape(domain), re.I)
    found: dict[str, None] = {}
    for name in _ADDRESSED:
        values = [" ".join(str(value).split()) for value in message.get_all(name, [])]
        for _, address in getaddresses(values):
            match = pattern.fullmatch(address.strip())
            if match:
                found[match[1].lower()] = None
    return tuple(found)


def _no_person(message: EmailMessage, from_address: str, domain: str) -> str:
    """Why no person wrote this; empty where one may have."""
    if message.get_content_type() == "multipart/report":
        return "a report of a mail server"
    said = _header(message, "Auto-Submitted").lower()
    if said and said.split(";")[0].strip() != "no":
        return "an automatic answer (Auto-Submitted)"
    if _header(message, "Precedence").lower() in _BULK:
        return "bulk mail or an automatic answer (Precedence)"
    for name in ("X-Autoreply", "X-Autorespond", "List-Id"):
        if name in message:
            return f"an automatic answer or a list ({name})"
    if _header(message, "Return-Path") == "<>":
        return "a report of a mail server (empty Return-Path)"
    is_ours = re.fullmatch(_TOKEN + re.escape(domain), from_address)
    return "a mail of our own that came back in a loop" if is_ours else ""


def _came_back(message: EmailMessage) -> tuple[int, int, str] | None:
    """The dispatch of ours that a report says could not be delivered."""
    if message.get_content_type() != "multipart/report":
        return None
    failed, original = False, ""
    for part in message.walk():
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            for block in cast(list[EmailMessage], part.get_payload()):
                failed = failed or str(block.get("Action", "")).strip().lower() == "failed"
        elif kind == "message/rfc822":
            inner = cast(list[EmailMessage], part.get_payload())
            original = original or str(inner[0].get("Message-ID", ""))
        elif kind == "text/rfc822-headers":
            headers = email.message_from_string(str(part.get_payload()))
            original = original or str(headers.get("Message-ID", ""))
    found = _OURS.search(original)
    return (int(found[1]), int(found[2]), found[0]) if failed and found else None


def _content(message: EmailMessage) -> tuple[str, list[tuple[str, bytes]]]:
    """The words of the first readable part, and every other part as a file."""
    body = message.get_body(("plain", "html"))
    text = ""
    if body is not None:
        text = _decoded(body)[:MOST_CHARACTERS]
        if body.get_content_subtype() == "html":
            text = _plain(text)
    alternatives = _beside(message, body)
    files = []
    for number, part in enumerate(message.walk(), 1):
        if part.is_multipart() and part.get_content_type() != "message/rfc822":
            continue
        if part is body or id(part) in alternatives:
            continue
        files.append((part.get_filename() or f"part-{number}", _bytes_of(part)))
    return text, files


def _beside(message: EmailMessage, body: MIMEPart | None) -> set[int]:
    """Parts that say the body's words once more, and parts inside an attached mail."""
    same: set[int] = set()
    for part in message.walk():
        if part.get_content_type() == "multipart/alternative":
            inside = list(part.walk())
            if any(one is body for one in inside):
                texts = ("text/plain", "text/html")
                same |= {
                    id(one) for one in inside
                    if one.get_content_type() in texts and not one.get_filename()
                }  # fmt: skip
        if part.get_content_type() == "message/rfc822":
            same |= {id(one) for one in list(part.walk())[1:]}
    return same


def _decoded(part: MIMEPart) -> str:
    content = part.get_payload(decode=True)
    raw = content if isinstance(content, bytes) else b""
    charset = part.get_content_charset() or "utf-8"
    for name in (charset, "utf-8", "cp1252"):
        try:
            return raw.decode(name)
        except (LookupError, UnicodeDecodeError):
            continue
    return raw.decode("latin-1")


def _bytes_of(part: MIMEPart) -> bytes:
    if part.get_content_type() == "message/rfc822":
        inner = cast(list[EmailMessage], part.get_payload())
        return inner[0].as_bytes() if inner else b""
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _plain(page: str) -> str:
    """The words of a page without its marks, quotations led by ``>``; never shown as a page."""
    words: list[str] = []
    skipped, depth = "", 0
    for number, piece in enumerate(page.split("<")):
        if number == 0:
            words.append(_one_blank(piece))
            continue
        if skipped == "!--" or piece.startswith("!--"):
            _, end, after = piece.partition("-->")
            skipped = "" if end else "!--"
            words.append(_one_blank(after))
            continue
        tag, mark, after = piece.partition(">")
        if not mark and not skipped:
            words.append(_one_blank(f"<{piece}"))  # a sign in a sentence, not a mark
            continue
        found = _TAG_NAME.match(tag)
        name = found[2].lower() if found else ""
        is_end = bool(found and found[1])
        if skipped:
            skipped = "" if is_end and name == skipped else skipped
        elif name in _UNSHOWN and not is_end:
            skipped = name
        elif name == "blockquote":
            depth = max(0, depth + (-1 if is_end else 1))
        if skipped:
            continue
        if name == "blockquote" or (name in _BREAKS and (is_end or name in ("br", "hr"))):
            words.append("\n" + "> " * bool(depth))
        words.append(_one_blank(after))
    lines = (line.strip() for line in html.unescape("".join(words)).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _one_blank(text: str) -> str:
    return re.sub(r"\s+", " ", text)
