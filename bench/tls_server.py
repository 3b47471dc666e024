"""A TLS server on many loopback addresses, each with a certificate of its own: what the benchmarks look at.

python -m bench.tls_server PORT FOLDER: serves each address that has a certificate in FOLDER, `<address>.pem`.
"""

import asyncio
import ssl
import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from tests.authority import NOW, Authority

KEY = "server.key"
TRUST = "trust.pem"
READY = "serving"

_PAGE = b"<!doctype html><title>Cong</title>" + b"<p>Dich vu cong truc tuyen</p>" * 60
_ANSWER = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n"
    + f"Content-Length: {len(_PAGE)}\r\n\r\n".encode()
    + _PAGE
)


def write_certificates(folder: Path, addresses: Sequence[str]) -> None:
    """A certificate for each address, below one intermediate authority; each ends on a day of its own."""
    root = Authority.root()
    sub = root.sub()
    first = sub.server("localhost")
    (folder / TRUST).write_bytes(root.pem)
    (folder / KEY).write_bytes(first.key_pem)
    for number, address in enumerate(addresses):
        issued = sub.server(address, key=first.key, ends=NOW + timedelta(days=30, minutes=number))
        (folder / f"{address}.pem").write_bytes(issued.chain_pem)


async def _serve(port: int, folder: Path, chains: Sequence[Path]) -> None:
    servers = []
    for chain in chains:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(chain, folder / KEY)
        context.num_tickets = 0
        servers.append(await asyncio.start_server(_answer, chain.stem, port, ssl=context))
    print(READY, flush=True)
    await asyncio.gather(*(server.serve_forever() for server in servers))


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(_ANSWER)
        await writer.drain()
    except (OSError, asyncio.IncompleteReadError):
        pass  # who asked has left
    finally:
        writer.close()


if __name__ == "__main__":
    certificates = Path(sys.argv[2])
    asyncio.run(_serve(int(sys.argv[1]), certificates, sorted(certificates.glob("127.*.pem"))))
