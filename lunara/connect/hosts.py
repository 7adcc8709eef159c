"""Which hosts a data source may reach. Cloud metadata and link-local addresses never; an allow-list narrows the rest."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Sequence
from dataclasses import dataclass

from lunara.errors import ConnectFailed
from lunara.settings import Settings

# Instance metadata of AWS, GCP, Azure, Oracle (169.254.169.254 is link-local already), Alibaba, and AWS over IPv6.
_METADATA = frozenset({"100.100.100.200", "fd00:ec2::254", "fd20:ce::254", "192.0.0.192", "168.63.129.16"})
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_V4_COMPATIBLE = ipaddress.IPv6Network("::/96")


@dataclass(frozen=True)
class Reach:
    """Which hosts the data sources of a server may reach: `allowed` names them (empty: all but the forbidden addresses), `shared`
    says that several organizations share the server. See `resolve`.
    """

    allowed: tuple[str, ...] = ()
    shared: bool = False

    @classmethod
    def of(cls, settings: Settings) -> Reach:
        """As the server is set up."""
        return cls(tuple(settings.allowed_hosts), settings.is_shared)

    def address(self, host: str, port: int) -> str:
        """The address that `host` stands for. Raises ConnectFailed as `resolve` does."""
        return resolve(host, port, self.allowed, shared=self.shared)

    def names(self, host: str) -> bool:
        """Whether `host` is one of those that are named."""
        return host.lower().rstrip(".") in {name.lower().rstrip(".") for name in self.allowed}


def resolve(host: str, port: int, allowed: Sequence[str], *, shared: bool = False) -> str:
    """The address that `host` stands for, to connect to as it is, so that a second look-up cannot lead elsewhere.

    `allowed` (LUNARA_ALLOWED_HOSTS) names the hosts that may be reached; empty allows all but the forbidden addresses.
    On a server that several organizations share (`shared`) the addresses of its own machine and network are reached by name
    alone: whoever signs up there could else look around behind its firewall.
    Raises ConnectFailed when the host is unknown or may not be reached.
    """
    if allowed and not Reach(tuple(allowed)).names(host):
        raise ConnectFailed(
            f"Lunara is not allowed to connect to {host}.",
            "An administrator can add it to LUNARA_ALLOWED_HOSTS.",
            code="host_not_allowed",
        )
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise ConnectFailed(
            f"The host {host} is unknown.",
            "Check its spelling, and that this machine can look it up.",
            code="host_unknown",
        ) from error
    addresses = [str(entry[4][0]) for entry in found]
    for address in addresses:
        if _is_forbidden(address):
            raise ConnectFailed(
                f"{host} is an address that data sources may not reach.",
                "Link-local, metadata, multicast and unspecified addresses are blocked.",
                code="host_not_allowed",
            )
        if shared and not allowed and not _plain(address).is_global:
            raise ConnectFailed(
                f"{host} is an address of this server's own network.",
                "An administrator of the server can open it by naming the host in LUNARA_ALLOWED_HOSTS.",
                code="host_not_allowed",
            )
    # IPv4 first: in containers IPv6 is often resolved and rarely routed.
    return next((address for address in addresses if ":" not in address), addresses[0])


def _is_forbidden(address: str) -> bool:
    ip = _plain(address)
    return ip.is_link_local or ip.is_multicast or ip.is_unspecified or str(ip) in _METADATA


def _plain(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """The address itself, or the IPv4 address that an IPv6 one carries (mapped, 6to4, Teredo, NAT64, v4-compatible)."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv4Address):
        return ip
    if ip.teredo is not None:
        return ip.teredo[1]
    if ip in _NAT64 or (ip in _V4_COMPATIBLE and int(ip) > 1):
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or ip
