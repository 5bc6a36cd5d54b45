"""Apps for lol in Python: the app's end of the protocol of docs/app-bridge.md, with the standard library alone.

    class Counter(lol_app.App):
        ...

    lol_app.serve(Counter())

A node calls the methods of an app in one thread, one after the other. Only what `snapshot` and `fold` return is read
in threads of its own, beside everything else.
"""

import os
import queue
import socket
import struct
import threading
from typing import Iterable, Iterator, NamedTuple, Optional

VERSION = 1
HELLO, WELCOME, REFUSED = 1, 2, 3
INSTALL, APPLY, QUERY, SNAPSHOT, FOLD, DIGEST, PING, COMMANDS = range(16, 24)
DONE, RESPONSES, FAILED = 32, 33, 34
DATA, END, CREDIT, CANCEL, WANT_SNAPSHOT = 48, 49, 50, 51, 52
HEAD = struct.Struct(">IBI")  # length of what follows it, type, id
PIECE_BYTES = 64 * 1024


class Command(NamedTuple):
    index: int
    term: int
    time: int  # log time in milliseconds: equal on every node, never a wall clock
    payload: bytes


class App:
    """A state machine. What it does must follow from its commands alone: no clock, no randomness, no I/O."""

    def install(self, pieces: Optional[Iterator[bytes]]) -> None:
        """Replaces all state: by the snapshot whose bytes these are, or by the empty one for None."""
        raise NotImplementedError

    def apply(self, command: Command) -> bytes:
        """Applies a command and answers it. Failures of the app's own are answers; an exception stops the group."""
        raise NotImplementedError

    def query(self, request: bytes) -> bytes:
        """Answers without changing anything. An exception goes to the caller."""
        raise NotImplementedError

    # Optional. The node makes snapshots where there is `snapshot` or `fold`:
    # def snapshot(self) -> Iterable[bytes]: a view of the present state, which later commands do not change.
    # def fold(self, old: Optional[Iterator[bytes]], commands: Iterator[Command]) -> Iterable[bytes]: the next
    #     snapshot from the last one and the commands since, without touching the state.
    # def digest(self) -> bytes: equal on nodes of equal state.


class Refused(Exception):
    """The node does not want this app; the message says why."""


class ProtocolError(Exception):
    """The node sent what the protocol does not allow."""


class _Ended(Exception):
    """The node has closed the connection."""


class _Cancelled(Exception):
    """The node does not want it any more."""


class _Stream:
    """Bytes of one request, both ways. The main thread feeds it; the thread of the request uses it."""

    def __init__(self, connection: "_Connection", id: int) -> None:
        self.connection = connection
        self.id = id
        self.received: "queue.Queue[object]" = queue.Queue()  # bounded by the credit that the node has
        self.credit = connection.window
        self.cancelled = False
        self.changed = threading.Condition()
        self.taken = 0

    def granted(self, count: int) -> None:
        with self.changed:
            self.credit += count
            self.changed.notify_all()

    def cancel(self) -> None:
        with self.changed:
            self.cancelled = True
            self.changed.notify_all()
        self.received.put(_Cancelled())

    def take(self) -> object:
        """The next frame as (type, body)."""
        item = self.received.get()
        if isinstance(item, Exception):
            raise item
        self.connection.count(self, len(item[1]))
        return item

    def pieces(self) -> Iterator[bytes]:
        while True:
            type, body = self.take()
            if type == END:
                return
            yield body

    def commands(self) -> Iterator[Command]:
        while True:
            type, body = self.take()
            if type == END:
                return
            yield from _commands(body)

    def send_all(self, source: Iterable[bytes]) -> None:
        for bytes_ in source:
            view = memoryview(bytes_)
            for at in range(0, len(view), self.connection.piece):
                piece = view[at : at + self.connection.piece]
                with self.changed:
                    while self.credit <= 0 and not self.cancelled:
                        self.changed.wait()
                    if self.cancelled:
                        raise _Cancelled()
                    self.credit -= len(piece)
                self.connection.send(DATA, self.id, piece)
        self.connection.send(END, self.id)


