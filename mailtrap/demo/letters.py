"""What others send: machines, shops and people, in several scripts, one of them broken."""

from datetime import UTC, datetime, timedelta
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime

from mailtrap.demo import media, pages
from mailtrap.demo.compose import ROBIN, DemoMail, compose, message_id, seal, to_bytes

BIG = 5_000_000
"""Bytes of the large attachment before base64: enough to see a size, small enough for any limit."""


def backup(when: datetime) -> DemoMail:
    """Plain text alone, with a recipient that only the envelope knows, as a Bcc arrives."""
    text = (
        "Job:     backup-nightly\nHost:    db-2.ops.test\nResult:  ok\nTook:    00:04:31\n"
        "Stored:  18.2 GB in 3 files\n\n"
        "  full-0.dump   11.9 GB\n  full-1.dump    6.1 GB\n  wal.tar        0.2 GB\n\n"
        ".a line that begins with a dot, which SMTP has to carry\n\n"
        "Next run at 03:00 UTC: https://ops.test/jobs/backup-nightly\n"
    )
    mail = compose("backup", when, "cron@db-2.ops.test", "ops@ops.test", "[ok] backup-nightly on db-2", text)
    mail["Auto-Submitted"] = "auto-generated"
    return seal(mail, "audit-copy@ops.test")


def bookshop(when: datetime) -> DemoMail:
    """Japanese: header and text in ISO-2022-JP, the name of the attachment in UTF-8 (RFC 2231)."""

    def encoded(text: str) -> str:
        return Header(text, "iso-2022-jp").encode(linesep="\r\n")

    head = (
        f"From: {encoded('見本書店')} <order@shoten.test>\r\n"
        f"To: {encoded('ロビン・アッシュダウン')} <robin@studio-ashdown.test>\r\n"
        f"Subject: {encoded('【見本書店】ご注文の商品を発送しました')}\r\n"
        f"Date: {format_datetime(when.astimezone(UTC))}\r\nMessage-ID: {message_id('shoten', when)}\r\n"
    )
    mail = EmailMessage(policy=SMTP)
    mail.set_content(
        "アッシュダウン 様\n\nご注文ありがとうございます。下記の商品を発送いたしました。\n\n"
        "  「庭の手帖」     1冊    1,980円\n  送料                     350円\n\n"
        "お届けまで二、三日お待ちください。\n\n-- \n見本書店\nhttps://shoten.test/\n",
        charset="iso-2022-jp",
        cte="7bit",
    )
    mail.add_attachment("商品番号,数量\n0417,1\n", subtype="csv", filename="納品書.csv", cte="base64")
    return DemoMail("order@shoten.test", ("robin@studio-ashdown.test",), head.encode("ascii") + to_bytes(mail))


def library(when: datetime) -> DemoMail:
    """Arabic: read from right to left, with Latin digits and an address in between."""
    url = "https://maktaba.test/renew/30417"
    body = (
        pages.heading("تذكير بموعد إعادة الكتاب")
        + pages.paragraph("مرحبًا روبن، موعد إعادة كتاب <strong>«حديقة الكلمات»</strong> بعد ثلاثة أيام.")
        + pages.paragraph("رقم الاستعارة 30417، ويمكنك تمديدها أسبوعين إن لم يحجز الكتاب قارئ آخر.")
        + pages.button(url, "تمديد الاستعارة")
        + pages.small("هل من سؤال؟ اكتب إلى help@maktaba.test وسنجيبك اليوم.")
    )
    text = f"تذكير بموعد إعادة الكتاب\n\nموعد إعادة كتاب «حديقة الكلمات» بعد ثلاثة أيام.\n\nتمديد الاستعارة: {url}\n"
    html = pages.page("تذكير", "بعد ثلاثة أيام", body, footer="مكتبة الميناء", lang="ar", direction="rtl")
    subject = "تذكير: موعد إعادة «حديقة الكلمات» بعد 3 أيام"
    return seal(compose("maktaba", when, "مكتبة الميناء <desk@maktaba.test>", ROBIN, subject, text, html))


def birthday(when: datetime) -> DemoMail:
    """Emoji in the subject, raw UTF-8 headers and an address that needs SMTPUTF8 (RFC 6531)."""
    mail = EmailMessage(policy=SMTPUTF8)
    mail["From"] = "Zoë Lindqvist <zoë@büro.test>"
    mail["To"] = "robin@studio-ashdown.test, noor@studio-ashdown.test"
    mail["Subject"] = "🎂🎉 Cake at four in the kitchen 👩🏽‍🍳: come hungry!"
    mail["Date"] = format_datetime(when)
    mail["Message-ID"] = message_id("cake", when)
    text = "Noor turns 30 today 🥳\n\nCake at four, kitchen on the second floor.\n"
    text += "There is a 🥕 one for those who want it.\n\nZoë 💚\n"
    mail.set_content(text, cte="8bit")
    return seal(mail)


