"""Public addresses: which a webhook may call, so that nobody makes the endpoint speak to its neighbours."""

import errno
import ipaddress
import socket

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

TRANSLATED = ipaddress.ip_network("64:ff9b::/96")  # NAT64: the last four bytes are an IPv4 address (RFC 6052)


def is_public(address: str) -> bool:
    """Whether an IP address is one that anybody in the world could be reached by."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in TRANSLATED:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return inner.is_global and not inner.is_multicast
    return ip.is_global and not ip.is_multicast


def is_address(host: str) -> bool:
    """Whether a host is an address as it stands, which no resolver sees."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


class NotPublicError(OSError):
    """A name leads to an address that may not be called."""


class PublicResolver(AbstractResolver):
    """Looks names up and gives only public addresses.

    What is checked here is what is connected to, so a name that leads elsewhere a moment later (DNS rebinding) gains
    nothing.
    """

    def __init__(self) -> None:
        self._inner = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The public addresses of a name; `NotPublicError` where it has none."""
        found = await self._inner.resolve(host, port, family)
        public = [one for one in found if is_public(one["host"])]
        if not public:
            raise NotPublicError(errno.EACCES, f"{host} is no public address")
        return public

    async def close(self) -> None:
        """Nothing is held."""
        await self._inner.close()
