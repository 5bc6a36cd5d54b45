"""A client of lol made from its .proto files alone: finds and follows the leader, over mutual TLS.

Called with a folder of generated code, the PEM files of authority, certificate and key, a text to write, and the
addresses of all nodes. Prints what it has seen, as JSON.
"""

import json
import sys
import time

folder, ca, cert, key, text, *addresses = sys.argv[1:]
sys.path.insert(0, folder)

import grpc  # noqa: E402
from lol.v1 import error_pb2, service_pb2 as lol, service_pb2_grpc  # noqa: E402


def read(name):
    with open(name, "rb") as file:
        return file.read()


credentials = grpc.ssl_channel_credentials(read(ca), read(key), read(cert))
stubs = {
    address: service_pb2_grpc.RaftStub(
        grpc.secure_channel(address, credentials, [("grpc.ssl_target_name_override", "localhost")])
    )
    for address in addresses
}
seen = {"refused": 0, "hints": []}


def trailers(error):
    return {name: value for name, value in error.trailing_metadata()}


def at_leader(call):
    """Asks one node after the other; one that does not lead says who does, and has done nothing."""
    address = addresses[0]
    end = time.monotonic() + 60
    while True:
        try:
            return call(stubs[address]), address
        except grpc.RpcError as error:
            if time.monotonic() > end:
                raise
            told = trailers(error)
            if error.code() == grpc.StatusCode.FAILED_PRECONDITION:
                ours = error_pb2.RaftError.FromString(told["lol-error-bin"])
                assert (ours.code, ours.outcome) == ("NOT_LEADER", error_pb2.OUTCOME_NOT_APPLIED), ours
                seen["refused"] += 1
                hint = told.get("lol-leader-address")
                if hint is not None:
                    assert hint == ours.leader.address, (hint, ours)
                    address = hint.split("//")[1]
                    seen["hints"].append(address)
                    continue
            elif error.code() not in (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.ABORTED):
                raise
            address = addresses[(addresses.index(address) + 1) % len(addresses)]
            time.sleep(0.05)


write = lol.WriteRequest(group="main", payload=text.encode())
written, leader = at_leader(lambda stub: stub.Write(write, timeout=20))
seen["leader"] = leader
seen["index"] = written.index

# On any node that runs: it asks the leader for the index.
query = lol.QueryRequest(group="main", linearizable=lol.LinearizableRead())
seen["entries"] = []
for stub in stubs.values():
    try:
        answer = stub.Query(query, timeout=20)
    except grpc.RpcError as error:
        if error.code() != grpc.StatusCode.UNAVAILABLE:
            raise
        continue
    seen["entries"].append(json.loads(answer.value))

watch = stubs[leader].WatchStatus(lol.WatchStatusRequest(group="main", interval=100), timeout=20)
first = next(watch).status
seen["watched"] = [first.id, lol.NodeRole.Name(first.role)]
watch.cancel()

# Many calls on one stream, which ends once all are answered.
calls = [lol.Call(id=i, write=lol.WriteRequest(group="main", payload=b"%s-%d" % (text.encode(), i))) for i in range(1, 101)]
frames = stubs[leader].Pipeline(iter([lol.ClientFrame(calls=calls[:50]), lol.ClientFrame(calls=calls[50:])]), timeout=20)
replies = [reply for frame in frames for reply in frame.replies]
assert all(reply.WhichOneof("result") == "write" for reply in replies), replies
seen["pipelined"] = sorted(reply.id for reply in replies) == list(range(1, 101))

print(json.dumps(seen))