def _commands(body: bytes) -> Iterator[Command]:
    (count,) = struct.unpack_from(">I", body)
    at = 4
    for _ in range(count):
        index, term, time, length = struct.unpack_from(">QQQI", body, at)
        at += 28
        yield Command(index, term, time, bytes(body[at : at + length]))
        at += length


def _text(error: BaseException) -> bytes:
    return f"{type(error).__name__}: {error}".encode()[:16_384]


class _Connection:
    def __init__(self, app: App, sock: socket.socket, token: str) -> None:
        self.app = app
        self.socket = sock
        self.reader = sock.makefile("rb")
        self.lock = threading.Lock()
        self.streams: "dict[int, _Stream]" = {}
        capabilities = sum(bit for bit, name in ((1, "snapshot"), (2, "fold"), (4, "digest")) if hasattr(app, name))
        secret = token.encode()
        self.send(HELLO, 0, struct.pack(">4sHHIH", b"LOLA", VERSION, VERSION, capabilities, len(secret)) + secret)
        type, _, body = self.read()
        if type != WELCOME:
            raise ProtocolError(f"a frame of type {type} in the place of a welcome")
        _, self.max_frame, self.window = struct.unpack_from(">HII", body)
        self.name = body[10:].decode()
        self.piece = min(PIECE_BYTES, self.max_frame - 5)

    def send(self, type: int, id: int, body: "bytes | memoryview" = b"") -> None:
        with self.lock:
            self.socket.sendall(HEAD.pack(5 + len(body), type, id))
            if len(body) > 0:
                self.socket.sendall(body)

    def read(self) -> "tuple[int, int, bytes]":
        head = self.reader.read(HEAD.size)
        if len(head) < HEAD.size:
            raise _Ended()
        length, type, id = HEAD.unpack(head)
        body = self.reader.read(length - 5)
        if len(body) < length - 5:
            raise _Ended()
        if type == REFUSED:
            raise Refused(body[2:].decode())
        return type, id, body

    def count(self, stream: _Stream, taken: int) -> None:
        """Gives credit for what was taken."""
        stream.taken += taken
        if stream.taken >= self.window // 2:
            self.send(CREDIT, stream.id, struct.pack(">I", stream.taken))
            stream.taken = 0

    def answer(self, id: int, body: bytes) -> None:
        if len(body) > self.max_frame - 5:
            self.fail(id, ValueError(f"an answer of {len(body)} bytes is too large for a frame"))
        else:
            self.send(DONE, id, body)

    def fail(self, id: int, error: BaseException, index: int = 0) -> None:
        self.send(FAILED, id, struct.pack(">Q", index) + _text(error))

    def run(self) -> None:
        while True:
            self.handle(*self.read())

    def handle(self, type: int, id: int, body: bytes) -> None:
        if type == APPLY:
            self.apply(id, body)
        elif type == QUERY:
            self.try_answer(id, lambda: self.app.query(body))
        elif type == INSTALL:
            self.install(id, body)
        elif type == SNAPSHOT:
            self.snapshot(id)
        elif type == FOLD:
            self.fold(id, body)
        elif type == DIGEST:
            self.try_answer(id, lambda: self.app.digest())
        else:
            self.beside(type, id, body)

    def beside(self, type: int, id: int, body: bytes) -> None:
        """What may come at any time."""
        stream = self.streams.get(id)
        if type == PING:
            self.send(DONE, id)
        elif type in (DATA, COMMANDS, END):
            if stream is not None:
                stream.received.put((type, body))
        elif type == CREDIT:
            if stream is not None:
                stream.granted(struct.unpack(">I", body)[0])
        elif type == CANCEL:
            if stream is not None:
                stream.cancel()
        else:
            raise ProtocolError(f"a frame of type {type}")

    def try_answer(self, id: int, call) -> None:
        try:
            answer = call()
        except Exception as error:
            self.fail(id, error)
        else:
            self.answer(id, answer)

    def apply(self, id: int, body: bytes) -> None:
        responses: "list[bytes]" = []
        size = 9
        for command in _commands(body):
            try:
                response = self.app.apply(command)
                if 13 + len(response) > self.max_frame:
                    raise ValueError(f"a response of {len(response)} bytes is too large for a frame")
            except Exception as error:
                self.respond(id, responses)
                self.fail(id, error, command.index)
                return
            if size + 4 + len(response) > self.max_frame:
                self.respond(id, responses)
                responses, size = [], 9
            responses.append(response)
            size += 4 + len(response)
        self.respond(id, responses)

    def respond(self, id: int, responses: "list[bytes]") -> None:
        if responses:
            parts = [struct.pack(">I", len(responses))]
            for response in responses:
                parts += [struct.pack(">I", len(response)), response]
            self.send(RESPONSES, id, b"".join(parts))

    def install(self, id: int, body: bytes) -> None:
        """In the main thread: nothing else is to be done until the state is there."""

        def pieces() -> Iterator[bytes]:
            while True:
                type, of, piece = self.read()
                if of != id or type not in (DATA, END, CANCEL):
                    self.beside(type, of, piece)
                elif type == CANCEL:
                    raise _Cancelled()
                elif type == END:
                    return
                else:
                    self.count(stream, len(piece))
                    yield piece

        stream = _Stream(self, id)
        source = pieces() if body[0] else None
        try:
            self.app.install(source)
            if source is not None:
                for _ in source:  # what the app did not care for
                    pass
        except _Cancelled:
            return
        except (_Ended, Refused, ProtocolError, OSError):
            raise
        except Exception as error:
            self.fail(id, error)
        else:
            self.send(DONE, id)

    def snapshot(self, id: int) -> None:
        try:
            view = self.app.snapshot()
        except Exception as error:
            self.fail(id, error)
        else:
            self.start(_Stream(self, id), lambda stream: view)

    def fold(self, id: int, body: bytes) -> None:
        has_old = body[0]

        def run(stream: _Stream) -> Iterator[bytes]:
            old = stream.pieces() if has_old else None

            def commands() -> Iterator[Command]:
                if old is not None:
                    for _ in old:  # what fold has not read of it
                        pass
                yield from stream.commands()

            rest = commands()
            yield from self.app.fold(old, rest)
            for _ in rest:
                pass

        self.start(_Stream(self, id), run)

    def start(self, stream: _Stream, source) -> None:
        def run() -> None:
            try:
                stream.send_all(source(stream))
            except (_Cancelled, OSError):
                pass  # nobody waits for it; a broken connection is the main thread's to notice
            except Exception as error:
                try:
                    self.fail(stream.id, error)
                except OSError:
                    pass
            finally:
                self.streams.pop(stream.id, None)

        self.streams[stream.id] = stream
        threading.Thread(target=run, daemon=True).start()


def serve(app: App, address: Optional[str] = None, token: Optional[str] = None) -> None:
    """Serves the app to a node until that closes the connection. Both come from the environment where the node has
    started this program.

    Whoever goes on calls it again: the node begins with `install`.
    """
    address = address or os.environ["LOL_APP_ADDRESS"]
    token = os.environ.get("LOL_APP_TOKEN", "") if token is None else token
    kind, _, place = address.partition(":")
    if kind == "unix":
        sock = socket.socket(socket.AF_UNIX)
        sock.connect(place)
    elif kind == "tcp":
        host, _, port = place.rpartition(":")
        sock = socket.create_connection((host, int(port)))
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    else:
        raise ValueError(f"{address} is not an address such as unix:/path or tcp:127.0.0.1:7000")
    with sock:
        try:
            _Connection(app, sock, token).run()
        except (_Ended, ConnectionResetError, BrokenPipeError):
            pass
