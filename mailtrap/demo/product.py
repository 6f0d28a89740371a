"""What an application sends: the mails of an invented notebook service named Quillfern."""

from datetime import UTC, datetime, timedelta

from mailtrap.demo import media, pages
from mailtrap.demo.compose import ROBIN, DemoMail, compose, inline, seal

APP = "https://app.quillfern.example"
TEAM = "Quillfern <hello@quillfern.example>"
FOOTER = "Quillfern, 7 Harbour Steps, Port Ellery &middot; You receive this as a member of Quillfern."


def welcome(when: datetime) -> DemoMail:
    """HTML beside text, and a logo found by its Content-ID."""
    first = [
        ("Plant a notebook", "One for each project; a template saves the first half hour."),
        ("Invite two colleagues", "Notes grow faster when somebody answers them."),
        ("Press Ctrl K", "Everything you can do is one keystroke away."),
    ]
    logo = (
        '<img src="cid:logo@quillfern.example" width="56" height="56" alt="Quillfern" style="display:block;border:0;">'
    )
    body = (
        pages.row(logo, top=40)
        + pages.heading("Welcome to Quillfern, Robin", top=20)
        + pages.paragraph("Your workspace <strong>Studio Ashdown</strong> is ready. Three steps to begin with:")
        + pages.steps(first)
        + pages.button(f"{APP}/start?workspace=ashdown", "Open your workspace")
        + pages.small("Questions? Reply to this mail. A person reads it, most days within the hour.")
    )
    text = "Welcome to Quillfern, Robin\n\nYour workspace Studio Ashdown is ready. Three steps to begin with:\n\n"
    text += "\n".join(f"{number}. {title}: {rest}" for number, (title, rest) in enumerate(first, 1))
    text += f"\n\nOpen your workspace: {APP}/start?workspace=ashdown\n\nQuestions? Reply to this mail.\n"
    html = pages.page("Welcome to Quillfern", "Your workspace is ready.", body, footer=FOOTER)
    mail = compose("welcome", when, TEAM, ROBIN, "Welcome to Quillfern, Robin", text, html)
    mail["Reply-To"] = "Quillfern Support <support@quillfern.example>"
    inline(mail, {"logo@quillfern.example": media.logo()})
    return seal(mail)


def code(when: datetime) -> DemoMail:
    """A six-digit code, good to be copied."""
    body = (
        pages.heading("Your sign-in code")
        + pages.paragraph("Type this code where you signed in. It is good for ten minutes and for one use.")
        + pages.box("481902")
        + pages.small("You did not try to sign in? Then ignore this mail; nobody gets in without the code.")
    )
    text = "Your sign-in code is 481902\n\nIt is good for ten minutes and for one use.\n"
    html = pages.page("Your sign-in code", "481902 is your code.", body, footer=FOOTER)
    mail = compose("code", when, TEAM, ROBIN, "481902 is your Quillfern code", text, html)
    mail["Auto-Submitted"] = "auto-generated"
    return seal(mail)


def reset(when: datetime) -> DemoMail:
    """A link with a token, as a button and written out."""
    url = f"{APP}/password/new?token=v1.9Q2mX7bL0sTzK4cJ8wEo&user=robin%40studio-ashdown.test"
    href = url.replace("&", "&amp;")
    body = (
        pages.heading("Choose a new password")
        + pages.paragraph("You, we hope, asked for a new password for <strong>robin@studio-ashdown.test</strong>.")
        + pages.button(href, "Choose a new password")
        + pages.small(f"The button does not work? Use this link within an hour:<br>{pages.link(href, href)}")
    )
    text = f"Choose a new password\n\nUse this link within an hour:\n\n{url}\n\nYou did not ask? Then do nothing.\n"
    html = pages.page("Choose a new password", "The link is good for one hour.", body, footer=FOOTER)
    return seal(compose("reset", when, TEAM, ROBIN, "Reset your password", text, html))


def invoice(when: datetime) -> DemoMail:
    """A ledger in HTML and the same as an attached PDF."""
    lines = [("Team plan, 8 seats, one month", "72.00"), ("Storage, 50 GB", "6.00"), ("VAT 20 %", "15.60")]
    number, due = f"QF-{when:%Y}-00417", f"{when + timedelta(days=14):%d %B %Y}"
    ledger = [(what, f"&euro;&nbsp;{amount}") for what, amount in lines]
    body = (
        pages.heading(f"Invoice {number}")
        + pages.paragraph(f"Thank you. We shall collect the amount on <strong>{due}</strong>; there is nothing to do.")
        + pages.ledger(ledger, total=("Total", "&euro;&nbsp;93.60"))
        + pages.button(f"{APP}/billing/{number}", "View the invoice")
        + pages.small("The PDF is attached for your accounts.")
    )
    text = f"Invoice {number}, due {due}\n\n" + "".join(f"{what:<32}{amount:>10} EUR\n" for what, amount in lines)
    text += f"{'Total':<32}{'93.60':>10} EUR\n\n{APP}/billing/{number}\n"
    html = pages.page(f"Invoice {number}", "93.60 euro, nothing to do.", body, footer=FOOTER)
    sender = "Quillfern Billing <billing@quillfern.example>"
    mail = compose("invoice", when, sender, ROBIN, f"Invoice {number} for Studio Ashdown", text, html)
    mail["Cc"] = "Accounts <accounts@studio-ashdown.test>"
    sheet = _invoice_sheet(number, due, lines)
    mail.add_attachment(sheet, "application", "pdf", filename=f"{number}.pdf")
    return seal(mail)


