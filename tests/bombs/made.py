"""Inputs made to hurt a parser, written by code: feeds, pages, mails, lists and answers of web servers.

A bomb is a name and a function that makes it, so that none is built before it is thrown.
"""

import base64
import gzip
import zlib
from collections.abc import Callable, Iterator

import brotli

from tests.loopback import Asked, reply

MIB = 1 << 20
Make = Callable[[], bytes]
ITEM = b"<item><guid>1</guid><title>Troops move</title></item>"


def rss(inside: bytes = ITEM, before: bytes = b"") -> bytes:
    """A feed with this in its channel."""
    return (
        b'<?xml version="1.0"?>'
        + before
        + b'<rss version="2.0"><channel><title>T</title>'
        + inside
        + b"</channel></rss>"
    )


def atom(inside: bytes) -> bytes:
    """An Atom feed with this in it."""
    return b'<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title>' + inside + b"</feed>"


def json_feed(items: bytes) -> bytes:
    """A JSON Feed with these items."""
    return b'{"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": ' + items + b"}"


def entities(levels: int, width: int) -> bytes:
    """A document type whose entities multiply."""
    lines = [b'<!ENTITY e0 "lol">']
    lines += [b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * width) for n in range(1, levels)]
    return b"<!DOCTYPE rss [" + b"".join(lines) + b"]>"


def titled(title: bytes) -> bytes:
    """A feed with one entry of this headline."""
    return rss(b"<item><title>" + title + b"</title></item>")


def told(text: bytes) -> bytes:
    """A feed with one entry of this text, in CDATA."""
    return rss(b"<item><title>A</title><description><![CDATA[" + text + b"]]></description></item>")


def mail(body: bytes, headers: bytes = b"Content-Type: text/plain") -> bytes:
    """A mail with these headers and this body."""
    return b"From: Desk <a@b.example>\nDate: Mon, 28 Oct 2024 08:00:00 +0000\n" + headers + b"\n\n" + body


def nested_parts(depth: int, kind: bytes = b"multipart/mixed") -> bytes:
    """A mail of parts within parts."""
    opening = [b'Content-Type: %s; boundary="b%d"\n\n--b%d\n' % (kind, n, n) for n in range(depth)]
    return b"From: a@b.example\n" + b"".join(opening) + b"Content-Type: text/plain\n\nwords\n"


def forwarded(depth: int) -> bytes:
    """A mail forwarded inside a forward, and so on."""
    return b"From: a@b.example\nContent-Type: message/rfc822\n\n" * depth + b"From: a@b.example\n\nwords\n"


def packed_twice() -> bytes:
    """Two gigabytes in under two kilobytes, packed twice."""
    packer = zlib.compressobj(9, wbits=31)
    once = b"".join([*(packer.compress(bytes(16 * MIB)) for _ in range(8)), packer.flush()])
    return gzip.compress(once)


