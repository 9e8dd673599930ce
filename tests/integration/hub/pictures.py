"""Photos as a phone sends them: announced, piece by piece, finished; and pictures to send."""

import base64
import functools
import hashlib
import os
import struct
import zlib

from hub import EVIDENCE, ROOT, new_id

PIECE = 262_144
# At most 64 KiB fit into one segment of a JPEG.
_SEGMENT = 60_000


def encoded(data):
    return base64.b64encode(data).decode()


@functools.cache
def still(number=1):
    return (ROOT / f"services/demo/stills/still-{number}.jpg").read_bytes()


def _segment(marker, body):
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(body) + 2) + body


def with_metadata(jpeg, text):
    """`text` wherever a camera leaves traces: Exif, XMP, a comment, and after the picture's end."""
    said = text.encode() + b"\0"
    # One little-endian directory with one entry, ImageDescription; the text follows it.
    exif = b"Exif\0\0" + struct.pack("<2sHIHHHIII", b"II", 42, 8, 1, 0x010E, 2, len(said), 26, 0) + said
    xmp = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + said[:-1] + b"</x:xmpmeta>"
    return (jpeg[:2] + _segment(0xE1, exif) + _segment(0xE1, xmp) + _segment(0xFE, said[:-1])
            + jpeg[2:] + said)


def padded(jpeg, size):
    """The same picture of at least `size` bytes; no two are alike."""
    parts = [jpeg[:2]]
    for _ in range(0, max(1, size - len(jpeg)), _SEGMENT):
        parts.append(_segment(0xFE, os.urandom(_SEGMENT)))
    return b"".join([*parts, jpeg[2:]])


def _chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def noise(width, height):
    """A PNG of grey noise: whatever is made of it stays large."""
    rows = b"".join(b"\0" + os.urandom(width) for _ in range(height))
    return (b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
            + _chunk(b"IDAT", zlib.compress(rows, 1)) + _chunk(b"IEND", b""))


class Upload:
    """One photo on its way. What was not answered may be asked for again: nothing is done twice."""

    def __init__(self, incident, picture, suspect=0, authority=None, photo=None):
        self.photo = photo or new_id()
        self.incident = incident
        self.picture = picture
        self.begin = {"photoId": self.photo, "incidentId": incident, "suspect": suspect,
                      "sizeBytes": str(len(picture)),
                      "sha256": encoded(hashlib.sha256(picture).digest())}
        if authority:
            self.begin["authority"] = authority

    def start(self, client):
        """(state, from where to send)"""
        reply = client.call(EVIDENCE, "StartPhoto", {"requestId": new_id(), **self.begin})
        return reply["state"], int(reply.get("nextOffset", 0))

    def send(self, client, offset):
        piece = self.picture[offset:offset + PIECE]
        reply = client.call(EVIDENCE, "SendPhotoPiece", {
            "photoId": self.photo, "offset": str(offset), "piece": encoded(piece),
            "sha256": encoded(hashlib.sha256(piece).digest())})
        return int(reply.get("nextOffset", 0))

    def finish(self, client):
        return client.call(EVIDENCE, "FinishPhoto",
                           {"requestId": new_id(), "photoId": self.photo})

    def whole(self, client):
        """From wherever it stands to the end."""
        state, at = self.start(client)
        while state != "PHOTO_STATE_READY" and at < len(self.picture):
            at = self.send(client, at)
        return self.finish(client)


def shown(client, photo, size="FULL", **through):
    """A picture's bytes as this reader gets them: through `incidentId` or `bulletinId`."""
    reply = client.call(EVIDENCE, "GetPhoto", {"photoId": photo, "size": "PHOTO_SIZE_" + size, **through})
    return base64.b64decode(reply["photo"].get("picture", ""))


def original(client, photo, incident):
    """What was received: whole, and of the sum that its record says."""
    got = b""
    while True:
        part = client.call(EVIDENCE, "GetOriginal", {
            "photoId": photo, "incidentId": incident, "offset": str(len(got))})["original"]
        got += base64.b64decode(part["piece"])
        if len(got) >= int(part["totalBytes"]):
            return got, hashlib.sha256(got).hexdigest() == part["sha256"]
