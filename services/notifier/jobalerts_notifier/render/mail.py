"""A message as a mail: text and HTML by template, and the headers that a good alert mail carries."""

from __future__ import annotations

import re
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime, parseaddr

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from jobalerts_notifier.message import Message
from jobalerts_notifier.retry import Kind

# Folding would cut these or dress them as encoded words, and a URL in such a dress is no URL.
UNFOLDED = frozenset({"list-unsubscribe", "list-unsubscribe-post", "message-id", "feedback-id"})
LOCAL = re.compile(r"[^\s@<>()\[\],;:\\\"]{1,64}")
DOMAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")


class MailPolicy(EmailPolicy):
    """The standard one for SMTP, except that headers which hold a URL or an id stay in one piece."""

    def fold(self, name: str, value: str) -> str:
        return f"{name}: {value}\r\n" if name.lower() in UNFOLDED else super().fold(name, value)

    def fold_binary(self, name: str, value: str) -> bytes:
        if name.lower() in UNFOLDED:
            return self.fold(name, value).encode("ascii")
        # The library breaks a line behind a blank and begins the next with one: both would be read.
        return super().fold_binary(name, value).replace(b" \r\n ", b"\r\n ")


POLICY = MailPolicy(linesep=SMTP.linesep, cte_type="7bit")


class MailWriter:
    """Writes mails from one sender; templates are read and compiled once."""

    def __init__(self, mail_from: str) -> None:
        self._from = mail_from
        self.sender = parseaddr(mail_from)[1]
        self._domain = self.sender.rpartition("@")[2] or "localhost"
        environment = Environment(
            loader=PackageLoader("jobalerts_notifier.render"),
            autoescape=select_autoescape(["html"]),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.globals["also"] = also
        self._templates = {
            (name, form): environment.get_template(f"{name}.{form}")
            for name in ("alert", "confirmation")
            for form in ("txt", "html")
        }

    def write(self, message: Message, address: str) -> EmailMessage:
        """Raises ValueError for an address that is none."""
        local, _, domain = mail_address(address).rpartition("@")
        mail = EmailMessage(policy=POLICY if local.isascii() else POLICY.clone(utf8=True))
        mail["From"] = self._from
        mail["To"] = Address(username=local, domain=domain)
        # The library reads a header that it is given: an encoded word in a title would be decoded, line breaks and all.
        mail["Subject"] = message.subject.replace("=?", "= ?")
        mail["Date"] = format_datetime(message.created_at)
        mail["Message-ID"] = f"<{message.delivery_id.hex}@{self._domain}>"
        mail["Auto-Submitted"] = "auto-generated"
        mail["Feedback-ID"] = f"{message.kind}:{self._domain}:jobalerts"
        if message.kind is not Kind.CONFIRMATION:
            self._mark_as_list(mail, message)
        self._fill(mail, message)
        return mail

    def _mark_as_list(self, mail: EmailMessage, message: Message) -> None:
        """RFC 2919, RFC 2369 and the one click of RFC 8058."""
        mail["List-Id"] = f"Job alerts <alerts.{self._domain}>"
        mail["Precedence"] = "list"
        if message.unsubscribe_url:
            mail["List-Unsubscribe"] = f"<{message.unsubscribe_url}>"
            mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"

    def _fill(self, mail: EmailMessage, message: Message) -> None:
        name = "confirmation" if message.kind is Kind.CONFIRMATION else "alert"
        text = self._templates[name, "txt"].render(message=message)
        html = self._templates[name, "html"].render(message=message)
        mail.set_content(text, cte="quoted-printable")
        mail.add_alternative(html, subtype="html", cte="quoted-printable")


def mail_address(address: str) -> str:
    """With the domain in the letters that DNS knows; raises ValueError for what is no address."""
    local, _, domain = address.strip().rpartition("@")
    host = domain.encode("idna").decode("ascii")
    if not LOCAL.fullmatch(local) or not local.isprintable() or not DOMAIN.fullmatch(host):
        raise ValueError("This is not a mail address.")
    return f"{local}@{host}"


def also(others: int) -> str:
    return f"Also wanted by {'another' if others == 1 else f'{others} others'} of your subscriptions"
