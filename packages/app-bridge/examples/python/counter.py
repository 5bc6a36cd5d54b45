"""Named counters, replicated by lol. A command is {"name": ..., "add": ...} and is answered with the new total; a query
is {"name": ...}. All of it is JSON.

The node starts this program and tells it where to connect; see README.md beside the package.
"""

import hashlib
import json
from typing import Dict, Iterable, Iterator, Optional

import lol_app

Totals = Dict[str, int]


def encode(totals: Totals) -> Iterator[bytes]:
    for name in sorted(totals):
        yield json.dumps([name, totals[name]]).encode() + b"\n"


def decode(pieces: Optional[Iterator[bytes]]) -> Totals:
    return dict(json.loads(line) for line in b"".join(pieces or ()).splitlines())


def add(totals: Totals, payload: bytes) -> int:
    command = json.loads(payload)
    name = command["name"]
    totals[name] = totals.get(name, 0) + command["add"]
    return totals[name]


class Counters(lol_app.App):
    def __init__(self) -> None:
        self.totals: Totals = {}

    def install(self, pieces: Optional[Iterator[bytes]]) -> None:
        self.totals = decode(pieces)

    def apply(self, command: lol_app.Command) -> bytes:
        return json.dumps(add(self.totals, command.payload)).encode()

    def query(self, request: bytes) -> bytes:
        return json.dumps(self.totals.get(json.loads(request)["name"], 0)).encode()

    def snapshot(self) -> Iterable[bytes]:
        # A copy, since commands go on while it is read. Large states need a structure that shares what has not changed,
        # or `fold` alone.
        return encode(dict(self.totals))

    def fold(self, old: Optional[Iterator[bytes]], commands: Iterator[lol_app.Command]) -> Iterable[bytes]:
        totals = decode(old)
        for command in commands:
            add(totals, command.payload)
        return encode(totals)

    def digest(self) -> bytes:
        digest = hashlib.sha256()
        for line in encode(self.totals):
            digest.update(line)
        return digest.digest()


if __name__ == "__main__":
    lol_app.serve(Counters())