def thread(when: datetime) -> DemoMail:
    """The end of a long exchange: six references, six levels of quotes."""
    said = [
        ("Mira", "Shall we move the archive to the new disks this week?"),
        ("Robin", "Which ones, the two that came on Monday?"),
        ("Mira", "Those. They passed the long test last night."),
        ("Tomasz", "Then Thursday after six, when nobody writes."),
        ("Robin", "Thursday suits me. Who watches the copy?"),
        ("Mira", "I do, from home, with tea."),
        ("Tomasz", "Done then. I put it on the calendar and tell the others."),
    ]
    ids = [message_id(f"archive-{number}", when - timedelta(hours=9 - number)) for number in range(len(said))]
    lines = [f"{said[-1][1]}\n"]
    for level, (name, words) in enumerate(reversed(said[:-1])):
        lines += [f"{'> ' * level}{name} wrote:", f"{'> ' * (level + 1)}{words}", ("> " * (level + 1)).rstrip()]
    text = "\n".join(lines) + "\n"
    sender = "Tomasz Wilk <tomasz@quillfern.example>"
    mail = compose(f"archive-{len(said)}", when, sender, ROBIN, "Re: Re: Re: Moving the archive", text)
    mail["Cc"] = "Mira Sandoval <mira@quillfern.example>, archive@lists.quillfern.example"
    mail["In-Reply-To"] = ids[-2]
    mail["References"] = " ".join(ids[:-1])
    return seal(mail)


def recording(when: datetime) -> DemoMail:
    """An attachment of five megabytes: a ZIP that any tool opens."""
    text = "The readings of station 7 for last week are attached (5 MB).\n\nUnpack them beside the others.\n"
    mail = compose("station-7", when, "station-7@sensors.test", ROBIN, "Readings of station 7, week complete", text)
    mail.add_attachment(media.archive(BIG), "application", "zip", filename="station-7.zip")
    return seal(mail)


def malformed(when: datetime) -> DemoMail:
    """Broken in most ways that the wild knows, and still to be shown: see the names in the text."""
    raw = (
        b"Received: from printer4 (unknown [192.0.2.44]) by relay.office.test; yesterday\r\n"
        b'From: "Printer 4 (2nd floor" <printer4@office.test>\r\n'
        b"To: everybody near the printer\r\n"
        b"Subject: Toner f\xfcr Drucker 4 ist leer =?x-toner?Q?=E9=ZZ?= =?utf-8?B?4pqg77iP!?=\r\n"
        b"Date: the day before yesterday, about noon\r\n"
        b"Message-ID: <<printer 4>\r\n"
        b"MIME-Version: one\r\n"
        b'Content-Type: multipart/mixed; boundary="=_toner"\r\n'
        b"This line has no name before its colon because it has none\r\n"
        b"X-Pages: 48213\r\n\r\n"
        b"--=_toner\r\nContent-Type: text/plain; charset=x-printer-7\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        b"Printer 4 writes its mails by hand. In this one are wrong:\r\n\r\n"
        b"- a header line without a colon, and a date nobody can read\r\n"
        b"- raw 8-bit bytes in the subject: f\xfcr, and encoded words of no known charset\r\n"
        b"- this text, whose charset x-printer-7 does not exist: caf\xe9 \x80\x9f\r\n"
        b"- a picture whose base64 is broken\r\n"
        b"- a branch without a boundary, and an outer boundary that never closes\r\n\r\n"
        b"Everything is kept as it came: see the raw view.\r\n"
        b'--=_toner\r\nContent-Type: image/png; name="level.png\r\nContent-Transfer-Encoding: base64\r\n\r\n'
        b"iVBORw0KGgo=====AAAA*** out of toner ***NSUhEUg\r\n"
        b"--=_toner trailing words\r\nContent-Type: multipart/alternative\r\n\r\n"
        b"--lost\r\nContent-Type: text/html\r\n\r\n<p>Nobody finds <b>this.\r\n--lost--\r\n"
        b"--=_toner-\r\n"
    )
    return DemoMail("printer4@office.test", ("everybody@office.test",), raw)
