"""What houses of the page are filled with, to be looked at: the mail of some days, refused sessions, and odd mail."""

import smtplib
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from mailtrap.demo import DemoMail, demo_mails, media, pages
from mailtrap.demo.compose import ROBIN, compose, seal
from mailtrap.model import Envelope, Recipient
from mailtrap.stores import Selection
from mailtrap.stores.sqlite import SqliteStore
from tests.letters import PNG, attached, letter
from tests.support import Dialogue, Running

SHOP = "Fernway Shop <orders@fernway.example>"
FOOTER = "Fernway, 12 Mill Lane, Port Ellery &middot; Sent by the shop's staging system."


class Caught(NamedTuple):
    """A mail that came before the server was started: how long ago, to which inbox, with what tags."""

    minutes: int
    inbox: str
    tags: tuple[str, ...]
    sender: str
    subject: str
    text: str


HISTORY = (
    Caught(4100, "checkout", ("order",), SHOP, "Order 20417 is confirmed", "Thank you, Ada. Two items, 48.90 euro."),
    Caught(3900, "default", (), "Cron <root@db-1.ops.test>", "[ok] vacuum on db-1", "Took 00:12:08, 3.1 GB freed."),
    Caught(3720, "signup", ("signup",), "Quillfern <hello@quillfern.example>", "Confirm your address",
           "Open https://app.quillfern.example/confirm?t=Zt61kQ within a day."),
    Caught(3550, "checkout", ("order",), SHOP, "Order 20418 has left our house",
           "Parcel 1Z 884 017 arrives on Thursday."),
    Caught(3300, "default", ("alert",), "Watch <watch@ops.test>", "[resolved] Queue length above 500 on worker-3",
           "Above the bound for 4 minutes; now 12."),
    Caught(2990, "signup", ("signup",), "Quillfern <hello@quillfern.example>", "114 802 is your Quillfern code",
           "Your sign-in code is 114802. It is good for ten minutes."),
    Caught(2890, "gateway", (), "Scanner 2 <scan2@office.test>", "Scan of 3 pages", "See the file."),
    Caught(2700, "default", ("billing",), "Ledger <ledger@books.example>", "Statement for October",
           "Opening balance 1,204.10, closing balance 988.45."),
    Caught(2510, "checkout", ("order", "refund"), SHOP, "Refund for order 20391",
           "18.00 euro go back to the card that ends in 4417."),
    Caught(1580, "default", (), "Noor Haddad <noor@studio-ashdown.test>", "Colours for the autumn page",
           "I put three palettes on the board. The second one reads best in the evening."),
    Caught(1510, "gateway", ("alert",), "Door <door@office.test>", "Door 4 stayed open for ten minutes",
           "Closed by hand at 18:42."),
    Caught(1460, "default", (), "Mira Sandoval <mira@quillfern.example>", "Notes of the editor review",
           "Decided: autosave every 5 s. Open: how to tell people that a draft is old."),
    Caught(1390, "signup", ("signup",), "Quillfern <hello@quillfern.example>", "Three days left of your trial",
           "Choose a plan at https://app.quillfern.example/plans and keep your notes."),
    Caught(980, "checkout", ("order",), SHOP, "Your basket is waiting", "One lamp, two lamp shades. Still there?"),
    Caught(760, "default", ("alert",), "Watch <watch@ops.test>", "[firing] Disk of db-2 is 91 % full",
           "Grows by 2.1 % a day. Runbook: https://ops.test/runbooks/disk"),
    Caught(610, "default", ("deploy",), "Pipeline <ci@ops.test>", "Deploy 418 to staging passed",
           "42 checks in 6 min 10 s. Commit 9f2c1ab by Tomasz Wilk."),
    Caught(400, "gateway", (), "Scanner 2 <scan2@office.test>", "Scan of 11 pages", "See the file."),
    Caught(333, "checkout", ("order",), SHOP, "Order 20431 is confirmed", "Thank you, Jun. Five items, 211.00 euro."),
    Caught(245, "default", ("deploy",), "Pipeline <ci@ops.test>", "Deploy 419 to staging failed",
           "1 of 42 checks: test_checkout_total, expected 93.60, found 93.59."),
    Caught(170, "signup", ("signup",), "Quillfern <hello@quillfern.example>", "Somebody signed in from Ellery",
           "Was it you? Then do nothing. If not: https://app.quillfern.example/sessions"),
    Caught(96, "default", (), "鈴木陽子 <suzuki@shoten.test>", "来週の打ち合わせについて",
           "来週の打ち合わせは木曜日の午後三時に変わりました。場所は同じです。"),
    Caught(58, "default", ("deploy",), "Pipeline <ci@ops.test>", "Deploy 420 to staging passed",
           "42 checks in 6 min 2 s. Commit 77e0d4c by Robin Ashdown."),
)  # fmt: skip