def zeros(size: int, wbits: int) -> bytes:
    """Zeros, packed."""
    packer = zlib.compressobj(9, wbits=wbits)
    return b"".join([*(packer.compress(bytes(MIB)) for _ in range(size // MIB)), packer.flush()])


ATTRIBUTES = b" ".join(b'a%d="x"' % n for n in range(40_000))
FEEDS: dict[str, Make] = {
    "billion laughs": lambda: rss(b"<item><title>&e9;</title></item>", entities(10, 10)),
    "quadratic entity": lambda: rss(
        b"<item><title>" + b"&e0;" * 50_000 + b"</title></item>",
        b'<!DOCTYPE rss [<!ENTITY e0 "' + b"x" * 50_000 + b'">]>',
    ),
    "entity of itself": lambda: rss(
        b"<item><title>&a;</title></item>", b'<!DOCTYPE x [<!ENTITY a "&b;"><!ENTITY b "&a;">]>'
    ),
    "external entity": lambda: rss(
        b"<item><title>&x;</title></item>", b'<!DOCTYPE x [<!ENTITY x SYSTEM "file:///dev/zero">]>'
    ),
    "external document type": lambda: rss(ITEM, b'<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/x.dtd">'),
    "parameter entities": lambda: rss(
        ITEM, b"<!DOCTYPE x [<!ENTITY % a \"<!ENTITY b 'c'>\">" + b"%a;" * 20_000 + b"]>"
    ),
    "many entity declarations": lambda: rss(ITEM, b"<!DOCTYPE x [" + b'<!ENTITY a "b">' * 50_000 + b"]>"),
    "40,000 attributes": lambda: rss(b"<item " + ATTRIBUTES + b"><title>A</title></item>"),
    "40,000 attributes in UTF-16": lambda: (
        rss(b"<item " + ATTRIBUTES + b"><title>A</title></item>").decode().encode("utf-16")
    ),
    "attributes without quotes": lambda: rss(b"<item " + ATTRIBUTES.replace(b'"', b"") + b"><title>A</title></item>"),
    "attributes in XHTML": lambda: atom(
        b'<entry><title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p '
        + ATTRIBUTES
        + b"/></div></title></entry>"
    ),
    "name spaces": lambda: rss(
        b"".join(b'<x xmlns:n%d="http://a.example/%d"/>' % (n, n) for n in range(20_000)) + ITEM
    ),
    "deep elements": lambda: rss(b"<item>" + b"<a>" * 200_000),
    "items in items": lambda: rss(b"<item>" * 200_000),
    "deep XHTML": lambda: atom(
        b'<entry><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">'
        + b"<b>" * 100_000
        + b"</div></content></entry>"
    ),
    "100,000 items": lambda: rss(b"<item><title>x</title></item>" * 100_000),
    "open CDATA": lambda: rss(b"<item><title>" + b"<![CDATA[" * 200_000),
    "open comments": lambda: rss(b"<!--" * 300_000),
    "open declarations": lambda: b"<!DOCTYPE " * 200_000 + rss(),
    "opening brackets": lambda: titled(b"<" * 1_000_000),
    "ampersands": lambda: titled(b"&" * 1_000_000),
    "unknown entities": lambda: titled(b"&foo;" * 500_000),
    "a headline of 4 MiB": lambda: titled(b"word " * 800_000),
    "divs in a text": lambda: told(b"<div>" * 150_000),
    "bold and paragraphs in a text": lambda: told(b"<b><p>" * 100_000),
    "tables in a text": lambda: told(b"<table><tr><td>" * 50_000),
    "many texts of divs": lambda: rss(
        (b"<item><title>A</title><description><![CDATA[" + b"<div>" * 9_900 + b"]]></description></item>") * 70
    ),
    "base64 content": lambda: atom(
        b'<entry><content type="application/octet-stream" mode="base64">'
        + base64.b64encode(bytes(3 * MIB))
        + b"</content></entry>"
    ),
    "a broken charset": lambda: titled("Łódź".encode("iso-8859-2")).replace(b'"1.0"', b'"1.0" encoding="utf-8"'),
    "an unknown charset": lambda: titled(b"\xff\xfe words").replace(b'"1.0"', b'"1.0" encoding="x-none"'),
    "UTF-7": lambda: titled(b"+ADw-script+AD4-").replace(b'"1.0"', b'"1.0" encoding="utf-7"'),
    "half of UTF-16": lambda: titled(b"A").decode().encode("utf-16")[:-1],
    "control characters": lambda: titled(bytes(range(1, 32)) * 10_000),
    "lone surrogates": lambda: titled(b"\xed\xa0\x80 words \xed\xbf\xbf"),
    "deep JSON": lambda: json_feed(b"[" * 200_000),
    "deep JSON objects": lambda: json_feed(b'[{"a": ' * 100_000),
    "a number of 1 MiB": lambda: json_feed(b"[" + b"9" * MIB + b"]"),
    "lone surrogates in JSON": lambda: json_feed(b'[{"id": "\\ud800", "title": "\\udfff words \\ud83d"}]'),
    "the same key often": lambda: json_feed(b"[{" + b'"id": "1",' * 200_000 + b'"title": "A"}]'),
    "100,000 JSON items": lambda: json_feed(b"[" + b'{"title": "x"},' * 100_000 + b"{}]"),
    "tombstones": lambda: atom(b'<at:deleted-entry ref="x" ' * 100_000),
}
PAGES: dict[str, Make] = {
    "deep divs": lambda: b"<html><body>" + b"<div>" * 100_000 + b"words",
    "deep tables": lambda: b"<html><body>" + b"<table><tr><td>" * 50_000 + b"words",
    "attributes": lambda: b"<html><body><p " + ATTRIBUTES + b">words</p></body></html>",
    "open comments": lambda: b"<html><body>" + b"<!--" * 500_000,
    "entities": lambda: b"<html><body><p>" + b"&amp;" * 500_000 + b"</p></body></html>",
    "NUL bytes": lambda: b"<html><body><p>" + b"\x00" * MIB + b"</p></body></html>",
    "a broken charset": lambda: b"<html><meta charset='x-none'><body><p>\xff\xfe\xfd words</p></body></html>",
    "paragraphs": lambda: (
        b"<html><body><article>" + b"<p>word word word word word word</p>" * 60_000 + b"</article></body></html>"
    ),
}
TOLD = b"Ferry crews strike\n\nNo boat left the quay on Friday.\n\n%\n\nThe crane fell at dawn, sold twice.\n"
NEWSLETTERS: dict[str, tuple[str, Make]] = {
    "encoded words": ("message/rfc822", lambda: mail(b"words", b"Subject: " + b"=?utf-8?q?=41?= " * 18_000)),
    "encoded words, a header each": ("message/rfc822", lambda: mail(b"words", b"Subject: =?utf-8?b?QQ==?=\n" * 60_000)),
    "3,000 nested parts": ("message/rfc822", lambda: nested_parts(3_000)),
    "3,000 forwards": ("message/rfc822", lambda: forwarded(3_000)),
    "20,000 parts": (
        "message/rfc822",
        lambda: mail(b"--b\n\nx\n" * 20_000, b'Content-Type: multipart/mixed; boundary="b"'),
    ),
    "a boundary of every letter": (
        "message/rfc822",
        lambda: mail(b"--x\n" * 300_000, b'Content-Type: multipart/mixed; boundary="x"'),
    ),
    "a word without end": ("text/plain", lambda: TOLD.replace(b"%", b"A-" * 50_000)),
    "rows of a table without end": ("text/plain", lambda: TOLD.replace(b"%", b"| a |\n" * 9_000)),
    "no boundary": ("message/rfc822", lambda: mail(b"words" * 1000, b"Content-Type: multipart/mixed")),
    "headers without end": ("message/rfc822", lambda: b"X: y\n" * 400_000),
    "a header without end": ("message/rfc822", lambda: b"Subject: " + b"x\n " * 600_000),
    "parameters": ("message/rfc822", lambda: mail(b"words", b"Content-Type: text/plain; " + b"a=b; " * 300_000)),
    "broken base64": (
        "message/rfc822",
        lambda: mail(b"=" * MIB, b"Content-Transfer-Encoding: base64\nContent-Type: text/html"),
    ),
    "quoted-printable": ("message/rfc822", lambda: mail(b"=" * MIB, b"Content-Transfer-Encoding: quoted-printable")),
    "a charset that is none": (
        "message/rfc822",
        lambda: mail(b"\xff\xfe words", b"Content-Type: text/plain; charset=idna"),
    ),
    "divs": ("text/html", lambda: b"<div><b>x" * 200_000),
    "quotes": ("text/html", lambda: b"<a href=\"'x" * 150_000),
    "comments": ("text/html", lambda: b"<!--" * 500_000),
    "attributes in HTML": ("text/html", lambda: b"<p " + b"a=b " * 400_000 + b">words</p>"),
    "a hidden megabyte": (
        "text/html",
        lambda: b"<p style='display:none'>" + b"word " * 400_000 + b"</p><p>A word.</p>",
    ),
    "brackets": ("text/markdown", lambda: b"[a](" * 500_000),
    "stars": ("text/markdown", lambda: b"**_" * 600_000),
    "spaces": ("text/plain", lambda: b"a" + b" " * 2_000_000 + b"b"),
    "rules": ("text/plain", lambda: b"=" * 2_000_000),
    "bullets": ("text/plain", lambda: b"* a\n" * 500_000),
    "surrogates": ("text/plain", lambda: b"words \xed\xa0\x80 words" * 1000),
    "bidi marks": ("text/plain", lambda: "\u202e\u202d".encode() * 200_000 + b"words"),
    "combining marks": ("text/plain", lambda: b"a" + "\u0301".encode() * 900_000),
}
LISTS: dict[str, Make] = {
    "billion laughs": lambda: entities(10, 10).replace(b"rss", b"opml") + b"<opml>&e9;</opml>",
    "deep outlines": lambda: b"<opml>" + b"<outline>" * 200_000,
    "attributes": lambda: b"<opml><outline " + ATTRIBUTES + b"/></opml>",
    "50,000 feeds": lambda: b"<opml>" + b"".join(b'<outline xmlUrl="a%d"/>' % n for n in range(50_000)) + b"</opml>",
}


def drip(head: bytes, piece: bytes) -> Iterator[bytes]:
    """An answer that trickles for ever."""
    import time

    yield head
    while True:
        time.sleep(0.1)
        yield piece


OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n"
ANSWERS: dict[str, Callable[[Asked], bytes | Iterator[bytes]]] = {
    "gzip in gzip": lambda _: reply(packed_twice(), Content_Encoding="gzip"),
    "gzip in gzip, said": lambda _: reply(packed_twice(), Content_Encoding="gzip, gzip"),
    "a gigabyte of gzip": lambda _: reply(zeros(1024 * MIB, 31), Content_Encoding="gzip"),
    "a gigabyte of deflate": lambda _: reply(zeros(1024 * MIB, -15), Content_Encoding="deflate"),
    "brotli": lambda _: reply(brotli.compress(bytes(256 * MIB), quality=3), Content_Encoding="br"),
    "a slow body": lambda _: drip(OK + b"Content-Length: 1000000\r\n\r\n", b"x"),
    "slow chunks": lambda _: drip(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
    "slow headers": lambda _: drip(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"),
    "one endless header": lambda _: drip(b"HTTP/1.1 200 OK\r\nX: ", b"y" * 100),
    "continue for ever": lambda _: drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "redirects for ever": lambda asked: reply(status="302 Found", Location=asked.path + "x"),
    "a redirect to itself": lambda asked: reply(status="301 Moved Permanently", Location=asked.path),
    "a redirect to a file": lambda _: reply(status="302 Found", Location="file:///etc/passwd"),
    "a redirect inwards": lambda _: reply(status="302 Found", Location="http://169.254.169.254/latest/"),
    "chunks of one byte": lambda _: OK + b"Transfer-Encoding: chunked\r\n\r\n" + b"1\r\nx\r\n" * 900_000,
    "a chunk of any size": lambda _: OK + b"Transfer-Encoding: chunked\r\n\r\n" + b"f" * 100_000,
    "100,000 headers": lambda _: b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 100_000 + b"\r\n",
    "no web server": lambda _: b"SSH-2.0-OpenSSH_9.6\r\n" * 1000,
}
COUNT = len(FEEDS) + len(PAGES) + len(NEWSLETTERS) + len(LISTS) + len(ANSWERS)
