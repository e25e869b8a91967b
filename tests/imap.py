"""A small mail server on loopback that speaks as much IMAP as a reader needs, and notes what it was told."""

import re
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field


@dataclass
class MailServer:
    """One account with one mailbox; tests change it while it runs."""

    port: int = 0
    user: str = "desk"
    password: str = "s3cret pass"
    mailbox: str = "INBOX"  # as commands name it
    validity: int = 7
    mails: dict[int, bytes] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    chatter: Iterator[bytes] | None = None  # said before a search is answered
    announce: int | None = None  # bytes that a mail is said to have; None: as many as it has
    broken: int | None = None  # the mail in whose middle the server hangs up

    def answer(self, tag: str, command: str) -> Iterator[bytes]:
        """What is said to one command."""
        word, _, rest = command.partition(" ")
        match word.upper():
            case "CAPABILITY":
                yield b"* CAPABILITY IMAP4rev1\r\n"
            case "LOGIN":
                if rest != f'"{self.user}" "{self.password}"':
                    yield f"{tag} NO wrong: {rest}\r\n".encode()
                    return
            case "EXAMINE" if rest == f'"{self.mailbox}"':
                yield f"* {len(self.mails)} EXISTS\r\n* OK [UIDVALIDITY {self.validity}] valid\r\n".encode()
            case "LOGOUT":
                yield b"* BYE\r\n"
            case "UID" if rest.startswith("SEARCH UID "):
                yield from self.chatter or ()
                first = int(rest.split(" ")[2].split(":")[0])
                found = [uid for uid in self.mails if uid >= first] or [max(self.mails, default=1)]
                yield f"* SEARCH {' '.join(map(str, found)) if self.mails else ''}\r\n".encode()
            case "UID" if found := re.fullmatch(r"FETCH (\d+) \(RFC822\.SIZE\)", rest):
                yield f"* 1 FETCH (UID {found[1]} RFC822.SIZE {len(self.mails[int(found[1])])})\r\n".encode()
            case "UID" if found := re.fullmatch(r"FETCH (\d+) \(BODY\.PEEK\[\]\)", rest):
                mail = self.mails[int(found[1])]
                if int(found[1]) == self.broken:
                    yield f"* 1 FETCH (UID {found[1]} BODY[] {{{len(mail)}}}\r\n".encode() + mail[:50]
                    raise ConnectionAbortedError
                size = len(mail) if self.announce is None else self.announce
                yield f"* 1 FETCH (UID {found[1]} BODY[] {{{size}}}\r\n".encode() + mail + b")\r\n"
            case _:
                yield f"{tag} NO no such thing\r\n".encode()
                return
        yield f"{tag} OK done\r\n".encode()


@contextmanager
def mail_server(context: ssl.SSLContext | None = None) -> Iterator[MailServer]:
    """Serve until the block ends; with a context over TLS."""
    listener = socket.create_server(("127.0.0.1", 0))
    running = MailServer(listener.getsockname()[1])

    def serve_one(connection: socket.socket) -> None:
        with suppress(OSError), connection:
            secured = context.wrap_socket(connection, server_side=True) if context else connection
            with secured, secured.makefile("rb") as lines:
                secured.sendall(b"* OK ready\r\n")
                for line in lines:
                    tag, _, command = line.decode().strip().partition(" ")
                    running.told.append(command)
                    for said in running.answer(tag, command):
                        secured.sendall(said)
                    if command.upper() == "LOGOUT":
                        return

    def serve() -> None:
        with suppress(OSError):  # closed: the test is over
            while True:
                connection, _ = listener.accept()
                connection.settimeout(30)
                threading.Thread(target=serve_one, args=(connection,), daemon=True).start()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield running
    finally:
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)
