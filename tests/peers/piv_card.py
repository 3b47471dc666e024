"""A smart card in software, for vpcd's virtual reader: a PIV card (NIST SP 800-73-4) with one certificate and a PIN.

    python piv_card.py PORT TRIES CERTIFICATE.der

TRIES: how many wrong PINs it still takes. It answers no signature and no PIN. It ends when the reader is gone.
"""

import socket
import sys
from pathlib import Path

ATR = bytes.fromhex("3B80800101")  # offers T=1 (ISO 7816-3 section 8.2)
POWER_OFF, POWER_ON, RESET, GET_ATR = 0, 1, 2, 4  # vpcd's own commands, one byte each
AID = bytes.fromhex("A000000308000010000100")
DONE, NO_FILE, NO_INSTRUCTION, BLOCKED = b"\x90\x00", b"\x6a\x82", b"\x6d\x00", b"\x69\x83"


def tlv(tag: str, value: bytes) -> bytes:
    size = len(value)
    length = bytes([size]) if size < 0x80 else b"\x82" + size.to_bytes(2)
    return bytes.fromhex(tag) + length + value


class PivCard:
    def __init__(self, tries: int, certificate: bytes) -> None:
        self.verify = BLOCKED if tries == 0 else bytes([0x63, 0xC0 | tries])
        identity = tlv("30", bytes(25)) + tlv("34", b"thongsuot-tests!") + tlv("35", b"20401231")
        self.objects = {
            "5FC102": tlv("53", identity + tlv("3E", b"") + tlv("FE", b"")),  # who the card is (CHUID)
            "5FC105": tlv("53", tlv("70", certificate) + tlv("71", b"\0") + tlv("FE", b"")),
            "7E": tlv("7E", tlv("4F", AID) + tlv("5F2F", b"\x40\x00")),  # it has the PIV PIN (Discovery)
        }
        self.rest = b""

    def answer(self, apdu: bytes) -> bytes:
        """The response to one command APDU. Of what is longer than wanted the rest waits (ISO 7816-4 section 5.3.4)."""
        instruction = apdu[1]
        data = apdu[5 : 5 + apdu[4]] if len(apdu) > 5 else b""
        wanted = apdu[-1] or 256 if len(apdu) in (5, 6 + len(data)) else 0
        if instruction == 0xC0:  # GET RESPONSE
            return self._piece(self.rest, wanted)
        if instruction == 0xA4 and AID.startswith(data) and len(data) >= 5:  # SELECT by name
            return self._piece(tlv("61", tlv("4F", AID[5:]) + tlv("79", tlv("4F", AID[:5]))), wanted)
        if instruction == 0xCB:  # GET DATA: `5C`, length, tag
            found = self.objects.get(data[2:].hex().upper())
            return NO_FILE if found is None else self._piece(found, wanted)
        if instruction == 0x20:  # VERIFY without a PIN asks how many tries are left
            return self.verify
        return NO_FILE if instruction == 0xA4 else NO_INSTRUCTION

    def _piece(self, data: bytes, wanted: int) -> bytes:
        now, self.rest = data[:wanted], data[wanted:]
        return now + (bytes([0x61, min(len(self.rest), 255)]) if self.rest else DONE)


def serve(card: PivCard, reader: socket.socket) -> None:
    """Messages are two bytes of length, big-endian, and that many bytes."""
    with reader, reader.makefile("rb") as incoming:
        while len(head := incoming.read(2)) == 2:
            reader.setsockopt(
                socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1
            )  # vpcd waits for it before it goes on
            message = incoming.read(int.from_bytes(head))
            if len(message) == 1 and message[0] in (POWER_OFF, POWER_ON, RESET):
                continue
            said = ATR if len(message) == 1 and message[0] == GET_ATR else card.answer(message)
            reader.sendall(len(said).to_bytes(2) + said)


if __name__ == "__main__":
    port, tries, file = sys.argv[1:]
    certificate = Path(file).read_bytes()
    serve(PivCard(int(tries), certificate), socket.create_connection(("127.0.0.1", int(port))))