def history(path: Path, now: datetime) -> None:
    """Put what came before into the file of a store."""
    with closing(SqliteStore(path, durable=False)) as store:
        read = []
        for number, each in enumerate(HISTORY):
            when = now - timedelta(minutes=each.minutes)
            made = seal(compose(f"past-{number}", when, each.sender, ROBIN, each.subject, f"{each.text}\n"))
            recipients = tuple(Recipient(address) for address in made.recipients)
            user = "" if each.inbox == "default" else each.inbox
            envelope = Envelope(made.sender, recipients, "app.test", "127.0.0.1:40000", when, user=user)
            summary = store.add(envelope, made.raw, each.tags).result()
            if number % 4:
                read.append(summary.id)
        store.mark(Selection(ids=tuple(read)), True)


# Mail that comes by SMTP


def deliver(server: Running, made: DemoMail, user: str = "", tags: str = "") -> str:
    """Send a mail as it is, under a user's name, with tags; the id that the server answered."""
    raw = f"X-Tags: {tags}\r\n".encode() + made.raw if tags else made.raw
    with smtplib.SMTP(*server.smtp, timeout=30) as client:
        client.ehlo("app.fernway.example")
        if user:
            client.login(user, "any")
        plain = "".join((made.sender, *made.recipients)).isascii()
        client.mail(made.sender, [] if plain else ["SMTPUTF8", "BODY=8BITMIME"])
        for recipient in made.recipients:
            client.rcpt(recipient)
        code, text = client.data(raw)
    assert code == 250, text
    return text.decode().split()[-1]


def order(when: datetime) -> DemoMail:
    """What a shop sends: a ledger, a code for the collection, a blind copy, a link."""
    lines = [("Reading lamp, brass", "64.00"), ("Lamp shade, linen", "19.50"), ("Sent to the shop", "0.00")]
    ledger = [(what, f"&euro;&nbsp;{amount}") for what, amount in lines]
    url = "https://shop.fernway.example/orders/20444"
    body = (
        pages.heading("Thank you, Ada")
        + pages.paragraph("Order <strong>20444</strong> waits for you from four o'clock. Show this code at the desk:")
        + pages.box("730 914")
        + pages.ledger(ledger, total=("Total", "&euro;&nbsp;83.50"))
        + pages.button(url, "See your order")
        + pages.small("Changed your mind? You have 30 days.")
    )
    text = f"Thank you, Ada\n\nOrder 20444 waits for you. Your collection code is 730914.\n\n{url}\n"
    html = pages.page("Order 20444", "Your collection code is 730914.", body, footer=FOOTER)
    made = compose("order-20444", when, SHOP, "Ada Lovelace <ada@example.test>", "Order 20444 is confirmed", text, html)
    return seal(made, "archive@fernway.example")


