"""Asking a server of HTTP/2 whether it is a Ray cluster: one call that changes nothing there.

The frames are those of RFC 9113, the headers are spelt without tables as RFC 7541 allows, and the
call is one of gRPC. Clusters answer by the C++ core of gRPC, which writes statuses in plain bytes.
"""

import os
import re
import socket
import struct
from collections.abc import Iterator

_PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
_DATA, _HEADERS, _SETTINGS, _GOAWAY = 0, 1, 4, 7
_END_OF_STREAM, _END_OF_HEADERS = 1, 4
_PADDED, _WITH_PRIORITY = 8, 32

_HEAD = "/ray.rpc.NodeInfoGcsService/CheckAlive", b""
"""Asks the head of a cluster which nodes are alive, of none."""

_CLIENTS = "/ray.rpc.RayletDriver/ClusterInfo", b"\x08\x06"
"""Asks the server of clients, as ray:// addresses it, for nothing (PING)."""

_VERSION = re.compile(rb"\x12.\d+\.\d+", re.DOTALL)
"""The head answers with the version of Ray, a text in the second field."""

_PONG = re.compile(rb"\x12.\{", re.DOTALL)
"""The server of clients answers with JSON."""

_STRANGER = "what listens there is no Ray cluster"

_WANTS_A_TOKEN = (
    "it wants a token: set RAY_AUTH_MODE=token, and RAY_AUTH_TOKEN or RAY_AUTH_TOKEN_PATH where"
    " the token is not in ~/.ray"
)


def fault_of(there: socket.socket, host: str, *, of_clients: bool) -> str | None:
    """Return why whoever answers on a connection is no cluster that can be used, None if it is.

    Args:
        there: the connection, with a timeout.
        host: whom it is to, with the port.
        of_clients: whether the server of clients is asked, and not the head.

    Raises:
        OSError: when the connection breaks, or nothing comes in time.
    """
    path, asked = _CLIENTS if of_clients else _HEAD
    call = _frame(_HEADERS, _END_OF_HEADERS, _headers(host, path), stream=1)
    message = b"\0" + struct.pack(">I", len(asked)) + asked
    there.sendall(_PREFACE + _frame(_SETTINGS, 0, b""))
    there.sendall(call + _frame(_DATA, _END_OF_STREAM, message, stream=1))
    frames = _frames(there)
    kind, *_ = next(frames, (None,))
    expected = _PONG if of_clients else _VERSION
    return _of_answer(frames, expected) if kind == _SETTINGS else _STRANGER


def _of_answer(
    frames: Iterator[tuple[int, int, int, bytes]], expected: re.Pattern[bytes]
) -> str | None:
    """What is wrong with the answer to the call; None where the server knows it."""
    for kind, flags, stream, content in frames:
        if kind == _GOAWAY:
            return _STRANGER
        if stream == 1 and kind == _DATA:
            return _of_message(content, expected)
        if stream == 1 and kind == _HEADERS:
            block = _unpadded(flags, content)
            if b"\x88" not in block[:4]:  # the status 200 of HTTP, perhaps after a table's size
                return _STRANGER
            if flags & _END_OF_STREAM:
                return _of_status(block.partition(b"grpc-status")[2][:3])
    return _STRANGER


def _of_message(content: bytes, expected: re.Pattern[bytes]) -> str | None:
    """What is wrong with a message of gRPC: there are servers that answer every call."""
    size, message = int.from_bytes(content[1:5], "big"), content[5:]
    if content[:1] != b"\0" or len(content) < 5:
        return _STRANGER
    return None if len(message) < size or expected.search(message) else _STRANGER


def _of_status(status: bytes) -> str | None:
    """What the status of gRPC says, a length and digits, of a call that gave nothing else."""
    if status == b"\x0216":  # who asks has not said who it is; Ray does where it is told to
        told = os.environ.get("RAY_AUTH_MODE", "").lower() == "token"
        return None if told else _WANTS_A_TOKEN
    return _STRANGER if status in (b"", b"\x0212") else None  # 12: no such call


def _unpadded(flags: int, content: bytes) -> bytes:
    content = content[1:] if flags & _PADDED else content
    return content[5:] if flags & _WITH_PRIORITY else content


def _headers(host: str, path: str) -> bytes:
    """The headers of a call: of the static table, or as text that no table keeps."""
    return (
        b"\x83\x86"  # :method POST, :scheme http
        + b"\x04"
        + _text(path)
        + b"\x01"
        + _text(host)
        + b"\x0f\x10"
        + _text("application/grpc")
        + b"\x00"
        + _text("te")
        + _text("trailers")
    )


def _text(text: str) -> bytes:
    """A text of up to 126 bytes, which need no further bytes for their number."""
    content = text.encode()[:126]
    return bytes([len(content)]) + content


def _frame(kind: int, flags: int, content: bytes, stream: int = 0) -> bytes:
    return struct.pack(">I", len(content))[1:] + struct.pack(">BBI", kind, flags, stream) + content


def _frames(there: socket.socket) -> Iterator[tuple[int, int, int, bytes]]:
    """Yield the kind, the flags, the stream and the content of each frame that comes."""
    left = b""
    for _ in range(64):  # parts; a cluster answers in three or four
        while len(left) >= 9 and len(left) - 9 >= (size := int.from_bytes(left[:3], "big")):
            kind, flags, stream = struct.unpack(">BBI", left[3:9])
            yield kind, flags, stream & 0x7FFFFFFF, left[9 : 9 + size]
            left = left[9 + size :]
        if left[:5] == b"HTTP/"[: len(left[:5])] and left:  # the head of an answer of HTTP/1
            return
        part = there.recv(4096)
        if not part:
            return
        left += part
