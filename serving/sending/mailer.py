"""Editions as mail: text and HTML side by side, a stable Message-ID, and one click to end it (RFC 8058)."""

import re
import smtplib
import ssl
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from html import escape
from typing import Any

from news.brief import Brief
from news.briefing import wording
from news.briefing.format_html import brief_to_html
from news.briefing.formats import brief_to_markdown, brief_to_text
from serving.addresses import EgressError
from serving.sending.failures import NotSentError, SendError
from serving.sending.smtp import Conversation
from serving.settings import Settings, SettingsError, read_secret

CONVERSATION_S = 120.0  # for all that is said; a delivery is held for longer, see `serving.sending.delivery.LEASE`
_MAX_SUBJECT = 120
_LONGEST_LINE = 998  # of a mail (RFC 5322, 2.1.1)


class _Policy(EmailPolicy):
    """Lines as MIME wants them: 76 characters of encoded words and bodies (RFC 2045 and 2047), headers in ASCII whole.

    Folded, the long link of List-Unsubscribe would come out as encoded words, which RFC 2369 does not allow and mail
    programs do not read.
    """

    def fold(self, name: str, value: Any) -> str:
        folded: str = super(_Policy, self._for(value)).fold(name, value)
        return folded

    def fold_binary(self, name: str, value: Any) -> bytes:
        folded: bytes = super(_Policy, self._for(value)).fold_binary(name, value)
        return folded

    def _for(self, value: Any) -> "_Policy":
        return self.clone(max_line_length=_LONGEST_LINE) if str(value).isascii() else self


_POLICY = _Policy(linesep="\r\n", max_line_length=76, cte_type="7bit")  # ASCII, whatever the server takes


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed in. The password is no part of what is printed."""

    host: str
    port: int
    security: str  # "starttls", "tls" or "none"
    user: str | None
    password: str | None
    sender: str

    def __repr__(self) -> str:
        """Without the password."""
        return f"{self.host}:{self.port} ({self.security})"


def mail_server(settings: Settings) -> MailServer:
    """The mail server of the settings; raises SendError naming what is not set."""
    missing = [name for name in ("smtp_host", "mail_from", "public_url") if getattr(settings, name) is None]
    if settings.smtp_host is None or settings.mail_from is None or missing:
        names = ", ".join(f"SITREP__{name.upper()}" for name in missing)
        raise SendError(f"no mail can be sent before {names} {'is' if len(missing) == 1 else 'are'} set")
    try:
        password = read_secret(settings.smtp_password, settings.smtp_password_file, "smtp_password")
    except SettingsError as error:
        raise SendError(str(error)) from error
    if settings.smtp_user and settings.smtp_security == "none":
        raise SendError("SITREP__SMTP_SECURITY=none would show the password to the network; use starttls or tls")
    for name, secret in (("USER", settings.smtp_user), ("PASSWORD", password)):
        if not (secret or "").isascii():
            raise SendError(f"SITREP__SMTP_{name} has letters beyond ASCII, with which SMTP signs nobody in; change it")
    return MailServer(
        settings.smtp_host,
        settings.smtp_port,
        settings.smtp_security,
        settings.smtp_user,
        password,
        settings.mail_from,
    )


def brief_mail(
    brief: Brief,
    dress: str,
    *,
    name: str,
    sender: str,
    to: str,
    message_id: str,
    at: datetime,
    base_url: str,
    leave_url: str,
) -> EmailMessage:
    """Write the mail of an edition. dress is "html" (text beside it), "text" or "markdown".

    message_id is the delivery's: the same at every try. Raises NotSentError when a header cannot be written.
    """

    def item_url(item_id: str) -> str:
        return f"{base_url}/items/{item_id}"

    domain = sender.rpartition("@")[2]
    mail = EmailMessage(_POLICY)
    try:
        mail["From"] = Address("Sitrep", addr_spec=sender)
        mail["To"] = Address(addr_spec=to)
        mail["Subject"] = _subject(brief, name)
        mail["Date"] = format_datetime(at)
        mail["Message-ID"] = f"<{message_id}@{domain}>"
        mail["List-Id"] = f"<{re.sub(r'[^a-z0-9_]', '', name.lower())[:40] or 'brief'}.{domain}>"
        mail["List-Unsubscribe"] = f"<{leave_url}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        mail["Auto-Submitted"] = "auto-generated"
        mail["X-Auto-Response-Suppress"] = "All"
    except (ValueError, MessageError) as error:
        raise NotSentError(f"a header of the mail cannot be written ({error})") from error
    text = brief_to_markdown(brief, item_url) if dress == "markdown" else brief_to_text(brief)
    mail.set_content(f"{text}\nTo end this subscription: {leave_url}\n")
    if dress == "html":
        leave = f'<p style="font-size:13px;color:#5a5750"><a href="{escape(leave_url)}">End this subscription</a></p>\n'
        mail.add_alternative(brief_to_html(brief, item_url, leave), subtype="html")
    return mail


def send_mail(
    server: MailServer, mail: EmailMessage, context: ssl.SSLContext | None = None, within_s: float = CONVERSATION_S
) -> None:
    """Hand a mail in; returns once the server has taken it over. Raises SendError, NotSentError for good refusals.

    context is what certificates are trusted; by default the system's, or those of SSL_CERT_FILE. within_s is for the
    whole conversation.
    """
    trusted = context or ssl.create_default_context()
    began = time.monotonic()
    try:
        talk = Conversation(server.host, server.port, within_s, trusted if server.security == "tls" else None)
        try:
            if server.security == "starttls":
                talk.encrypt(trusted)
            if server.user and server.password:
                talk.login(server.user, server.password)
            talk.send_message(mail)
        finally:
            _leave(talk)
    except smtplib.SMTPRecipientsRefused as error:
        [(code, words), *_] = error.recipients.values()
        kind = NotSentError if code >= 500 else SendError
        raise kind(f"{server!r} refused the address: {code} {_said(words)}") from error
    except smtplib.SMTPAuthenticationError as error:
        raise SendError(f"{server!r} refused user or password: {error.smtp_code}") from error
    except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
        kind = NotSentError if error.smtp_code >= 500 else SendError
        raise kind(f"{server!r} refused the mail: {error.smtp_code} {_said(error.smtp_error)}") from error
    except (OSError, EgressError) as error:
        if time.monotonic() - began >= within_s:
            raise SendError(f"{server!r}: the conversation took longer than {within_s:g} s") from error
        raise SendError(f"{server!r}: {type(error).__name__}: {str(error)[:200]}") from error
    except ValueError as error:  # a challenge that is no base64, for one
        raise SendError(f"{server!r} cannot be understood: {str(error)[:200]}") from error


def _leave(talk: Conversation) -> None:
    """End the conversation; what the server says to that changes nothing about a mail that it has taken over."""
    try:
        with suppress(OSError, EgressError):
            talk.quit()
    finally:
        talk.close()


def _subject(brief: Brief, name: str) -> str:
    title, name = wording.title(brief), wording.clean(name)
    room = _MAX_SUBJECT - len(title) - 2
    if len(name) > room:  # what tells one edition from the next stays whole
        name = name[: room - 1] + "…"
    return f"{name}: {title}" if name else title


def _said(words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return wording.clean(text)[:200]