def holiday(when: datetime) -> DemoMail:
    """Attachments of each kind that the page can show."""
    text = "Hello Robin,\n\neverything for Friday is attached: pictures, the plan, the date, and my card.\n\nMira\n"
    made = compose("files", when, "Mira Sandoval <mira@quillfern.example>", ROBIN, "Everything for Friday", text)
    draw = media.pdf_text(60, 740, "Plan for Friday", size=24, bold=True)
    draw += "".join(
        media.pdf_text(60, 690 - 22 * at, line, size=12)
        for at, line in enumerate(("09:00 Train from Ellery", "11:30 Harbour walk", "13:00 Lunch at the mill"))
    )
    start = (when.astimezone(UTC) + timedelta(days=3)).replace(hour=9, minute=0, second=0)
    event = (
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Quillfern//Calendar//EN", "METHOD:REQUEST", "BEGIN:VEVENT",
        "UID:friday@quillfern.example", f"DTSTAMP:{when.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART:{start:%Y%m%dT%H%M%SZ}", f"DTEND:{start + timedelta(hours=6):%Y%m%dT%H%M%SZ}",
        "SUMMARY:A day at the harbour", "LOCATION:Port Ellery\\, old pier",
        "ORGANIZER;CN=Mira Sandoval:mailto:mira@quillfern.example",
        "ATTENDEE;CN=Robin Ashdown;PARTSTAT=NEEDS-ACTION:mailto:robin@studio-ashdown.test",
        "END:VEVENT", "END:VCALENDAR", "",
    )  # fmt: skip
    card = (
        "BEGIN:VCARD", "VERSION:3.0", "N:Sandoval;Mira;;;", "FN:Mira Sandoval", "ORG:Quillfern", "TITLE:Editor",
        "EMAIL:mira@quillfern.example", "TEL;TYPE=CELL:+44 7700 900417", "URL:https://quillfern.example/mira",
        "END:VCARD", "",
    )  # fmt: skip
    files = (
        ("hills.png", "image/png", media.hills()),
        ("evening.png", "image/png", media.rings((99, 102, 200), (24, 30, 74))),
        ("plan.pdf", "application/pdf", media.pdf(draw, "Plan for Friday")),
        ("harbour.ics", "text/calendar", "\r\n".join(event).encode()),
        ("mira.vcf", "text/vcard", "\r\n".join(card).encode()),
        ("trains.json", "application/json", b'{\n  "train": 417,\n  "leaves": "09:00",\n  "seats": [12, 13]\n}\n'),
        ("costs.csv", "text/csv", b"what,amount\r\ntrain,24.00\r\nlunch,31.50\r\n"),
        ("stones.zip", "application/zip", media.archive(40_000)),
    )
    for name, kind, data in files:
        made.add_attachment(data, *kind.split("/"), filename=name)
    return seal(made)


def remote(when: datetime) -> DemoMail:
    """A newsletter that would fetch from another host in every usual way."""
    far = "http://cdn.fernway.test"
    body = (
        pages.heading("Lamps for long evenings")
        + pages.row(f'<img src="{far}/lamp.jpg" srcset="{far}/lamp-2x.jpg 2x" width="512" alt="A brass lamp">')
        + pages.paragraph(f'<span style="background:url({far}/dots.png)">Twenty per cent off</span> until Sunday.')
        + pages.row(f'<video src="{far}/lamp.mp4" poster="{far}/poster.jpg" autoplay muted></video>')
        + pages.button("https://shop.fernway.example/lamps", "See the lamps")
        + pages.small(f'<img src="{far}/open.gif?u=417" width="1" height="1" alt="">You asked for this letter.')
    )
    html = pages.page("Lamps", "Twenty per cent off.", body, footer=FOOTER).replace(
        "</head>",
        f'<link rel="stylesheet" href="{far}/mail.css"><style>@import url("{far}/more.css");'
        f'@font-face{{font-family:Far;src:url("{far}/far.woff2")}}h1{{font-family:Far}}</style></head>',
    )
    text = "Lamps for long evenings: twenty per cent off until Sunday.\n"
    made = compose("lamps", when, "Fernway Letters <letters@fernway.example>", ROBIN, "Lamps for long evenings", text)
    made.add_alternative(html, subtype="html", cte="quoted-printable")
    made["List-Unsubscribe"] = "<https://shop.fernway.example/leave?u=417>"
    return seal(made)


DEMO = ("malformed", "recording", "thread", "birthday", "library", "bookshop", "backup", "invitation", "newsletter",
        "invoice", "reset", "code", "welcome")  # fmt: skip
"""The demo mails by name, oldest first."""
INTO = {
    "recording": ("gateway", ""), "malformed": ("gateway", "broken"), "invoice": ("", "billing"),
    "reset": ("signup", "signup"), "code": ("signup", "signup"), "welcome": ("signup", "signup, onboarding"),
    "newsletter": ("", "letters"), "backup": ("", "ok"),
}  # fmt: skip
"""The inbox and the tags of some."""


def todays_mail(server: Running, now: datetime) -> dict[str, str]:
    """Send what came a moment ago; the id of each mail by its name."""
    made = dict(zip(DEMO, demo_mails(now), strict=True))
    ids = {name: deliver(server, each, *INTO.get(name, ())) for name, each in made.items()}
    ids["remote"] = deliver(server, remote(now), tags="letters")
    ids["files"] = deliver(server, holiday(now))
    ids["order"] = deliver(server, order(now), "checkout", "order")
    server.api("pinned", "PUT", json={"IDs": [ids["invoice"]], "Pinned": True})
    server.api("messages", "PUT", json={"IDs": [ids[name] for name in DEMO[:6]], "Read": True})
    return ids


# Sessions and faults

