"""Which addresses of the network Sitrep may ask: the form of a URL, and the policy for what its name resolves to.

`ipaddress.is_global` calls NAT64, 6to4, IPv4-compatible and multicast addresses global, each a way around a check;
so the policy is a list of its own, after the special-purpose registries of IANA. Nothing here touches the network.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import quote, urljoin

import idna

from news.errors import SitrepError

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_MAX_URL_CHARS = 4096  # beyond it no browser or server agrees on what a link means
_URL = re.compile(r"(https?)://([^/?#]*)([^?#]*)(\?[^#]*)?(#.*)?", re.IGNORECASE | re.DOTALL)
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_AUTHORITY = re.compile(r"(\[[0-9A-Fa-f:.]{2,45}\]|[^:\[\]@]+)(?::([0-9]{1,5}))?")
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")  # what the C library reads as part of an IPv4 address
_QUAD = re.compile(r"(?:(?:0|[1-9][0-9]{0,2})\.){3}(?:0|[1-9][0-9]{0,2})")
_REFUSED_CHARS = re.compile(r"[\x00-\x20\x7f-\xa0\u2028-\u202e\u2060-\u206f\ufeff\\<>\"^`{|}]")
_DEFAULT_PORTS = {"http": 80, "https": 443}
# Of the ports from 1024 those at which something else than a web server listens as a rule: the fetch standard's
# blocked ports, and databases and control ports that act on whatever line reaches them.
_FOREIGN_PORTS = frozenset(
    (
        *(1433, 1434, 1521, 1719, 1720, 1723, 2049, 2375, 2376, 2379, 2380, 3306, 3389, 3659, 4045, 4190, 5060, 5061),
        *(5432, 5672, 5984, 6000, 6379, 6443, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 7001, 9042, 9092),
        *(9200, 9300, 10080, 10250, 11211, 25565, 27017, 50000),
    )
)
_REFUSED_NETWORKS: tuple[tuple[str, Network], ...] = (
    ("this network", IPv4Network("0.0.0.0/8")),
    ("private", IPv4Network("10.0.0.0/8")),
    ("shared by a provider's customers", IPv4Network("100.64.0.0/10")),
    ("loopback", IPv4Network("127.0.0.0/8")),
    ("a cloud's own service", IPv4Network("168.63.129.16/32")),
    ("link-local", IPv4Network("169.254.0.0/16")),
    ("private", IPv4Network("172.16.0.0/12")),
    ("reserved for protocols", IPv4Network("192.0.0.0/24")),
    ("for documentation", IPv4Network("192.0.2.0/24")),
    ("reserved for protocols", IPv4Network("192.31.196.0/24")),
    ("reserved for protocols", IPv4Network("192.52.193.0/24")),
    ("a 6to4 relay", IPv4Network("192.88.99.0/24")),
    ("private", IPv4Network("192.168.0.0/16")),
    ("reserved for protocols", IPv4Network("192.175.48.0/24")),
    ("for benchmarks", IPv4Network("198.18.0.0/15")),
    ("for documentation", IPv4Network("198.51.100.0/24")),
    ("for documentation", IPv4Network("203.0.113.0/24")),
    ("multicast", IPv4Network("224.0.0.0/4")),
    ("reserved", IPv4Network("240.0.0.0/4")),
    ("reserved for protocols, Teredo among them", IPv6Network("2001::/23")),
    ("for documentation", IPv6Network("2001:db8::/32")),
    ("a 6to4 address", IPv6Network("2002::/16")),
    ("reserved for protocols", IPv6Network("2620:4f:8000::/48")),
    ("given back", IPv6Network("3ffe::/16")),
    ("for documentation", IPv6Network("3fff::/20")),
)
# Outside global unicast there is nothing to ask; the names say which way around was tried.
_GLOBAL_UNICAST = IPv6Network("2000::/3")
_NAMED_V6: tuple[tuple[str, IPv6Network], ...] = (
    ("loopback", IPv6Network("::1/128")),
    ("unspecified", IPv6Network("::/128")),
    ("an IPv4-mapped address", IPv6Network("::ffff:0:0/96")),
    ("an IPv4-compatible address", IPv6Network("::/96")),
    ("a NAT64 address", IPv6Network("64:ff9b::/96")),
    ("a local NAT64 address", IPv6Network("64:ff9b:1::/48")),
    ("unique local", IPv6Network("fc00::/7")),
    ("link-local", IPv6Network("fe80::/10")),
    ("site-local", IPv6Network("fec0::/10")),
    ("multicast", IPv6Network("ff00::/8")),
)
LOOPBACK: tuple[Address, ...] = (IPv4Address("127.0.0.1"), IPv6Address("::1"))
_ISATAP = (0x00005EFE, 0x02005EFE)  # an interface identifier that carries an IPv4 address


class EgressError(SitrepError):
    """Something that was to be fetched or sent outside was not: refused here, or failed on the way."""


class EgressRefusedError(EgressError):
    """Not asked at all: the address is of a form, scheme, port or network that Sitrep does not ask."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a URL leads, taken apart once; what is dialled, sent and verified all comes from here."""

    scheme: str
    host: str  # lower case, ASCII; an IPv6 address stands without brackets
    port: int
    path: str  # with the query, never empty

    @property
    def address(self) -> Address | None:
        """The host as an address; None when it is a name."""
        try:
            return ip_address(self.host)
        except ValueError:
            return None

    @property
    def authority(self) -> str:
        """The Host header: the port only where it is not the scheme's own."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """The address that is asked, in its one normal form."""
        return f"{self.scheme}://{self.authority}{self.path}"


def read_target(url: str) -> Target:
    """Take a URL apart; raises EgressRefusedError for a form that readers of URLs disagree about."""
    shown = repr(url[:200])
    if len(url) > _MAX_URL_CHARS:
        raise EgressRefusedError(f"{shown}: longer than {_MAX_URL_CHARS} characters; give a shorter address")
    if _REFUSED_CHARS.search(url):
        raise EgressRefusedError(f"{shown}: holds a space, control or other character that must be percent-encoded")
    found = _URL.fullmatch(url)
    if found is None:
        raise EgressRefusedError(f"{shown}: is no http or https address; give one such as https://example.org/feed")
    scheme, authority = found[1].lower(), found[2]
    if "@" in authority:
        raise EgressRefusedError(f"{shown}: carries a user name or password, which Sitrep does not send; take it out")
    parts = _AUTHORITY.fullmatch(authority)
    if parts is None:
        raise EgressRefusedError(f"{shown}: names no host that could be asked")
    host = _read_host(parts[1], shown)
    port = int(parts[2]) if parts[2] else _DEFAULT_PORTS[scheme]
    _check_port(port, shown)
    path = quote((found[3] or "/") + (found[4] or ""), safe="%/:?#[]@!$&'()*+,;=~-._")
    return Target(scheme, host, port, path)


def follow(target: Target, location: str) -> Target:
    """Where a redirect leads; raises EgressRefusedError as read_target does, and for a step from https to http."""
    location = location.strip(" \t")
    # urljoin mends addresses that are none, such as http:///; a full address is read as strictly as any other.
    there = read_target(location if _ABSOLUTE.match(location) else urljoin(target.url, location))
    if target.scheme == "https" and there.scheme == "http":
        raise EgressRefusedError(f"{target.url[:200]}: leads from https to http ({there.url[:200]}); ask for that one")
    return there


def check_address(address: str, allowed: Sequence[Network], shown: str) -> Address:
    """The address when it may be asked; raises EgressRefusedError naming what it is.

    allowed holds the networks that the user permits beside the public ones; an address with a scope is never asked.
    """
    try:
        read = ip_address(address)
    except ValueError as error:
        raise EgressRefusedError(f"{shown}: {address[:60]!r} is no address") from error
    if isinstance(read, IPv6Address) and read.scope_id is not None:
        raise EgressRefusedError(f"{shown}: {address[:60]} is bound to one interface of this machine")
    if any(read.version == network.version and read in network for network in allowed):
        return read
    reason = refusal(read)
    if reason is not None:
        raise EgressRefusedError(
            f"{shown}: {read} is {reason}, which Sitrep does not ask; SITREP__ALLOW_NETWORKS can permit its network"
        )
    return read


def is_loopback_name(host: str) -> bool:
    """Whether a name stands for this machine whatever its name server says (RFC 6761)."""
    return host == "localhost" or host.endswith(".localhost")


def refusal(address: Address) -> str | None:
    """What is wrong with an address; None when it is public unicast."""
    for reason, network in _REFUSED_NETWORKS:
        if address.version == network.version and address in network:
            return reason
    if isinstance(address, IPv4Address):
        return None
    if address not in _GLOBAL_UNICAST:
        return next((reason for reason, network in _NAMED_V6 if address in network), "no global unicast address")
    if (int(address) >> 32) & 0xFFFFFFFF in _ISATAP:
        return "an ISATAP address"
    return None


def _read_host(host: str, shown: str) -> str:
    if host.startswith("["):
        try:
            return str(IPv6Address(host[1:-1]))
        except ValueError as error:
            raise EgressRefusedError(f"{shown}: {host} is no IPv6 address") from error
    if "%" in host:
        raise EgressRefusedError(f"{shown}: the host is percent-encoded; write it out")
    name = host.lower()
    if not name.isascii():
        try:
            name = idna.encode(name, uts46=True, std3_rules=True).decode()
        except idna.IDNAError as error:
            raise EgressRefusedError(f"{shown}: {host[:80]!r} is no host name ({error})") from error
        if _NUMBER.fullmatch(name.rpartition(".")[2]):
            raise EgressRefusedError(f"{shown}: {host[:80]!r} is an address in disguise; write it in plain digits")
    labels = name.split(".")
    if _NUMBER.fullmatch(labels[-1]):
        # inet_aton reads 127.1, 0x7f.1 and 2130706433 as addresses, other readers as names.
        if not _QUAD.fullmatch(name) or any(int(label) > 255 for label in labels):
            raise EgressRefusedError(f"{shown}: {host[:80]!r} is no clear IPv4 address; write four numbers of 0 to 255")
        return name
    if len(name) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise EgressRefusedError(f"{shown}: {host[:80]!r} is no host name")
    return name


def _check_port(port: int, shown: str) -> None:
    if port in _DEFAULT_PORTS.values() or (1024 <= port <= 65535 and port not in _FOREIGN_PORTS):
        return
    raise EgressRefusedError(f"{shown}: port {port} is none at which web servers listen; use 80, 443 or one from 1024")
