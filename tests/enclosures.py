"""What mails bring along, made by hand for the tests of the page: invitations, address cards, documents, pictures."""

import struct
import zlib

from tests.letters import Enclosed, attached


def png(width: int, height: int, colour: tuple[int, int, int] = (11, 107, 117)) -> bytes:
    """A picture of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + bytes(colour) * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def pdf(pages: int) -> bytes:
    """A document whose pages say which they are."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>"]
    kids = " ".join(f"{4 + 2 * at} 0 R" for at in range(pages))
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>".encode())
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    for at in range(pages):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents {5 + 2 * at} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        text = f"BT /F1 36 Tf 40 90 Td (Page {at + 1}) Tj ET".encode()
        objects.append(b"<< /Length %d >>\nstream\n%b\nendstream" % (len(text), text))
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, each in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, each)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))


def invitation(method: str = "REQUEST", **more: str) -> bytes:
    """A calendar with one event of an hour, in Berlin; ``more`` are further lines of it."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"METHOD:{method}",
        "BEGIN:VEVENT",
        "UID:1@example.test",
        "SUMMARY:Planning <b>spring</b>",
        "DTSTART;TZID=Europe/Berlin:20260610T140000",
        "DTEND;TZID=Europe/Berlin:20260610T150000",
        "LOCATION:Room 4",
        "ORGANIZER;CN=Ada Lovelace:mailto:ada@example.test",
        "ATTENDEE;CN=Bob;PARTSTAT=ACCEPTED:mailto:bob@example.test",
        "ATTENDEE;PARTSTAT=DECLINED:mailto:carol@example.test",
        "ATTENDEE:mailto:dan@example.test",
        *(f"{name}:{value}" for name, value in more.items()),
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
    return "\r\n".join(lines).encode()


VCARD = (
    b"BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Ada Lovelace\r\nORG:Analytical Engines\r\nTITLE:Countess\r\n"
    b"EMAIL:ada@example.test\r\nTEL:+49 30 1234567\r\nBDAY:18151210\r\n"
    b"NOTE:<img src=x onerror=window.ran=1>\r\nEND:VCARD\r\n"
)

CSV = b'name,amount,note\r\nAda,12,"first, ""best"""\r\nBob,7,\r\nCarol,30,<b>bold</b>\r\n'


def one_of_each() -> list[Enclosed]:
    """An attachment of every kind that the page shows in a way of its own."""
    return [
        attached("photo.png", png(640, 480), "image/png"),
        attached("plan.pdf", pdf(3), "application/pdf"),
        attached("invite.ics", invitation(RRULE="FREQ=WEEKLY;COUNT=4"), "text/calendar"),
        attached("ada.vcf", VCARD, "text/vcard"),
        attached("table.csv", CSV, "text/csv"),
        attached("data.json", b'{"name": "Ada", "born": 1815, "poet": false}\n', "application/json"),
        attached("notes.txt", "größe\nline two\n<script>window.ran=1</script>\n".encode(), "text/plain; charset=utf-8"),
        attached("page.html", b"<!doctype html><script>window.ran=1</script><p class='x'>Hi</p>", "text/html"),
        attached("drawing.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="window.ran=1"/>', "image/svg+xml"),
        attached("tool.py", b"# say it\ndef hello(name):\n    return 'hello ' + name\n", "application/octet-stream"),
        attached("song.mp3", b"ID3\x04\0" + bytes(range(256)), "audio/mpeg"),
        attached("blob.bin", bytes(range(256)) * 4, "application/octet-stream"),
    ]