RULES = (
    {"Name": "greylisting", "Match": {"Phase": "rcpt", "Recipient": "*@grey.test"}, "Choice": {"First": 1},
     "Effect": {"Code": 450, "Enhanced": "4.7.1", "Text": "Greylisted, try again"}},
    {"Name": "flaky shop", "Match": {"Phase": "rcpt", "Recipient": "*@flaky.test"}, "Choice": {"Probability": 0.3},
     "Effect": {"Code": 451}},
    {"Name": "no invoices", "Match": {"Phase": "message", "Header": {"Name": "Subject", "Value": "*overdue*"}},
     "Effect": {"Code": 554, "Enhanced": "5.7.1", "Text": "No invoices"}},
    {"Name": "slow mornings", "Enabled": False, "Match": {"Phase": "connect"}, "Effect": {"Delay": 2}},
)  # fmt: skip


def talk(server: Running, *lines: bytes | str, helo: str = "app.fernway.example") -> None:
    """A session from the banner to QUIT, or to where the server ends it."""
    with Dialogue(server.smtp) as dialogue, suppress(OSError):
        dialogue.reply()
        for line in (f"EHLO {helo}", *lines, "QUIT"):
            if not dialogue.ask(line):
                break


def set_faults(server: Running) -> None:
    """Rules of each kind, some of which have fired."""
    answer = server.api("faults", "PUT", json={"Rules": list(RULES)})
    assert answer.status_code == 200, answer.text
    for _ in range(3):
        talk(server, "MAIL FROM:<shop@fernway.example>", "RCPT TO:<ada@grey.test>", helo="queue.fernway.example")
    overdue = "Subject: Invoice 417 is overdue\r\n\r\nPlease pay.\r\n."
    talk(server, "MAIL FROM:<shop@fernway.example>", "RCPT TO:<b@books.test>", "DATA", overdue)


def refusals(server: Running) -> str:
    """Sessions that failed in several ways; the id of one with a refused recipient."""
    ada, sender = "RCPT TO:<ada@example.test>", "MAIL FROM:<shop@fernway.example> SIZE=2048"
    talk(server, sender, "RCPT TO:<drop+now@x.test>", helo="worker-2.fernway.example")
    talk(server, sender, ada, "STARTTLS", "VRFY ada", "AUTH CRAM-MD5 x", helo="scanner-2.office.test")
    with Dialogue(server.smtp) as gone:
        gone.begin("watch@ops.test", "ops@ops.test")
        gone.send(b"Subject: Half a mail\r\n\r\nThe line went")
    talk(server, sender, ada, "RCPT TO:<bounce+550@old.example>", "RCPT TO:<noor@example.test>", "DATA",
         "Subject: To three people\r\n\r\nHello, all.\r\n.", helo="refused.test")  # fmt: skip
    found = server.api("sessions").json()["Sessions"]
    return str(next(each["ID"] for each in found if each["Helo"] == "refused.test"))


# Odd mail

MARKUP = "<b onclick=alert(1)>Bobby</b> <img src=x onerror=alert(2)>"
RTL = "\u202egpj.exe\u2066 100% \u2069\u200f"


def odd_mail(server: Running) -> dict[str, str]:
    """Mail that a page must bear; the id of each by its name."""
    crowd = [f"guest-{number}@wedding.test" for number in range(500)]
    named = ", ".join(f"Guest {number} <{address}>" for number, address in enumerate(crowd))
    files = [attached(f"page-{number:03}.png", PNG, "image/png") for number in range(200)]
    rows = "".join(f"<tr><td>{number}</td><td>{'cell ' * 18}</td></tr>" for number in range(46_000))
    long_subject = "A subject that never ends, " * 371
    return {
        "crowd": server.send(
            letter(text="You are all invited.", subject="The wedding", fields=[f"Cc: {named}"]), to=crowd
        ),
        "many-files": server.send(letter(text="All pages.", subject="200 pages", attachments=files)),
        "long-subject": server.send(letter(text="That was long.", subject=long_subject[:10_000])),
        "rtl": server.send(
            letter(text=f"See {RTL}", subject=f"Photo {RTL} of you", sender=f'"{RTL}" <rtl@example.test>')
        ),
        "markup": server.send(
            letter(
                text=MARKUP,
                subject=MARKUP,
                sender=f'"{MARKUP}" <markup@example.test>',
                to=f'"{MARKUP}" <b@example.test>',
            )
        ),
        "huge": server.send(letter(html=f"<h1>46,000 rows</h1><table>{rows}</table>", subject="5 MB of HTML")),
    }