def _invoice_sheet(number: str, due: str, lines: list[tuple[str, str]]) -> bytes:
    draw = "0.09 0.40 0.28 rg 0 806 595 36 re f 0.1 0.13 0.12 rg\n"
    draw += media.pdf_text(60, 740, f"Invoice {number}", size=24, bold=True)
    draw += media.pdf_text(60, 712, "Quillfern, 7 Harbour Steps, Port Ellery")
    draw += media.pdf_text(60, 696, f"To: Studio Ashdown. Due on {due}.")
    for step, (what, amount) in enumerate([*lines, ("Total", "93.60")]):
        bold, y = step == len(lines), 640 - 28 * step
        draw += media.pdf_text(60, y, what, size=12, bold=bold)
        draw += media.pdf_text(460, y, f"€ {amount}", size=12, bold=bold)
        draw += f"0.85 0.89 0.87 RG 60 {y - 9} m 535 {y - 9} l S\n"
    return media.pdf(draw, f"Invoice {number}")


def newsletter(when: datetime) -> DemoMail:
    """Three pictures inside, and one remote pixel: the only remote resource of all demo mails."""
    pixel = '<img src="https://img.example.test/open.gif?m=spring&amp;u=8812" width="1" height="1" alt="">'
    body = (
        pages.picture("hills@quillfern.example", "Sunrise over green hills")
        + pages.heading("The Fernleaf: notes that link themselves", top=28)
        + pages.paragraph("Two things left the greenhouse this month, one of them asked for since the first day.")
        + pages.article("links@quillfern.example", "Backlinks, at last", "See where a note is quoted.", f"{APP}/n/1")
        + pages.article("quiet@quillfern.example", "Quiet hours", "No pings from dusk till breakfast.", f"{APP}/n/2")
        + pages.button(f"{APP}/changes", "All that is new")
        + pages.small(f"Too many letters? {pages.link(f'{APP}/unsubscribe?u=8812', 'Unsubscribe')}.{pixel}")
    )
    text = f"The Fernleaf: notes that link themselves\n\n* Backlinks, at last: {APP}/n/1\n* Quiet hours: {APP}/n/2\n\n"
    text += f"Unsubscribe: {APP}/unsubscribe?u=8812\n"
    html = pages.page("The Fernleaf", "Backlinks, at last.", body, footer=FOOTER)
    sender = "The Fernleaf <letters@quillfern.example>"
    mail = compose("fernleaf", when, sender, ROBIN, "The Fernleaf: notes that link themselves", text, html)
    mail["List-Id"] = "The Fernleaf <fernleaf.quillfern.example>"
    mail["List-Unsubscribe"] = f"<{APP}/unsubscribe?u=8812>, <mailto:leave@quillfern.example>"
    mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail["Precedence"] = "bulk"
    pictures = {
        "hills@quillfern.example": media.hills(),
        "links@quillfern.example": media.rings((250, 204, 120), (234, 88, 70)),
        "quiet@quillfern.example": media.rings((99, 102, 200), (24, 30, 74)),
    }
    inline(mail, pictures)
    return seal(mail)


def invitation(when: datetime) -> DemoMail:
    """A meeting: text/calendar as an alternative (RFC 6047) and the same as an .ics file."""
    start = (when.astimezone(UTC) + timedelta(days=3)).replace(hour=9, minute=30, second=0)
    event = (
        "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Quillfern//Calendar//EN\nMETHOD:REQUEST\nBEGIN:VEVENT\n"
        f"UID:garden-walk-{start:%Y%m%d}@quillfern.example\nDTSTAMP:{when.astimezone(UTC):%Y%m%dT%H%M%SZ}\n"
        f"DTSTART:{start:%Y%m%dT%H%M%SZ}\nDTEND:{start + timedelta(minutes=45):%Y%m%dT%H%M%SZ}\n"
        "SUMMARY:Design review: the new editor\nLOCATION:Room Heron\n"
        "ORGANIZER;CN=Mira Sandoval:mailto:mira@quillfern.example\n"
        "ATTENDEE;CN=Robin Ashdown;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:robin@studio-ashdown.test\n"
        "BEGIN:VALARM\nACTION:DISPLAY\nDESCRIPTION:Design review\nTRIGGER:-PT10M\nEND:VALARM\n"
        "END:VEVENT\nEND:VCALENDAR\n"
    )
    text = f"Mira Sandoval invites you.\n\nWhat:  Design review: the new editor\nWhen:  {start:%d %B %Y, %H:%M} UTC\n"
    text += "Where: Room Heron\n"
    subject = f"Invitation: Design review ({start:%d %B, %H:%M} UTC)"
    mail = compose("invitation", when, "Mira Sandoval <mira@quillfern.example>", ROBIN, subject, text)
    mail.add_alternative(event, subtype="calendar", params={"method": "REQUEST"}, cte="7bit")
    file = event.replace("\n", "\r\n").encode()
    mail.add_attachment(file, "application", "ics", filename="invite.ics")
    return seal(mail)
