"""Mails as they occur in the field, with what a person finds in them: codes, the main button, links with a name.

`MAILS` was written before the reading was. The four `HELD_OUT` were written one after the other, each when all before
it were read well, and what the reading made of them unprepared was, as precision and recall of codes: 0.85 and 0.88,
0.81 and 0.90, 0.97 and 0.90, 1.00 and 0.83; of main links always 1; of named links together 0.94 and 0.89.
The mark-up follows that of the usual makers of mail: MJML, Laravel, Mailchimp, React Email, Outlook's VML, by hand.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Mail:
    """A mail and what is in it. The name begins with its language.

    `codes` are values to be typed, best first. `main` is the address of the main button, or empty. `kinds` has every
    link that confirms, resets, signs in, invites, unsubscribes or leads to a social network; those of the header
    List-Unsubscribe are left out, as they always unsubscribe.
    """

    name: str
    subject: str
    text: str = ""
    html: str = ""
    codes: tuple[str, ...] = ()
    main: str = ""
    kinds: Mapping[str, str] = field(default_factory=dict)
    unsubscribe: tuple[str, ...] = ()


FILLING = " \u200c\u200b\u200d\u200e\u200f\ufeff"
"""What a preheader is followed by, so that nothing else is shown in a list of mails."""

# Pages: how makers of mail wrap what is to be said.


def bare(*parts: str) -> str:
    """Written by hand, or by a framework's default."""
    return "<html><body>\n" + "\n".join(parts) + "\n</body></html>"


def mjml(*parts: str, hidden: str = "", foot: str = "") -> str:
    """Tables within tables, with a style sheet, comments for Outlook and a hidden preheader."""
    rows = "".join(
        '<div style="margin:0px auto;max-width:600px;"><table align="center" border="0" cellpadding="0" '
        'cellspacing="0" role="presentation" style="width:100%;"><tbody><tr>'
        '<td style="direction:ltr;font-size:0px;padding:20px 0;text-align:center;">'
        '<!--[if mso | IE]><table role="presentation" border="0" cellpadding="0"><tr><td><![endif]-->'
        '<table border="0" cellpadding="0" cellspacing="0" role="presentation" width="100%"><tbody><tr>'
        f'<td align="left" style="font-size:0px;padding:10px 25px;word-break:break-word;">{part}</td>'
        "</tr></tbody></table><!--[if mso | IE]></td></tr></table><![endif]--></td></tr></tbody></table></div>"
        for part in (*parts, foot)
    )
    return (
        '<!doctype html><html xmlns="http://www.w3.org/1999/xhtml" xmlns:v="urn:schemas-microsoft-com:vml"><head>'
        '<title>2024 mail 100200</title><meta http-equiv="Content-Type" content="text/html; charset=UTF-8">'
        '<style type="text/css">#outlook a { padding:0; } body { margin:0;padding:0; color:#334455; } '
        "@media only screen and (min-width:480px) { .mj-column-per-100 { width:100% !important; } } "
        "@import url(https://fonts.example/css?family=Ubuntu:300,400,500,700);</style></head>"
        '<body style="word-spacing:normal;background-color:#f4f4f4;">'
        '<div style="display:none;font-size:1px;color:#ffffff;line-height:1px;max-height:0px;opacity:0;'
        f'overflow:hidden;">{hidden}&#847; &zwnj; &nbsp; &#847; &zwnj; &nbsp;</div>'
        f'<div style="background-color:#f4f4f4;">{rows}</div></body></html>'
    )


def laravel(name: str, home: str, *parts: str, subcopy: str = "") -> str:
    """The framework's own theme."""
    below = f'<table class="subcopy" width="100%"><tr><td>{subcopy}</td></tr></table>' if subcopy else ""
    return f"""<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml">
<head><title>{name}</title><style>@media only screen and (max-width: 600px) {{ .inner-body {{ width: 100%; }} }}
.button {{ -webkit-text-size-adjust: none; border-radius: 4px; color: #fff; }}</style></head>
<body style="background-color: #ffffff; color: #718096; height: 100%; margin: 0;">
<table class="wrapper" width="100%" cellpadding="0" cellspacing="0" role="presentation"><tr><td align="center">
<table class="content" width="100%" cellpadding="0" cellspacing="0" role="presentation">
<tr><td class="header" style="padding: 25px 0; text-align: center;">
<a href="{home}" style="color: #3d4852; font-size: 19px; font-weight: bold; display: inline-block;">
{name}
</a></td></tr>
<tr><td class="body" width="100%"><table class="inner-body" align="center" width="570" role="presentation">
<tr><td class="content-cell" style="max-width: 100vw; padding: 32px;">
{"".join(parts)}
{below}
</td></tr></table></td></tr>
<tr><td><table class="footer" align="center" width="570"><tr><td class="content-cell" align="center">
<p style="color: #b0adc5; font-size: 12px;">© 2025 {name}. All rights reserved.</p>
</td></tr></table></td></tr></table></td></tr></table></body></html>"""


def react(*parts: str, hidden: str = "") -> str:
    """Components rendered to one long line."""
    return (
        '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" '
        '"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd"><html dir="ltr" lang="en"><head>'
        '<link rel="preload" as="image" href="https://cdn.brisk.example/static/logo.png"/>'
        '<meta content="text/html; charset=UTF-8" http-equiv="Content-Type"/></head>'
        '<body style="background-color:#fff;font-family:HelveticaNeue,Helvetica,Arial,sans-serif"><!--$-->'
        '<div style="display:none;overflow:hidden;line-height:1px;opacity:0;max-height:0;max-width:0" '
        f'data-skip-in-text="true">{hidden}<div>{2 * FILLING}</div></div>'
        '<table align="center" width="100%" border="0" cellPadding="0" cellSpacing="0" role="presentation" '
        'style="max-width:37.5em;background-color:#ffffff;border:1px solid #eee"><tbody><tr style="width:100%"><td>'
        + "".join(parts)
        + "</td></tr></tbody></table><!--/$--></body></html>"
    )


def mailchimp(*parts: str, foot: str = "") -> str:
    """Blocks of a campaign editor, pretty-printed and deep."""
    blocks = "".join(
        f"""
                    <table border="0" cellpadding="0" cellspacing="0" width="100%" class="mcnTextBlock">
                        <tbody class="mcnTextBlockOuter">
                            <tr>
                                <td valign="top" class="mcnTextBlockInner" style="padding-top:9px;">
                                    <table align="left" border="0" class="mcnTextContentContainer" width="100%">
                                        <tbody><tr>
                                            <td valign="top" class="mcnTextContent" style="padding: 0 18px 9px;">
                                                {part}
                                            </td>
                                        </tr></tbody>
                                    </table>
                                </td>
                            </tr>
                        </tbody>
                    </table>"""
        for part in (*parts, foot)
    )
    return f"""<!doctype html>
<html>
    <head>
        <!--[if gte mso 15]><xml><o:OfficeDocumentSettings><o:PixelsPerInch>96</o:PixelsPerInch></xml><![endif]-->
        <meta charset="UTF-8">
        <title>*|MC:SUBJECT|*</title>
        <style type="text/css">
            p{{ margin:10px 0; padding:0; }}
            h1{{ color:#202020; font-size:26px; line-height:125%; }}
            a.mcnButton{{ display:block; }}
        </style>
    </head>
    <body>
        <!--*|IF:MC_PREVIEW_TEXT|*-->
        <span class="mcnPreviewText" style="display:none; font-size:0px; max-height:0px;">News of the week 202503</span>
        <center>
            <table align="center" border="0" cellpadding="0" cellspacing="0" height="100%" width="100%" id="bodyTable">
                <tr>
                    <td align="center" valign="top" id="bodyCell">{blocks}
                    </td>
                </tr>
            </table>
        </center>
        <img src="https://track.list.example/open.php?u=48159&id=20250312" height="1" width="1" alt="">
    </body>
</html>"""


# Pieces.


def p(*said: str) -> str:
    return "".join(f'<p style="margin:0 0 16px;font-size:16px;line-height:24px;">{each}</p>' for each in said)


def h1(said: str) -> str:
    return f'<h1 style="font-size:24px;color:#1d1c1d;margin:0">{said}</h1>'


def a(url: str, said: str) -> str:
    return f'<a href="{url}" style="color:#0969da;text-decoration:underline">{said}</a>'


def big(code: str) -> str:
    """A code in a cell of its own."""
    return (
        '<table width="100%" role="presentation"><tr><td align="center" bgcolor="#f2f2f2" '
        f'style="font-size:32px;font-weight:bold;letter-spacing:6px;padding:16px">{code}</td></tr></table>'
    )


def spans(code: str) -> str:
    """Each character in a box of its own, without anything between."""
    return "<div>" + "".join(
        f'<span style="display:inline-block;border:1px solid #ccc;padding:8px 12px;font-size:28px">{each}</span>'
        for each in code
    ) + "</div>"  # fmt: skip


def cells(code: str) -> str:
    """Each character in a cell, on a line of its own in the source."""
    inner = "\n".join(
        f'        <td style="border:1px solid #d0d7de;width:40px;height:48px;text-align:center">{each}</td>'
        for each in code
    )
    return f'<table role="presentation" cellspacing="8">\n    <tr>\n{inner}\n    </tr>\n</table>'


def rows(*pairs: tuple[str, str]) -> str:
    """A table of labels and values."""
    inner = "".join(
        f'<tr><td style="padding:4px 12px 4px 0;color:#777">{label}</td><td align="right">{value}</td></tr>'
        for label, value in pairs
    )
    return f'<table width="100%" cellpadding="0" cellspacing="0">{inner}</table>'


def cell_button(url: str, said: str) -> str:
    """MJML's: a cell with a colour, a link with a padding."""
    return (
        '<table border="0" cellpadding="0" cellspacing="0" role="presentation" style="border-collapse:separate;">'
        '<tbody><tr><td align="center" bgcolor="#414141" role="presentation" '
        'style="border:none;border-radius:3px;cursor:auto;background:#414141;" valign="middle">'
        f'<a href="{url}" style="display:inline-block;background:#414141;color:#ffffff;font-size:13px;'
        'text-decoration:none;padding:10px 25px;border-radius:3px;" target="_blank">'
        f"{said}</a></td></tr></tbody></table>"
    )


def bare_cell_button(url: str, said: str) -> str:
    """A cell with a colour and a link without any."""
    return (
        '<table cellspacing="0" cellpadding="0"><tr><td align="center" width="200" height="40" bgcolor="#d90057">'
        f'<a href="{url}" style="color:#ffffff;font-size:16px;text-decoration:none">{said}</a></td></tr></table>'
    )


def style_button(url: str, said: str) -> str:
    """React Email's: all in the link itself."""
    return (
        f'<a href="{url}" style="line-height:100%;text-decoration:none;display:inline-block;max-width:100%;'
        "background-color:#5469d4;border-radius:5px;color:#fff;font-size:16px;font-weight:bold;"
        'padding:12px 20px" target="_blank"><span><!--[if mso]><i style="mso-font-width:500%">&#8202;</i><![endif]-->'
        f'</span><span style="max-width:100%;display:inline-block">{said}</span></a>'
    )


def class_button(url: str, said: str) -> str:
    """Laravel's and many others': a class alone, as the style sheet is elsewhere."""
    return (
        '<table class="action" align="center" width="100%" role="presentation"><tr><td align="center"><table>'
        f'<tr><td><a href="{url}" class="button button-primary" target="_blank" rel="noopener">{said}</a></td></tr>'
        "</table></td></tr></table>"
    )


def chimp_button(url: str, said: str) -> str:
    return (
        '<table border="0" cellpadding="0" cellspacing="0" class="mcnButtonContentContainer" '
        'style="border-collapse: separate !important;border-radius: 3px;background-color: #009FC7;"><tbody><tr>'
        '<td align="center" valign="middle" class="mcnButtonContent" style="font-size: 18px; padding: 18px;">'
        f'<a class="mcnButton " title="{said}" href="{url}" target="_blank" style="font-weight: bold;color: #FFFFFF;">'
        f"{said}</a></td></tr></tbody></table>"
    )


def vml_button(url: str, said: str) -> str:
    """The bulletproof one: VML for Outlook, a styled link for the others."""
    return (
        '<div><!--[if mso]><v:roundrect xmlns:v="urn:schemas-microsoft-com:vml" '
        f'xmlns:w="urn:schemas-microsoft-com:office:word" href="{url}" style="height:40px;v-text-anchor:middle;'
        'width:200px;" arcsize="10%" stroke="f" fillcolor="#d62828"><w:anchorlock/><center>'
        f"{said}</center></v:roundrect><![endif]--><![if !mso]><table cellspacing='0' cellpadding='0'><tr>"
        '<td align="center" width="200" height="40" bgcolor="#d62828" style="border-radius:5px;color:#ffffff;">'
        f'<a href="{url}" style="color:#ffffff;font-size:16px;font-weight:bold;text-decoration:none;line-height:40px;'
        f'width:100%;display:inline-block">{said}</a></td></tr></table><![endif]></div>'
    )


def image_button(url: str, said: str) -> str:
    return (
        f'<a href="{url}" target="_blank"><img src="https://img.mail.example/buttons/4815-cta.png" alt="{said}" '
        'width="240" height="52" border="0" style="display:block"></a>'
    )


def logo(url: str, name: str) -> str:
    image = f'<img src="https://cdn.mail.example/logo-2024.png" width="120" height="36" alt="{name}">'
    return f'<a href="{url}">{image}</a>'


def icons(**profiles: str) -> str:
    """Links to social networks, as images."""
    return "".join(
        f'<a href="{url}" target="_blank"><img src="https://cdn.mail.example/social/{name}.png" width="24" height="24" '
        f'alt="{name.title()}"></a>&nbsp;'
        for name, url in profiles.items()
    )


def marks(url: str) -> str:
    """Eleven links to be answered with, from 0 to 10."""
    return "<table><tr>" + "".join(f'<td><a href="{url}{mark}">{mark}</a></td>' for mark in range(11)) + "</tr></table>"


def small(*said: str) -> str:
    return "".join(f'<p style="font-size:12px;color:#8898aa;line-height:16px">{each}</p>' for each in said)


CODES_ENGLISH = (
    Mail(
        "en-device-text",
        "[Forgehub] Please verify your device",
        "Hey ann-k!\n\nA sign in attempt requires further verification because we did not recognize "
        "your device. To complete the sign in, enter the verification code on the unrecognized "
        "device.\n\nDevice: Chrome on macOS\nVerification code: 481592\n\n"
        "If you did not attempt to sign in to your account, your password may be compromised. Visit "
        "https://forgehub.example/settings/security to create a new, strong password for your Forgehub "
        "account.\n\nIf you'd like to automatically verify devices in the future, consider enabling "
        "two-factor authentication on your account. Visit "
        "https://docs.forgehub.example/articles/configuring-two-factor-authentication to learn about "
        "two-factor authentication.\n\nThanks,\nThe Forgehub Team\n",
        codes=("481592",),
    ),
    Mail(
        "en-prefixed-subject",
        "G-482913 is your Gribble verification code",
        "Gribble\n\nG-482913 is your verification code. Don't share it with anyone.\n\n"
        "© 2025 Gribble LLC, 1600 Hill Parkway, Mountain View, CA 94043\n",
        codes=("G-482913",),
    ),
    Mail(
        "en-workspace-own-cell",
        "Slate confirmation code: XK4-9QZ",
        html=mjml(
            logo("https://slate.example", "Slate"),
            h1("Confirm your email address"),
            p(
                "Your confirmation code is below — enter it in your open browser window and we'll help "
                "you get signed in."
            ),
            big("XK4-9QZ"),
            p("If you didn’t request this email, there’s nothing to worry about — you can safely ignore it."),
            foot=icons(
                twitter="https://twitter.example/slate",
                facebook="https://facebook.example/slate",
                linkedin="https://www.linkedin.example/company/slate",
            )
            + small("Made by Slate Technologies, Inc., 500 Howard Street, San Francisco, CA 94105"),
        ),
        codes=("XK49QZ",),
        kinds={
            "https://twitter.example/slate": "social",
            "https://facebook.example/slate": "social",
            "https://www.linkedin.example/company/slate": "social",
        },
    ),
    Mail(
        "en-spans",
        "Your Brisk login code",
        html=react(
            h1("Log in to Brisk"),
            p("Enter this code where you started logging in:"),
            spans("481592"),
            p("This code will only be valid for the next 5 minutes."),
            small(a("https://brisk.example", "Brisk") + ", 12 Quay Street, Floor 4, Auckland 1010"),
            hidden="Your login code for Brisk",
        ),
        codes=("481592",),
    ),
    Mail(
        "en-cells",
        "Finish signing up for Parcelo",
        html=mailchimp(
            logo("https://www.parcelo.example/", "Parcelo"),
            "<h1>Almost there!</h1>",
            "Type these digits into the app to verify your e-mail address. They expire in 30 minutes.",
            cells("70318"),
            foot="<em>Copyright © 2025 Parcelo, All rights reserved.</em><br>Our mailing address is: 4 "
            "Wharf Lane, Leeds LS1 4AP",
        ),
        codes=("70318",),
    ),
    Mail(
        "en-id-device",
        "Your Pomme ID was used to sign in",
        """Dear Ann Kay,

Your Pomme ID (ann@kay.example) was used to sign in on a new device on 12 March 2025 at 10:42:07 GMT.

Your Pomme ID Verification Code is:

048159

Enter this on your other device to continue.

Pomme Support

Pomme ID | Support | Privacy Policy
Copyright © 2025 Pomme Distribution Ltd., Hollyhill, Cork. All rights reserved.
""",
        codes=("048159",),
    ),
    Mail(
        "en-seven-digits",
        "Vista account security code",
        html=bare(
            "<table><tr><td style='font-size:17px;color:#707070'>Vista account</td></tr>",
            "<tr><td style='font-size:41px;color:#2672ec'>Security code</td></tr>",
            "<tr><td>Please use the following security code for the Vista account <a "
            "href='mailto:an**n@kay.example'>an**n@kay.example</a>.</td></tr>",
            "<tr><td>Security code: <span style='font-weight:bold;font-size:14px'>4815927</span></td></tr>",
            "<tr><td>If you don't recognize the Vista account, you can <a "
            "href='https://account.vista.example/dmc?e=481&id=2024111'>click here</a> to remove your "
            "email address from that account.</td></tr><tr><td>Thanks,<br>The Vista account "
            "team</td></tr></table>",
        ),
        codes=("4815927",),
    ),
    Mail(
        "en-dashed",
        "481-592 is your Stripling verification code",
        html=react(
            p("Hi,", "Your verification code for Stripling is:"),
            '<p style="font-size:36px;letter-spacing:4px;text-align:center;background:#f6f9fc;padding:2'
            '4px">481-592</p>',
            p("Don’t share this code with anyone. Our employees will never ask for it."),
            small("Stripling, 354 Oyster Point Blvd, South San Francisco, CA 94080"),
        ),
        codes=("481592",),
    ),
    Mail(
        "en-bank-otp",
        "OTP for your card transaction",
        "Dear Customer,\n\n730418 is the One Time Password (OTP) for your transaction of INR 12,499.00 "
        "at KITEMART on your Meridian Bank Credit Card ending 4242. This OTP is valid till 14:35:20 on "
        "12-03-2025. Please do not share it with anyone.\n\nIn case you have not requested it, call "
        "1800 266 4332.\n\nThis is a system generated e-mail.\n",
        codes=("730418",),
    ),
    Mail(
        "en-guard",
        "Your Piston account: Access from new computer",
        html=mjml(
            p("Hello annk,"),
            p(
                "It looks like you are trying to log in from a new device. Here is the Piston Guard "
                "code you need to access your account:"
            ),
            big("R7K2P"),
            p(
                "If this wasn't you",
                "This email was generated because of a login attempt from a computer located at "
                "203.0.113.48 (Leeds, GB). The login attempt included your correct account name and "
                "password.",
            ),
            p(
                "The Piston Guard code is required to complete the login. <b>No one can access your "
                "account without also accessing this email.</b>"
            ),
            foot=small("© Piston Corporation. PO Box 1688 Bellevue, WA 98009"),
        ),
        codes=("R7K2P",),
    ),
    Mail(
        "en-four-digits",
        "4815 is your Hailo code",
        "Your Hailo code is 4815. Never share this code.\n\nReply STOP to unsubscribe.\n",
        codes=("4815",),
    ),
    Mail(
        "en-subject-alone",
        "Your Loop code is 592048",
        html=mjml(image_button("https://loop.example/app", "Loop"), small("Loop GmbH, Torstr. 12, 10119 Berlin")),
        codes=("592048",),
    ),
    Mail(
        "en-cloud",
        "Ravine Web Services email verification",
        html=bare(
            '<div style="font-size:20px">Verify your email address</div>',
            "<p>Thanks for starting the new RWS account creation process. We want to make sure it's "
            "really you. Please enter the following verification code when prompted. If you "
            "don&#8217;t want to create an account, you can ignore this message.</p>",
            '<div style="text-align:center;font-weight:bold;padding-bottom:15px">Verification code</div>',
            '<div style="text-align:center;font-size:36px;font-weight:bold">048159</div>',
            '<div style="text-align:center">(This code is valid for 10 minutes)</div>',
            "<p>Ravine Web Services will never email you and ask you to disclose or verify your "
            "password, credit card, or banking account number.</p>",
            "<p>This message was produced and distributed by Ravine Web Services, Inc., 410 Terry Ave. "
            "North, Seattle, WA 98109-5210</p>",
        ),
        codes=("048159",),
    ),
    Mail(
        "en-pool-default",
        "Your verification code",
        html="Your confirmation code is 481592",
        codes=("481592",),
    ),
    Mail(
        "en-social-signup",
        "59204 is your Facepage confirmation code",
        html=mjml(
            p(
                "Hi Ann,",
                "You recently registered for Facepage. To complete your registration, please confirm your account.",
            ),
            cell_button(
                "https://www.facepage.example/confirmcontact.php?c=59204&z=0&gfid=AQDk", "Confirm your account"
            ),
            p("You may be asked to enter this confirmation code:"),
            big("59204"),
            foot=small("Facepage, Inc., Attention: Community Support, 1 Facepage Way, Menlo Park, CA 94025"),
        ),
        codes=("59204",),
        main="https://www.facepage.example/confirmcontact.php?c=59204&z=0&gfid=AQDk",
        kinds={"https://www.facepage.example/confirmcontact.php?c=59204&z=0&gfid=AQDk": "confirm"},
    ),
    Mail(
        "en-photo-signup",
        "703184 is your Photogram code",
        "Hi,\n\nSomeone tried to sign up for a Photogram account with ann@kay.example. If it was you, "
        "enter this confirmation code in the app:\n\n703184\n\n© Photogram. Menlo Park, CA 94025\n"
        "This message was sent to ann@kay.example.\n",
        codes=("703184",),
    ),
    Mail(
        "en-wallet-amount",
        "Your Paypen security code",
        html=mjml(
            p("Hello, Ann Kay"),
            p(
                "To approve your payment of <b>$2,480.00 USD</b> to Kite Ltd (invoice 2025-00481), use "
                "this security code:"
            ),
            '<p style="font-size:28px"><strong>730 418</strong></p>',
            p(
                "It expires at 10:45 AM on Mar 12, 2025. We will never ask you for it by phone. "
                "Questions? Call 1-888-221-1161."
            ),
            foot=small("Copyright © 1999-2025 Paypen. All rights reserved. Paypen RT000481:en_US:1.4.2"),
        ),
        codes=("730418",),
    ),
    Mail(
        "en-reset-code",
        "Reset your Tallow password",
        "Hi Ann,\n\nWe received a request to reset your Tallow password.\n"
        "Enter the following password reset code:\n\n  92037418\n\n"
        "Alternatively, you can directly change your password:\n"
        "https://tallow.example/recover/code/?n=92037418&u=1000481592\n\n"
        "Didn't request this change? Let us know.\n",
        codes=("92037418",),
        main="https://tallow.example/recover/code/?n=92037418&u=1000481592",
        kinds={"https://tallow.example/recover/code/?n=92037418&u=1000481592": "reset"},
    ),
    Mail(
        "en-looks-like-a-year",
        "Your access code",
        html=react(
            p("Your one-time access code is:"),
            big("2024"),
            p("It works once, for 15 minutes."),
            small("© 2025 Gatehouse Inc."),
        ),
        codes=("2024",),
    ),
    Mail(
        "en-eight-in-two",
        "Government Gateway: your access code",
        "Your access code is 4815 9236.\n\nEnter it within 15 minutes. If you did not ask for it, ring "
        "0300 200 3600 (Monday to Friday, 8am to 6pm).\n",
        codes=("48159236",),
    ),
    Mail(
        "en-pairs",
        "Confirm it's you",
        "Hello,\n\nuse the one-time code 12 34 56 to confirm it's you.\n\nTicket 2025031244, handled by Piers.\n",
        codes=("123456",),
    ),
    Mail(
        "en-code-tag",
        "Sign in to Devdocs",
        html=bare(
            "<p>Hello ann,</p><p>your sign-in code:</p><pre><code>a4f9c2</code></pre>",
            "<p>Requested from 198.51.100.7 at 2025-03-12T10:42:07Z, build 1.14.2.</p>",
        ),
        codes=("a4f9c2",),
    ),
    Mail(
        "en-order-and-code",
        "Your pickup and sign-in",
        html=mjml(
            p("We saw a sign-in to your Larder account while order <b>#4815920</b> was being prepared."),
            rows(("Order number", "4815920"), ("Total", "$ 61.20"), ("Date", "03/12/2025")),
            p("If it was you, enter this verification code on the sign-in page:"),
            big("730418"),
            p("Customer number 20048159. Help: +1 (415) 555-0132."),
        ),
        codes=("730418",),
    ),
    Mail(
        "en-exchange",
        "[Coinette] Authorize New Device",
        html=mailchimp(
            "<h1>Authorize New Device</h1>",
            "You recently attempted to sign in to your Coinette account from a new device or in a new "
            "location. As a security measure, we require additional confirmation before allowing "
            "access to your account.",
            "<b>Verification Code:</b> 284915<br><b>Location:</b> Oslo, NO<br><b>IP:</b> "
            "203.0.113.77<br><b>Time:</b> 2025-03-12 10:42:07 (UTC)<br><b>Device:</b> Firefox 128.0 on "
            "Windows 10",
            "To protect your account, do not share this code. Anti-phishing phrase: bluebird 77",
            foot="© 2017 - 2025 Coinette.example, All Rights Reserved",
        ),
        codes=("284915",),
    ),
    Mail(
        "en-use-to-log-in",
        "Log in to Dash & Dine",
        "Use 4815 to log in to Dash & Dine. Do not forward this.\n",
        codes=("4815",),
    ),
    Mail(
        "en-capitals",
        "ACTION REQUIRED",
        "DEAR ANN KAY\n\nYOUR VERIFICATION CODE IS 048 159\n\nTHIS CODE EXPIRES IN 600 SECONDS\n\n"
        "REF: 2025/03/12-4471\n",
        codes=("048159",),
    ),
    Mail(
        "en-wrapped-words",
        "Your account",
        "Hello Ann Kay, you asked to change the address of your account. Your verification\n"
        "code is 730418 and is good for an hour. If this was not you, write to\n"
        "help@tern.example and mention case 20250312.\n",
        codes=("730418",),
    ),
    Mail(
        "en-invisible",
        "Sign-in code for Quill",
        html=react(
            p("Here is your sign-in code:"),
            '<p style="font-size:24px;text-align:center"><strong>481&#8203;592</strong></p>',
            small("Quill Labs, 2261 Market Street #4815, San Francisco, CA 94114"),
        ),
        codes=("481592",),
    ),
    Mail(
        "en-preheader",
        "Finish signing in",
        html=mjml(
            h1("Here's your passcode"),
            big("<strong>0481</strong>"),
            p("Enter it on the page you came from. It's gone in 10 minutes."),
            hidden="0481 is your passcode.",
            foot=small("Tideline, 88 Harbour Rd, Hong Kong"),
        ),
        codes=("0481",),
    ),
    Mail(
        "en-code-and-link",
        "Sign in to Figment",
        html=mjml(
            h1("Your sign-in link"),
            p("Hello! Click the button below to sign in to Figment. The link expires in 15 minutes."),
            cell_button(
                "https://app.figment.example/login/magic?token=eyJhbGciOiJIUzI1NiJ9.4815.x", "Sign in to Figment"
            ),
            p("Or enter this code instead: <b>730418</b>"),
            foot=small(
                "Figment Inc. · 760 Market St · Floor 10 · San Francisco 94102 · "
                + a("https://app.figment.example/unsubscribe?u=1", "Unsubscribe")
            ),
        ),
        codes=("730418",),
        main="https://app.figment.example/login/magic?token=eyJhbGciOiJIUzI1NiJ9.4815.x",
        kinds={
            "https://app.figment.example/login/magic?token=eyJhbGciOiJIUzI1NiJ9.4815.x": "magic",
            "https://app.figment.example/unsubscribe?u=1": "unsubscribe",
        },
    ),
    Mail(
        "en-both-bodies",
        "Verify your email",
        "Verify your email\n\nEnter this code to verify your email: 664209\n\n"
        "The code expires on March 13, 2025, 10:42.\n",
        bare(
            "<h2>Verify your email</h2><p>Enter this code to verify your email:</p><h1>664209</h1>",
            "<p>The code expires on March 13, 2025, 10:42.</p>",
        ),
        codes=("664209",),
    ),
    Mail(
        "en-streaming",
        "Your Popcorn sign-in code",
        html=mailchimp(
            logo("https://www.popcorn.example/browse?lnktrk=EMP", "Popcorn"),
            "<h1>Enter this code to sign in</h1>Hi Ann,",
            "Enter this code on your TV to sign in to Popcorn.",
            '<span style="font-size:40px">7 0 3 1</span>',
            "This code will expire in 15 minutes.",
            foot="SRC: EN_SIGNIN_GB 4815-9236<br>Popcorn Services UK Limited, 100 New Bridge Street, London EC4V 6JA",
        ),
        codes=("7031",),
    ),
    Mail(
        "en-allauth",
        "[sandbox.example] Sign-In Code",
        "Hello from sandbox.example!\n\nYour sign-in code is listed below. Please enter it in your "
        "open browser window.\n\nQX7-M2KB\n\nThis mail can be safely ignored if you did not initiate "
        "this action.\n\nThank you for using sandbox.example!\nsandbox.example\n",
        codes=("QX7M2KB",),
    ),
    Mail(
        "en-markdown",
        "Your temporary code",
        "# Your temporary code\n\n**730418**\n\nIt expires in 20 minutes. Use it to finish signing in "
        "to Perch.\n\n---\n\nYou received this because you are one of 12000 users of Perch 4.2.\n",
        codes=("730418",),
    ),
)

CODES_GERMANIC = (
    Mail(
        "de-bestaetigung",
        "Ihr Bestätigungscode",
        "Guten Tag Frau Kay,\n\nIhr Bestätigungscode lautet: 481592\n\n"
        "Der Code ist 10 Minuten gültig. Geben Sie ihn nicht weiter.\n\nMit freundlichen Grüßen\n"
        "Ihr Team von Kachel\n\nKachel GmbH, Lindenstraße 12, 50674 Köln\nTel.: 0221 4815920\n"
        "HRB 104815 Amtsgericht Köln, USt-IdNr. DE814815162\n",
        codes=("481592",),
    ),
    Mail(
        "de-tan",
        "Ihre TAN für den Auftrag",
        html=mjml(
            p(
                "Sehr geehrter Kunde,",
                "für Ihre Überweisung über 1.250,00 EUR an DE89 3704 0044 0532 0130 00 verwenden Sie "
                "bitte die folgende TAN:",
            ),
            big("730 418"),
            p("Auftrag vom 12.03.2025, 10:42 Uhr. Sperr-Notruf 116 116."),
        ),
        codes=("730418",),
    ),
    Mail(
        "de-vor-dem-wort",
        "592048 ist dein Anmeldecode für Flinkbote",
        html=react(
            p("Hallo Ann,"),
            p("592048 ist dein Code für die Anmeldung bei Flinkbote."),
            small("Flinkbote SE · Straße der Pariser Kommune 8 · 10243 Berlin"),
        ),
        codes=("592048",),
    ),
    Mail(
        "de-einmalpasswort",
        "Anmeldung bei der Stadtkasse",
        "Ihr Einmalpasswort: 4815-9236\n\nVorgang 2025-031244, Kassenzeichen 5.0481.592034.1\n",
        codes=("48159236",),
    ),
    Mail(
        "de-zweifaktor",
        "Zwei-Faktor-Authentifizierung",
        html=laravel(
            "Werkbank",
            "https://werkbank.example",
            "<h1>Hallo!</h1><p>Bitte geben Sie den folgenden Code ein, um sich anzumelden:</p>",
            "<p><strong>09 31 72</strong></p>",
            "<p>Er verfällt um 10:57 Uhr.</p>",
        ),
        codes=("093172",),
    ),
    Mail(
        "nl-verificatie",
        "Je verificatiecode is 730418",
        "Hoi Ann,\n\nGebruik 730418 als verificatiecode om in te loggen bij Fietsbus. De code is 5 "
        "minuten geldig.\n\nFietsbus B.V., Keizersgracht 481, 1016 EK Amsterdam, KvK 34159264\n",
        codes=("730418",),
    ),
    Mail(
        "nl-inlogcode",
        "Inloggen bij Polderbank",
        html=mjml(
            h1("Uw inlogcode"), big("48159"), p("Vul deze code in op het scherm. Bel bij twijfel 020 - 481 59 23.")
        ),
        codes=("48159",),
    ),
    Mail(
        "sv-engangskod",
        "Din engångskod",
        "Hej Ann!\n\nDin engångskod är 4815 92. Koden gäller i 10 minuter.\n\n"
        "Lampan AB, Box 4815, 103 92 Stockholm, org.nr 556481-5920\n",
        codes=("481592",),
    ),
    Mail(
        "sv-verifiera",
        "Verifiera din e-postadress",
        html=react(
            p("Ange verifieringskoden nedan för att slutföra registreringen."),
            big("703184"),
            p("Frågor? Ring 08-481 592 03."),
        ),
        codes=("703184",),
    ),
    Mail(
        "da-engangskode",
        "Din engangskode til Havnekassen",
        "Kære Ann\n\nDin engangskode er: 481592\n\nKoden udløber om 10 minutter.\n\n"
        "Havnekassen, Nyhavn 48, 1051 København K, CVR 48159236\n",
        codes=("481592",),
    ),
    Mail(
        "no-bekreft",
        "Bekreftelseskode",
        html=bare(
            "<p>Hei Ann,</p><p>Her er bekreftelseskoden din:</p><h2>30 48 15</h2>",
            "<p>Ikke del den med noen. Kundenr. 1004815.</p>",
        ),
        codes=("304815",),
    ),
    Mail(
        "fi-vahvistuskoodi",
        "Vahvistuskoodisi on 730418",
        "Hei,\n\nvahvistuskoodisi on 730418. Koodi vanhenee 15 minuutin kuluttua.\n\n"
        "Järvi Oy, Mannerheimintie 48, 00150 Helsinki, Y-tunnus 2048159-2\n",
        codes=("730418",),
    ),
)

CODES_ROMANCE = (
    Mail(
        "fr-verification",
        "Votre code de vérification",
        html=mjml(
            p("Bonjour Ann,", "Voici votre code de vérification :"),
            big("481 592"),
            p("Il est valable 10 minutes. Si vous n’êtes pas à l’origine de cette demande, ignorez cet e-mail."),
            foot=small("Petit Pont SAS au capital de 48 150 €, 12 rue de la Paix, 75002 Paris, RCS Paris 481 592 036"),
        ),
        codes=("481592",),
    ),
    Mail(
        "fr-usage-unique",
        "Connexion à votre espace client",
        "Bonjour,\n\nPour vous connecter, saisissez le code à usage unique suivant : 70318\n\n"
        "Ce code expire le 12/03/2025 à 10h57.\n\nService client : 09 69 39 48 15 (prix d'un appel "
        "local)\n",
        codes=("70318",),
    ),
    Mail(
        "fr-avant",
        "592048 est votre code de connexion Fourmi",
        "592048 est votre code de connexion Fourmi. Ne le partagez avec personne.\n",
        codes=("592048",),
    ),
    Mail(
        "fr-mot-de-passe-unique",
        "Authentification forte",
        "Votre mot de passe à usage unique est 48159236 pour un achat de 124,90 EUR chez LIBRAIRIE "
        "2000 (carte se terminant par 4242).\n",
        codes=("48159236",),
    ),
    Mail(
        "es-verificacion",
        "Tu código de verificación es 481592",
        html=react(
            p("Hola, Ann:"),
            p("Tu código de verificación es:"),
            spans("481592"),
            p("Caduca en 10 minutos. No lo compartas con nadie."),
            small("Calle de Alcalá 48, 28014 Madrid · Tel. 915 48 15 92"),
        ),
        codes=("481592",),
    ),
    Mail(
        "es-clave",
        "Clave de acceso de un solo uso",
        "Estimada clienta:\n\nSu clave de un solo uso para confirmar la transferencia de 1.250,00 € es "
        "7031 8492.\n\nBanco Sierra, S.A., NIF A48159236\n",
        codes=("70318492",),
    ),
    Mail(
        "es-ingresa",
        "Inicia sesión en Mercadito",
        "Hola,\n\nIngresa este código para iniciar sesión:\n\n048159\n\nSi no fuiste tú, cambia tu contraseña.\n",
        codes=("048159",),
    ),
    Mail(
        "it-verifica",
        "Il tuo codice di verifica",
        "Ciao Ann,\n\nil tuo codice di verifica è 730418.\nScade tra 10 minuti.\n\n"
        "Gelso S.r.l. – Via Roma 48, 20121 Milano – P.IVA 04815920361 – REA MI-2048159\n",
        codes=("730418",),
    ),
    Mail(
        "it-otp",
        "Codice OTP per la firma",
        html=mjml(
            p("Gentile Cliente,", "per firmare il documento n. 2025/4815 inserisci il codice OTP riportato qui sotto"),
            big("59204836"),
            p("Numero verde 800 481 592"),
        ),
        codes=("59204836",),
    ),
    Mail(
        "pt-verificacao",
        "Seu código de verificação",
        html=mailchimp(
            "<h1>Olá, Ann!</h1>",
            "Seu código de verificação é:",
            '<h2 style="letter-spacing:8px">481592</h2>',
            "Válido por 10 minutos.",
            foot="Rua Augusta, 481 - São Paulo/SP - CEP 01305-000 - CNPJ 48.159.236/0001-07",
        ),
        codes=("481592",),
    ),
    Mail(
        "pt-acesso",
        "Código de acesso: 703184",
        "O seu código de acesso é 703184. Não o partilhe.\n\nMaré, Lda. · Rua do Ouro 48, 1100-063 "
        "Lisboa · NIF 504815923\n",
        codes=("703184",),
    ),
    Mail(
        "ro-verificare",
        "Codul tău de verificare",
        "Bună, Ann!\n\nCodul tău de verificare este: 592048\n\nCodul expiră în 10 minute. Telefon: 021 481 5920\n",
        codes=("592048",),
    ),
)

CODES_SLAVIC = (
    Mail(
        "pl-weryfikacyjny",
        "Twój kod weryfikacyjny",
        "Cześć Ann,\n\nTwój kod weryfikacyjny to: 481592\n\nKod jest ważny przez 10 minut.\n\n"
        "Bursztyn Sp. z o.o., ul. Długa 48, 80-831 Gdańsk, NIP 583-24-81-592, KRS 0000481592\n",
        codes=("481592",),
    ),
    Mail(
        "pl-jednorazowy",
        "Potwierdź logowanie",
        html=mjml(
            p("Dzień dobry,", "wpisz poniższy jednorazowy kod, aby się zalogować:"),
            big("73 04 18"),
            p("Infolinia: 22 481 59 20. Kwota operacji: 1 250,00 zł"),
        ),
        codes=("730418",),
    ),
    Mail(
        "ru-podtverzhdeniya",
        "Код подтверждения",
        "Здравствуйте, Анна!\n\nВаш код подтверждения: 4815\n\nНикому не сообщайте его. Код действует "
        "5 минут.\n\nООО «Берёза», 101000, Москва, ул. Мясницкая, 48. ИНН 7704815920\n",
        codes=("4815",),
    ),
    Mail(
        "ru-pered",
        "481-592 — код для входа в Тропинку",
        html=bare(
            "<div>481-592 — ваш код для входа в Тропинку.</div><div>Если вы не запрашивали код, просто "
            "удалите письмо. 8 800 555-48-15</div>"
        ),
        codes=("481592",),
    ),
    Mail(
        "ru-odnorazovyi",
        "Вход в личный кабинет",
        html=react(
            p("Одноразовый пароль для входа:"), big("730418"), p("Вход с IP 203.0.113.48, 12.03.2025 в 10:42 (МСК).")
        ),
        codes=("730418",),
    ),
    Mail(
        "uk-pidtverdzhennya",
        "Ваш код підтвердження",
        "Вітаємо!\n\nВаш код підтвердження — 592048.\nВін дійсний 10 хвилин.\n\nвул. Хрещатик, 48, Київ, 01001\n",
        codes=("592048",),
    ),
    Mail(
        "uk-vkhid",
        "Вхід до Калини",
        html=mjml(p("Введіть цей код, щоб увійти:"), cells("048159"), p("Гаряча лінія 0 800 48 15 92")),
        codes=("048159",),
    ),
    Mail(
        "cs-overovaci",
        "Váš ověřovací kód",
        "Dobrý den,\n\nváš ověřovací kód je 481592.\nPlatí 10 minut.\n\n"
        "Kaštan s.r.o., Dlouhá 48, 110 00 Praha 1, IČO 48159236\n",
        codes=("481592",),
    ),
    Mail(
        "cs-jednorazove",
        "Jednorázové heslo",
        html=bare(
            "<p>Pro potvrzení platby 1 250,00 Kč použijte jednorázové heslo</p><p><b>7031 8492</b></p>",
            "<p>Karta ****4242, obchod Knihy 2000.</p>",
        ),
        codes=("70318492",),
    ),
)

CODES_OTHER = (
    Mail(
        "tr-dogrulama",
        "Doğrulama kodunuz: 481592",
        "Merhaba Ann,\n\nDoğrulama kodunuz: 481592\n\nBu kodu kimseyle paylaşmayın. 0850 481 59 20\n",
        codes=("481592",),
    ),
    Mail(
        "tr-tek-kullanimlik",
        "Tek kullanımlık şifreniz",
        html=mjml(
            p("Sayın Ann Kay,", "1.250,00 TL tutarındaki işleminiz için tek kullanımlık şifreniz 730418'dir."),
            foot=small("Çınar Bankası A.Ş., Büyükdere Cad. No: 48, 34330 Levent/İstanbul, Mersis 0481592036000017"),
        ),
        codes=("730418",),
    ),
    Mail(
        "ja-zenkaku",
        "【ひばり】認証コードのお知らせ",
        "いつもひばりをご利用いただきありがとうございます。\n\n認証コード：４８１５９２\n\n"
        "上記の認証コードを入力してください。有効期限は10分間です。\n\n"
        "お問い合わせ：０３－４８１５－９２３６（平日10:00～18:00）\n"
        "〒150-0002 東京都渋谷区渋谷2-48-15\n",
        codes=("481592",),
    ),
    Mail(
        "ja-wantaimu",
        "ワンタイムパスワード",
        html=mjml(
            p("ケイ 様", "以下のワンタイムパスワードを入力してログインしてください。"),
            big("730418"),
            p("2025年3月12日 10時52分まで有効です。"),
            foot=small("© 2025 株式会社つばめ 登録番号 第00481号"),
        ),
        codes=("730418",),
    ),
    Mail(
        "ja-kakunin",
        "メールアドレスの確認",
        "確認コードは 048159 です。\nこのコードを第三者に教えないでください。\n",
        codes=("048159",),
    ),
    Mail(
        "zh-yanzhengma",
        "【小麦】邮箱验证码",
        "您好！您的验证码是481592，10分钟内有效，请勿泄露给他人。\n\n客服热线：400-815-9236  京ICP备20048159号\n",
        codes=("481592",),
    ),
    Mail(
        "zh-denglu",
        "登录验证",
        html=mjml(
            p("尊敬的用户：", "您正在登录青竹，动态码如下："),
            spans("730418"),
            p("如非本人操作，请于24小时内修改密码。"),
            foot=small("北京市海淀区中关村大街48号 100080"),
        ),
        codes=("730418",),
    ),
    Mail(
        "zh-fanti",
        "您的一次性驗證碼",
        "親愛的會員您好：\n\n您的一次性驗證碼為 592048\n請於 10 分鐘內輸入。\n\n"
        "客服專線 (02) 2481-5923\n統一編號 48159236\n",
        codes=("592048",),
    ),
    Mail(
        "ko-injeung",
        "[참새] 인증번호 안내",
        "안녕하세요, 앤님.\n\n인증번호는 481592입니다.\n3분 이내에 입력해 주세요.\n\n"
        "고객센터 1588-4815 | 사업자등록번호 104-81-59236\n",
        codes=("481592",),
    ),
    Mail(
        "ko-injeungkodeu",
        "이메일 인증을 완료해 주세요",
        html=mjml(
            p("아래 인증코드를 입력해 주세요."),
            big("A7K9Q2"),
            p("2025년 3월 12일 10:52까지 유효합니다."),
            foot=small("(우)06236 서울특별시 강남구 테헤란로 481, 5층"),
        ),
        codes=("A7K9Q2",),
    ),
    Mail(
        "ar-tahaqquq",
        "رمز التحقق الخاص بك",
        "مرحبًا آن،\n\nرمز التحقق الخاص بك هو: ٤٨١٥٩٢\n\nينتهي الرمز خلال ١٠ دقائق. لا تشاركه مع أي "
        "شخص.\n\nهاتف: ٩٢٠٠٠٤٨١٥\n",
        codes=("481592",),
    ),
    Mail(
        "ar-marra-wahida",
        "كلمة المرور لمرة واحدة",
        html=mjml(
            '<div dir="rtl">' + p("عزيزي العميل،", "كلمة المرور لمرة واحدة لعملية بقيمة 1,250.00 ر.س هي:") + "</div>",
            big("7304"),
            p("البطاقة المنتهية بـ 4242"),
        ),
        codes=("7304",),
    ),
    Mail(
        "he-imut",
        "קוד האימות שלך",
        "שלום אן,\n\nקוד האימות שלך הוא 481592\nהקוד בתוקף ל-10 דקות.\n\n"
        "שירות לקוחות: 03-4815920, רח' הרצל 48, תל אביב 6688312\n",
        codes=("481592",),
    ),
    Mail(
        "he-had-peami",
        "כניסה לחשבון",
        html=mjml(
            '<div dir="rtl">' + p("הסיסמה החד-פעמית שלך לכניסה:") + big("730418") + p("אין למסור אותה לאיש.") + "</div>"
        ),
        codes=("730418",),
    ),
    Mail(
        "hi-otp",
        "आपका ओटीपी",
        "प्रिय ग्राहक,\n\nआपका ओटीपी 481592 है। यह 10 मिनट के लिए मान्य है।\n\n"
        "इसे किसी के साथ साझा न करें। टोल फ्री 1800 481 5920\n",
        codes=("481592",),
    ),
    Mail(
        "hi-satyapan",
        "सत्यापन कोड",
        html=react(p("नमस्ते ऐन,"), p("आपका सत्यापन कोड नीचे दिया गया है:"), big("०४८१५९"), p("₹ 1,250.00 · कार्ड **4242")),
        codes=("048159",),
    ),
    Mail(
        "vi-xac-minh",
        "Mã xác minh của bạn",
        "Xin chào Ann,\n\nMã xác minh của bạn là 481592. Mã có hiệu lực trong 10 phút.\n\nTổng đài 1900 4815\n",
        codes=("481592",),
    ),
    Mail(
        "id-verifikasi",
        "Kode verifikasi Anda",
        "Halo Ann,\n\nKode verifikasi Anda: 7304. Jangan berikan kode ini kepada siapa pun.\n\n"
        "Jl. Sudirman Kav. 48, Jakarta 12190\n",
        codes=("7304",),
    ),
    Mail(
        "th-otp",
        "รหัส OTP ของคุณ",
        "เรียน คุณแอน\n\nรหัส OTP ของคุณคือ 481592 (Ref: KXPT) กรุณากรอกภายใน 5 นาที\n\nโทร. 02-481-5920\n",
        codes=("481592",),
    ),
    Mail(
        "hu-ellenorzo",
        "Ellenőrző kód",
        "Kedves Ann!\n\nAz ellenőrző kódja: 703184\n\nA kód 10 percig érvényes. Adószám: 24815923-2-41\n",
        codes=("703184",),
    ),
    Mail(
        "el-epalithefsi",
        "Κωδικός επαλήθευσης",
        "Γεια σας,\n\nΟ κωδικός επαλήθευσής σας είναι 592048.\n\nΤηλ. 210 4815920, ΑΦΜ 048159236\n",
        codes=("592048",),
    ),
)

LINKS = (
    Mail(
        "en-laravel-reset",
        "Reset Password Notification",
        "Hello!\n\nYou are receiving this email because we received a password reset request for your "
        "account.\n\nReset Password: https://ledger.example/reset-password/4f8a9c81d2?email=ann%40kay.e"
        "xample\n\nThis password reset link will expire in 60 minutes.\n\n"
        "If you did not request a password reset, no further action is required.\n\nRegards,\nLedger\n",
        laravel(
            "Ledger",
            "https://ledger.example",
            "<h1>Hello!</h1>"
            + p("You are receiving this email because we received a password reset request for your account."),
            class_button("https://ledger.example/reset-password/4f8a9c81d2?email=ann%40kay.example", "Reset Password"),
            p(
                "This password reset link will expire in 60 minutes.",
                "If you did not request a password reset, no further action is required.",
                "Regards,<br>Ledger",
            ),
            subcopy='<p>If you\'re having trouble clicking the "Reset Password" button, copy and paste the '
            'URL below into your web browser: <span class="break-all"><a '
            'href="https://ledger.example/reset-password/4f8a9c81d2?email=ann%40kay.example">'
            "https://ledger.example/reset-password/4f8a9c81d2?email=ann%40kay.example</a></span></p>",
        ),
        main="https://ledger.example/reset-password/4f8a9c81d2?email=ann%40kay.example",
        kinds={"https://ledger.example/reset-password/4f8a9c81d2?email=ann%40kay.example": "reset"},
    ),
    Mail(
        "en-devise-confirm",
        "Confirmation instructions",
        html=bare(
            "<p>Welcome ann@kay.example!</p>",
            "<p>You can confirm your account email through the link below:</p>",
            '<p><a href="http://localhost.test:3000/users/confirmation?confirmation_token=9xU4815wZ">'
            "Confirm my account</a></p>",
        ),
        main="http://localhost.test:3000/users/confirmation?confirmation_token=9xU4815wZ",
        kinds={"http://localhost.test:3000/users/confirmation?confirmation_token=9xU4815wZ": "confirm"},
    ),
    Mail(
        "en-django-reset",
        "Password reset on sandbox.example",
        "You're receiving this email because you requested a password reset for your user account at "
        "sandbox.example.\n\nPlease go to the following page and choose a new password:\n\n"
        "http://sandbox.example/accounts/reset/Mg/c481-592036f14a80bd/\n\n"
        "Your username, in case you’ve forgotten: ann2024\n\nThanks for using our site!\n\n"
        "The sandbox.example team\n",
        main="http://sandbox.example/accounts/reset/Mg/c481-592036f14a80bd/",
        kinds={"http://sandbox.example/accounts/reset/Mg/c481-592036f14a80bd/": "reset"},
    ),
    Mail(
        "en-magic-text",
        "Your login link for Inkwell",
        "Hey there,\n\nWelcome back! Use this link to securely sign in to your Inkwell account:\n\n"
        "https://inkwell.example/members/?token=gD4815xK9&action=signin\n\n"
        "For your security, the link will expire in 24 hours time.\n\nSee you soon!\n\n---\n\n"
        "Sent to ann@kay.example\nIf you did not make this request, you can safely ignore this email.\n",
        main="https://inkwell.example/members/?token=gD4815xK9&action=signin",
        kinds={"https://inkwell.example/members/?token=gD4815xK9&action=signin": "magic"},
    ),
    Mail(
        "en-tracked-confirm",
        "Please confirm your subscription",
        html=mailchimp(
            "<h2>Please Confirm Subscription</h2>",
            chimp_button(
                "https://brisk.list.example/subscribe/confirm?u=48159&id=20241&e=7f3a",
                "Yes, subscribe me to this list.",
            ),
            "If you received this email by mistake, simply delete it. You won't be subscribed if you "
            "don't click the confirmation link above.",
            "For questions about this list, please contact: <a "
            'href="mailto:hello@brisk.example">hello@brisk.example</a>',
        ),
        main="https://brisk.list.example/subscribe/confirm?u=48159&id=20241&e=7f3a",
        kinds={"https://brisk.list.example/subscribe/confirm?u=48159&id=20241&e=7f3a": "confirm"},
    ),
    Mail(
        "en-clicktracker",
        "Activate your Plume account",
        html=mjml(
            logo("https://u481.ct.sendwell.example/ls/click?upn=aaa", "Plume"),
            h1("One last step"),
            p("Thanks for signing up! Please activate your account to start writing."),
            cell_button("https://u481.ct.sendwell.example/ls/click?upn=bbb", "Activate account"),
            p(a("https://u481.ct.sendwell.example/ls/click?upn=ccc", "Read our guide")),
            foot=icons(
                facebook="https://u481.ct.sendwell.example/ls/click?upn=ddd",
                instagram="https://u481.ct.sendwell.example/ls/click?upn=eee",
            )
            + small(
                a("https://u481.ct.sendwell.example/wf/unsubscribe?upn=fff", "Unsubscribe")
                + " · "
                + a("https://u481.ct.sendwell.example/ls/click?upn=ggg", "Privacy policy")
            ),
        ),
        main="https://u481.ct.sendwell.example/ls/click?upn=bbb",
        kinds={
            "https://u481.ct.sendwell.example/ls/click?upn=bbb": "confirm",
            "https://u481.ct.sendwell.example/ls/click?upn=ddd": "social",
            "https://u481.ct.sendwell.example/ls/click?upn=eee": "social",
            "https://u481.ct.sendwell.example/wf/unsubscribe?upn=fff": "unsubscribe",
        },
    ),
    Mail(
        "en-vml-invite",
        "Bo Berg invited you to join Atlas on Boardly",
        html=bare(
            "<h3>Join your team on Boardly</h3><p><b>Bo Berg</b> (bo@atlas.example) has invited you to "
            "use Boardly with them, in a team called <b>Atlas</b>.</p>",
            vml_button("https://boardly.example/invite/enQtNDgxNTky", "Join team"),
            "<p>Boardly is where 12,000 teams plan their work. <a "
            'href="https://boardly.example/help/start">Learn more about Boardly</a></p>',
        ),
        main="https://boardly.example/invite/enQtNDgxNTky",
        kinds={"https://boardly.example/invite/enQtNDgxNTky": "invite"},
    ),
    Mail(
        "en-image-button",
        "Verify your e-mail for Tidepool",
        html=bare(
            logo("https://tidepool.example/", "Tidepool"),
            "<p>One click and you are in.</p>",
            image_button("https://tidepool.example/v/8f31c0", "Verify my e-mail"),
            "<p>Questions? See our <a href='https://tidepool.example/faq'>FAQ</a>.</p>",
        ),
        main="https://tidepool.example/v/8f31c0",
        kinds={"https://tidepool.example/v/8f31c0": "confirm"},
    ),
    Mail(
        "en-cell-without-style",
        "Set your password",
        html=bare(
            "<p>Hi Ann,</p><p>An account was made for you at Kettle. Set your password to begin.</p>",
            bare_cell_button("https://kettle.example/p/set?t=91c", "Set password"),
            '<p><a href="https://kettle.example/terms">Terms</a> | <a '
            'href="https://kettle.example/privacy">Privacy</a></p>',
        ),
        main="https://kettle.example/p/set?t=91c",
        kinds={"https://kettle.example/p/set?t=91c": "reset"},
    ),
    Mail(
        "en-two-buttons",
        "Was this you?",
        html=mjml(
            p(
                "We noticed a new sign-in to your Orchard account from Oslo, Norway on Mar 12, 2025 at "
                "10:42 AM (IP 203.0.113.77)."
            ),
            style_button("https://orchard.example/security/yes?e=4815", "Yes, it was me"),
            style_button("https://orchard.example/security/no?e=4815", "No, secure my account"),
            foot=small("Orchard, 1 Loop Road, Cupertino CA 95014"),
        ),
        main="https://orchard.example/security/yes?e=4815",
    ),
    Mail(
        "en-newsletter-heroes",
        "What's new in March",
        html=mailchimp(
            '<a href="https://brisk.list.example/view?u=48159&id=20250312">View this email in your browser</a>',
            logo("https://brisk.example/?utm_source=news", "Brisk"),
            "<h1>Boards got 40% faster</h1>We rewrote the engine. Load times fell from 1240 ms to 480 ms.",
            chimp_button("https://brisk.example/blog/faster?utm_source=news", "Read the story"),
            "<h1>Meet us in Ghent</h1>12–14 May 2025, hall 4815.",
            chimp_button("https://brisk.example/events/ghent?utm_source=news", "Get a ticket"),
            foot=icons(facebook="https://www.facebook.example/brisk", youtube="https://www.youtube.example/@brisk")
            + "<em>Copyright © 2025 Brisk, All rights reserved.</em><br>Our mailing address is: 548 "
            "Market St PMB 48159, San Francisco, CA 94104<br>Want to change how you receive these "
            'emails?<br>You can <a href="https://brisk.list.example/profile?u=48159&e=1">update your '
            'preferences</a> or <a href="https://brisk.list.example/unsubscribe?u=48159&e=1">'
            "unsubscribe from this list</a>.",
        ),
        main="https://brisk.example/blog/faster?utm_source=news",
        kinds={
            "https://www.facebook.example/brisk": "social",
            "https://www.youtube.example/@brisk": "social",
            "https://brisk.list.example/unsubscribe?u=48159&e=1": "unsubscribe",
        },
        unsubscribe=("<https://brisk.list.example/oneclick?u=48159>, <mailto:leave-48159@list.example?subject=leave>",),
    ),
    Mail(
        "en-click-here-unsubscribe",
        "Spring offers from Garden & Co",
        html=bare(
            "<p>Seeds from 1.99. Use code <b>SPRING25</b> at checkout for 25% off, until 31/03/2025.</p>",
            '<p><a class="btn" href="https://garden.example/spring">Shop now</a></p>',
            "<p>If you no longer wish to receive these e-mails, <a "
            'href="https://garden.example/l/x?i=20481">click here</a>.</p>',
        ),
        main="https://garden.example/spring",
        kinds={"https://garden.example/l/x?i=20481": "unsubscribe"},
    ),
    Mail(
        "en-plain-links-only",
        "Links from today's call",
        "Hi Ann,\n\nas promised:\n\n1. The draft (https://docs.harbor.example/d/481592/edit)\n"
        "2. The budget: <https://docs.harbor.example/s/2025_(final)>.\n"
        "3. And see http://wiki.harbor.example/Port_(harbour)#2024, too!\n\nBo\n",
    ),
    Mail(
        "en-welcome-login-is-no-magic",
        "Welcome to Kettle",
        html=react(
            h1("Welcome, Ann!"),
            p("Your account is ready. Your user name is <b>annk2024</b>."),
            style_button("https://kettle.example/login", "Log in"),
            p("Need help? Visit our " + a("https://help.kettle.example", "help center") + "."),
        ),
        main="https://kettle.example/login",
    ),
    Mail(
        "en-magic-button",
        "Log in to Notable",
        html=react(
            h1("Login"),
            p(
                a(
                    "https://notable.example/loginwithemail?state=48159&code=secret-482913",
                    "Click here to log in with this magic link",
                )
            ),
            p("If you didn't try to login, you can safely ignore this email."),
            small("Notable, the connected workspace"),
        ),
        main="https://notable.example/loginwithemail?state=48159&code=secret-482913",
        kinds={"https://notable.example/loginwithemail?state=48159&code=secret-482913": "magic"},
    ),
    Mail(
        "en-join-meeting",
        "Ann, your meeting starts in 15 minutes",
        html=mjml(
            p("Bo Berg is inviting you to a scheduled meeting."),
            cell_button("https://meet.example/j/81234567890?pwd=aZ4815", "Join meeting"),
            p("Meeting ID: 812 3456 7890<br>Passcode: 481592"),
            p("One tap mobile<br>+16465588656,,81234567890# US (New York)"),
        ),
        main="https://meet.example/j/81234567890?pwd=aZ4815",
    ),
    Mail(
        "en-orders-button",
        "Your order W481592036 has shipped",
        html=mjml(
            h1("It's on the way"),
            rows(
                ("Order", "W481592036"),
                ("Carrier", "Swift Parcel"),
                ("Tracking number", "1Z999AA10123456784"),
                ("Estimated delivery", "Mar 14, 2025"),
            ),
            cell_button("https://shop.larder.example/orders/481592/track", "Track your package"),
            p("Deliver to: Ann Kay, 4815 Elm Street, Springfield, IL 62704"),
            foot=small(a("https://shop.larder.example/email/preferences", "Email preferences")),
        ),
        main="https://shop.larder.example/orders/481592/track",
    ),
    Mail(
        "en-area-map",
        "Sale ends tonight",
        html=bare(
            '<img src="https://img.garden.example/hero-1200x600.jpg" usemap="#m" width="600" height="300" alt="Sale">',
            '<map name="m"><area shape="rect" coords="0,0,300,300" '
            'href="https://garden.example/sale/women" alt="Women"><area shape="rect" '
            'coords="300,0,600,300" href="https://garden.example/sale/men" alt="Men"></map>',
            "<p><a href='https://garden.example/u/20481'>Unsubscribe</a></p>",
        ),
        kinds={"https://garden.example/u/20481": "unsubscribe"},
    ),
    Mail(
        "en-email-change",
        "Confirm your new email address",
        "Hi Ann,\n\nYou asked us to change the email of account 20048159 to ann.k@kay.example. Follow "
        "this link to confirm the change:\n\nhttps://perch.example/email/change/confirm/MTo0ODE1OTI:1ts"
        "K8x\n\nThe link works for 3 days.\n\n-- \nPerch · https://perch.example\n",
        main="https://perch.example/email/change/confirm/MTo0ODE1OTI:1tsK8x",
        kinds={"https://perch.example/email/change/confirm/MTo0ODE1OTI:1tsK8x": "confirm"},
    ),
    Mail(
        "en-repository-invite",
        "bo-b has invited you to collaborate on the bo-b/tide-2025 repository",
        "You can accept or decline this invitation. You can also visit @bo-b to learn a bit more about "
        "them.\n\nThis invitation will expire in 7 days.\n\nView invitation: "
        "https://forgehub.example/bo-b/tide-2025/invitations\n\n"
        "Note: This invitation was intended for ann@kay.example.\n",
        main="https://forgehub.example/bo-b/tide-2025/invitations",
        kinds={"https://forgehub.example/bo-b/tide-2025/invitations": "invite"},
    ),
    Mail(
        "de-passwort-zuruecksetzen",
        "Passwort zurücksetzen",
        html=mjml(
            p("Hallo Ann,", "klicken Sie auf die Schaltfläche, um ein neues Passwort zu vergeben."),
            cell_button("https://werkbank.example/k/4815", "Passwort zurücksetzen"),
            foot=small(
                a("https://werkbank.example/impressum", "Impressum")
                + " | "
                + a("https://werkbank.example/datenschutz", "Datenschutz")
                + " | Werkbank GmbH, 50674 Köln, HRB 48159"
            ),
        ),
        main="https://werkbank.example/k/4815",
        kinds={"https://werkbank.example/k/4815": "reset"},
    ),
    Mail(
        "de-double-opt-in",
        "Bitte bestätigen Sie Ihre Anmeldung zum Newsletter",
        "Guten Tag,\n\nbitte klicken Sie auf den folgenden Link, um Ihre Anmeldung zu bestätigen:\n\n"
        "https://rundbrief.example/b/7f3a9c2024\n\nOhne Bestätigung werden Ihre Daten nach 14 Tagen "
        "gelöscht.\n\nAbmelden: https://rundbrief.example/abmelden/7f3a9c2024\n",
        main="https://rundbrief.example/b/7f3a9c2024",
        kinds={
            "https://rundbrief.example/b/7f3a9c2024": "confirm",
            "https://rundbrief.example/abmelden/7f3a9c2024": "unsubscribe",
        },
    ),
    Mail(
        "de-anmeldelink",
        "Ihr Anmeldelink",
        html=react(
            p("Mit diesem Link melden Sie sich ohne Passwort an. Er gilt 15 Minuten."),
            style_button("https://kachel.example/a/9fK4815", "Jetzt anmelden"),
        ),
        main="https://kachel.example/a/9fK4815",
        kinds={"https://kachel.example/a/9fK4815": "magic"},
    ),
    Mail(
        "fr-confirmer",
        "Confirmez votre adresse e-mail",
        html=mjml(
            p("Bonjour Ann,", "Merci de votre inscription. Il ne reste qu’à confirmer votre adresse."),
            cell_button("https://fourmi.example/c/48a1", "Confirmer mon adresse"),
            foot=small(
                "Fourmi SAS, 48 rue de la Paix, 75002 Paris. " + a("https://fourmi.example/d/48a1", "Se désabonner")
            ),
        ),
        main="https://fourmi.example/c/48a1",
        kinds={"https://fourmi.example/c/48a1": "confirm", "https://fourmi.example/d/48a1": "unsubscribe"},
    ),
    Mail(
        "fr-mot-de-passe",
        "Réinitialisation de votre mot de passe",
        "Bonjour,\n\nCliquez sur ce lien pour choisir un nouveau mot de passe :\n"
        "https://petitpont.example/mdp/20481592\n\nLe lien expire le 13/03/2025 à 10h42.\n",
        main="https://petitpont.example/mdp/20481592",
        kinds={"https://petitpont.example/mdp/20481592": "reset"},
    ),
    Mail(
        "es-restablecer",
        "Restablece tu contraseña",
        html=mailchimp(
            "Hola, Ann:",
            "Has pedido restablecer tu contraseña.",
            chimp_button("https://mercadito.example/r/91f0", "Restablecer contraseña"),
            foot='<a href="https://mercadito.example/baja">Darse de baja</a> · Av. Corrientes 4815, C1195 CABA',
        ),
        main="https://mercadito.example/r/91f0",
        kinds={"https://mercadito.example/r/91f0": "reset", "https://mercadito.example/baja": "unsubscribe"},
    ),
    Mail(
        "es-confirma",
        "Confirma tu correo electrónico",
        html=bare(
            "<p>Haz clic para activar tu cuenta:</p>",
            '<p><a href="https://sierra.example/activar?t=4815">Activar mi cuenta</a></p>',
        ),
        main="https://sierra.example/activar?t=4815",
        kinds={"https://sierra.example/activar?t=4815": "confirm"},
    ),
    Mail(
        "it-conferma",
        "Conferma il tuo indirizzo email",
        html=react(
            p("Ciao Ann,"),
            style_button("https://gelso.example/v/77", "Conferma indirizzo email"),
            small(a("https://gelso.example/dis/77", "Annulla l'iscrizione")),
        ),
        main="https://gelso.example/v/77",
        kinds={"https://gelso.example/v/77": "confirm", "https://gelso.example/dis/77": "unsubscribe"},
    ),
    Mail(
        "pt-redefinir",
        "Redefinição de senha",
        html=mjml(
            p("Olá!", "Clique no botão abaixo para redefinir sua senha."),
            bare_cell_button("https://mare.example/s/48", "Redefinir senha"),
            foot=small(a("https://mare.example/x/48", "Cancelar inscrição")),
        ),
        main="https://mare.example/s/48",
        kinds={"https://mare.example/s/48": "reset", "https://mare.example/x/48": "unsubscribe"},
    ),
    Mail(
        "nl-bevestig",
        "Bevestig je e-mailadres",
        html=mjml(
            cell_button("https://fietsbus.example/b/9c", "Bevestig e-mailadres"),
            foot=small(a("https://fietsbus.example/u/9c", "Uitschrijven")),
        ),
        main="https://fietsbus.example/b/9c",
        kinds={"https://fietsbus.example/b/9c": "confirm", "https://fietsbus.example/u/9c": "unsubscribe"},
    ),
    Mail(
        "pl-zresetuj",
        "Resetowanie hasła",
        html=react(
            p("Kliknij przycisk, aby ustawić nowe hasło."),
            style_button("https://bursztyn.example/h/4", "Zresetuj hasło"),
            small(a("https://bursztyn.example/w/4", "Wypisz się")),
        ),
        main="https://bursztyn.example/h/4",
        kinds={"https://bursztyn.example/h/4": "reset", "https://bursztyn.example/w/4": "unsubscribe"},
    ),
    Mail(
        "ru-sbros",
        "Сброс пароля",
        html=mjml(
            p("Вы запросили сброс пароля."),
            cell_button("https://tropinka.example/s/48", "Сбросить пароль"),
            foot=small(a("https://tropinka.example/o/48", "Отписаться от рассылки")),
        ),
        main="https://tropinka.example/s/48",
        kinds={"https://tropinka.example/s/48": "reset", "https://tropinka.example/o/48": "unsubscribe"},
    ),
    Mail(
        "uk-pidtverdity",
        "Підтвердіть свою електронну адресу",
        "Вітаємо! Щоб підтвердити адресу, перейдіть за посиланням:\nhttps://kalyna.example/p/48159a\n",
        main="https://kalyna.example/p/48159a",
        kinds={"https://kalyna.example/p/48159a": "confirm"},
    ),
    Mail(
        "tr-onayla",
        "E-posta adresinizi doğrulayın",
        html=react(
            style_button("https://cinar.example/d/1", "E-postamı doğrula"),
            small(a("https://cinar.example/a/1", "Abonelikten çık")),
        ),
        main="https://cinar.example/d/1",
        kinds={"https://cinar.example/d/1": "confirm", "https://cinar.example/a/1": "unsubscribe"},
    ),
    Mail(
        "ja-touroku",
        "【つばめ】会員登録の確認",
        "以下のURLをクリックして、メールアドレスの確認を完了してください。\n\n"
        "https://tsubame.example/verify/a4815b\n\n※24時間以内にお手続きください。\n"
        "配信停止はこちら：https://tsubame.example/stop/a4815b。\n",
        main="https://tsubame.example/verify/a4815b",
        kinds={
            "https://tsubame.example/verify/a4815b": "confirm",
            "https://tsubame.example/stop/a4815b": "unsubscribe",
        },
    ),
    Mail(
        "ja-pasuwaado",
        "パスワード再設定のご案内",
        html=mjml(
            p("下のボタンからパスワードを再設定してください。"),
            cell_button("https://hibari.example/p/48", "パスワードを再設定する"),
        ),
        main="https://hibari.example/p/48",
        kinds={"https://hibari.example/p/48": "reset"},
    ),
    Mail(
        "zh-chongzhi",
        "重置密码",
        html=mjml(
            p("请点击下方按钮重置您的密码，链接30分钟内有效。"),
            cell_button("https://xiaomai.example/r/48", "重置密码"),
            foot=small(a("https://xiaomai.example/td/48", "退订")),
        ),
        main="https://xiaomai.example/r/48",
        kinds={"https://xiaomai.example/r/48": "reset", "https://xiaomai.example/td/48": "unsubscribe"},
    ),
    Mail(
        "ko-bimilbeonho",
        "비밀번호 재설정 안내",
        html=react(
            p("아래 버튼을 눌러 비밀번호를 재설정하세요."),
            style_button("https://chamsae.example/r/4", "비밀번호 재설정"),
            small(a("https://chamsae.example/u/4", "수신거부")),
        ),
        main="https://chamsae.example/r/4",
        kinds={"https://chamsae.example/r/4": "reset", "https://chamsae.example/u/4": "unsubscribe"},
    ),
    Mail(
        "ar-taakid",
        "تأكيد البريد الإلكتروني",
        html=mjml(
            p("مرحبًا آن، يرجى تأكيد بريدك الإلكتروني."),
            cell_button("https://nakhla.example/t/4", "تأكيد البريد الإلكتروني"),
            foot=small(a("https://nakhla.example/e/4", "إلغاء الاشتراك")),
        ),
        main="https://nakhla.example/t/4",
        kinds={"https://nakhla.example/t/4": "confirm", "https://nakhla.example/e/4": "unsubscribe"},
    ),
    Mail(
        "he-ipus",
        "איפוס סיסמה",
        html=react(
            p("ביקשת לאפס את הסיסמה שלך."),
            style_button("https://tamar.example/r/4", "איפוס סיסמה"),
            small(a("https://tamar.example/u/4", "הסרה מרשימת התפוצה")),
        ),
        main="https://tamar.example/r/4",
        kinds={"https://tamar.example/r/4": "reset", "https://tamar.example/u/4": "unsubscribe"},
    ),
    Mail(
        "hi-pushti",
        "अपना ईमेल पता सत्यापित करें",
        html=react(
            p("नमस्ते ऐन,"),
            style_button("https://kamal.example/v/4", "ईमेल सत्यापित करें"),
            small(a("https://kamal.example/u/4", "सदस्यता समाप्त करें")),
        ),
        main="https://kamal.example/v/4",
        kinds={"https://kamal.example/v/4": "confirm", "https://kamal.example/u/4": "unsubscribe"},
    ),
    Mail(
        "sv-aterstall",
        "Återställ ditt lösenord",
        html=mjml(
            cell_button("https://lampan.example/r/4", "Återställ lösenord"),
            foot=small(a("https://lampan.example/a/4", "Avregistrera dig")),
        ),
        main="https://lampan.example/r/4",
        kinds={"https://lampan.example/r/4": "reset", "https://lampan.example/a/4": "unsubscribe"},
    ),
    Mail(
        "cs-obnova",
        "Obnovení hesla",
        html=bare(
            "<p>Pro nastavení nového hesla klikněte na odkaz:</p>",
            '<p><a href="https://kastan.example/h/48159">Obnovit heslo</a></p>',
            '<p><small><a href="https://kastan.example/o/48159">Odhlásit odběr</a></small></p>',
        ),
        main="https://kastan.example/h/48159",
        kinds={"https://kastan.example/h/48159": "reset", "https://kastan.example/o/48159": "unsubscribe"},
    ),
    Mail(
        "da-bekraeft",
        "Bekræft din e-mailadresse",
        html=mjml(
            cell_button("https://havn.example/b/4", "Bekræft e-mail"),
            foot=small(a("https://havn.example/a/4", "Afmeld nyhedsbrev")),
        ),
        main="https://havn.example/b/4",
        kinds={"https://havn.example/b/4": "confirm", "https://havn.example/a/4": "unsubscribe"},
    ),
)

NOTHING = (
    Mail(
        "en-order",
        "Order confirmation #481592",
        "Thanks for your order!\n\nOrder number: 481592\nOrder date: 03/12/2025\nInvoice no. "
        "20250312\n\n1x Kettle, steel, 1.7 l   $49.90\n2x Filter 4815     $12.00\n\nSubtotal $61.90\n"
        "Tax (8.25%) $5.11\nTotal $67.01\n\nPaid with Visa ending in 4242\n"
        "Ship to: Ann Kay, 4815 Elm Street, Springfield, IL 62704\n\nQuestions? Call (415) 555-0132.\n",
    ),
    Mail(
        "en-invoice",
        "Invoice INV-2025-0481 from Kettle Ltd",
        html=mjml(
            h1("Invoice INV-2025-0481"),
            rows(
                ("Invoice number", "INV-2025-0481"),
                ("Customer ID", "4815920"),
                ("Amount due", "£1,248.00"),
                ("Due date", "12 April 2025"),
                ("Sort code", "20-48-15"),
                ("Account number", "48159203"),
            ),
            cell_button("https://pay.kettle.example/i/481592", "Pay invoice"),
            foot=small("VAT no. GB 481 5920 36. Registered in England 04815920."),
        ),
        main="https://pay.kettle.example/i/481592",
    ),
    Mail(
        "en-promo",
        "Your exclusive code inside",
        html=mailchimp(
            "<h1>15% off, just for you</h1>",
            "Enter code",
            "<h2>SAVE20</h2>",
            "at checkout before 31 March 2025.",
            chimp_button("https://shop.larder.example/?c=SAVE20", "Shop now"),
            foot="<a href='https://shop.larder.example/unsub/481592'>Unsubscribe</a>",
        ),
        main="https://shop.larder.example/?c=SAVE20",
        kinds={"https://shop.larder.example/unsub/481592": "unsubscribe"},
    ),
    Mail(
        "en-promo-number",
        "Take $20 off",
        "Use promo code 481592 at checkout to take $20 off orders over $100. Discount code valid until "
        "4/15/2025. Terms apply.\n",
    ),
    Mail(
        "en-gift-card",
        "You've received a gift card",
        html=mjml(
            p("Bo sent you a $50.00 gift card for Larder!"),
            p("Gift card code: <b>XKQ4-8159-MM2P</b><br>PIN: 4815"),
            cell_button("https://larder.example/redeem", "Redeem now"),
        ),
        main="https://larder.example/redeem",
    ),
    Mail(
        "en-flight",
        "Your flight confirmation – booking reference XK49QZ",
        "Booking reference: XK49QZ\nConfirmation code XK49QZ\n\nBA 0481  London (LHR) – Oslo (OSL)\n"
        "12 Mar 2025  10:42 – 13:55\nSeat 14C  Gate 48  Terminal 5\n\nE-ticket number 125 4815920361\n"
        "Total paid: GBP 248.15\n",
    ),
    Mail(
        "en-hotel",
        "Your reservation is confirmed",
        html=mailchimp(
            "<h1>See you soon, Ann!</h1>",
            rows(
                ("Confirmation number", "4815920361"),
                ("PIN code", "4815"),
                ("Check-in", "Friday 14 March 2025 (15:00)"),
                ("Check-out", "16 March 2025 (11:00)"),
                ("Price", "€ 248.00"),
                ("Phone", "+47 22 48 15 92"),
            ),
            chimp_button("https://rooms.example/b?bn=4815920361&pin=4815", "Manage booking"),
        ),
        main="https://rooms.example/b?bn=4815920361&pin=4815",
    ),
    Mail(
        "en-parcel",
        "Your parcel is out for delivery",
        "Tracking number: JD014600481592036\nConsignment 4815 9203 6\n"
        "Your driver is Sam, arriving 10:42 – 11:42.\nTrack it: https://swift.example/t/481592\n\n"
        "Swift Parcel, Unit 48, Derby DE74 2SA\n",
        main="https://swift.example/t/481592",
    ),
    Mail(
        "en-newsletter-numbers",
        "The 2025 salary report",
        html=mailchimp(
            "<h1>2025 in numbers</h1>",
            "We asked 4,815 engineers in 2024. Median pay rose 12.5% to $148,159. In 2019 it was "
            "98000. 62% write code every day; 1500 write none.",
            "<ul><li>Top colour: #481592</li><li>Resolution: 1920x1080</li><li>RFC 5321</li></ul>",
            chimp_button("https://survey.example/2025", "Read the report"),
            foot="<a href='https://survey.example/u/4815'>unsubscribe</a> © 2025 Survey Ltd",
        ),
        main="https://survey.example/2025",
        kinds={"https://survey.example/u/4815": "unsubscribe"},
    ),
    Mail(
        "en-ci",
        "[forgehub] Run failed: build - main (4f8a9c8)",
        "Run failed for main (4f8a9c8)\n\nRepository: tide/harbor\nWorkflow: build #4815\n"
        "Duration: 12 minutes and 48.0 seconds\nFinished: 2025-03-12 10:42:07 UTC\nExit code 137\n\n"
        "View results: https://forgehub.example/tide/harbor/actions/runs/4815920361\n",
        main="https://forgehub.example/tide/harbor/actions/runs/4815920361",
    ),
    Mail(
        "en-monitor",
        "DOWN: api.harbor.example (HTTP 503)",
        "Monitor api.harbor.example is DOWN.\nStatus code: 503\nResponse time: 30012 ms\n"
        "Error code: 10060\nIP 203.0.113.48:8443\nIncident #20481 started at 2025-03-12 10:42:07\n",
    ),
    Mail(
        "en-issue",
        "[tide/harbor] Login code never arrives (#4815)",
        "Bo Berg commented:\n\nSame here with version 14.2.1048. The function on line 2048 of "
        "mailer.py throws, error 110 after 60000 ms. I pushed commit 4f8a9c8 and moved the port to "
        "2525.\n\n-- \nReply to this email directly or view it on Forgehub:\n"
        "https://forgehub.example/tide/harbor/issues/4815#issuecomment-2048159203\n",
        main="https://forgehub.example/tide/harbor/issues/4815#issuecomment-2048159203",
    ),
    Mail(
        "en-statement",
        "Your March statement is ready",
        html=mjml(
            p("Account ending 4815"),
            rows(
                ("Opening balance", "$12,481.59"),
                ("Closing balance", "$11,020.48"),
                ("Statement date", "03/12/2025"),
                ("Reference", "730418"),
            ),
            cell_button("https://meridian.example/login", "View statement"),
            foot=small(
                "Meridian Bank, Member FDIC 48159. Never share your passcode, PIN or security code "
                "with anyone. 1-800-555-0148"
            ),
        ),
        main="https://meridian.example/login",
    ),
    Mail(
        "en-password-changed",
        "Your password was changed",
        "Hi Ann,\n\nThe password of your account was changed on March 12, 2025 at 10:42 from "
        "203.0.113.48.\n\nIf this wasn't you, call +44 20 7946 0148 and quote case 730418.\n",
    ),
    Mail(
        "en-new-login",
        "New sign-in to your account",
        html=react(
            h1("New login"),
            p("We noticed a login to your account @annk2024 from a new device. Was this you?"),
            rows(
                ("Device", "Chrome 128 on Windows 11"), ("Location", "Oslo 0150, Norway"), ("Time", "2025-03-12 10:42")
            ),
            p(
                "If this wasn't you, "
                + a("https://chirp.example/account/reset_password?t=4", "change your password")
                + " now."
            ),
            small("Chirp, Inc. 1355 Market Street, Suite 900 San Francisco, CA 94103"),
        ),
        main="https://chirp.example/account/reset_password?t=4",
        kinds={"https://chirp.example/account/reset_password?t=4": "reset"},
    ),
    Mail(
        "en-two-factor-enabled",
        "Two-factor authentication is on",
        "Two-factor authentication was turned on for your account on 12/03/2025. From now on we will "
        "ask you for a verification code when you sign in.\n\nPerch Ltd, company number 04815920, 48 "
        "Quay St, Leeds LS1 4AP\n",
    ),
    Mail(
        "en-meeting",
        "Invitation: Planning @ Wed Mar 12, 2025 10:00 - 10:45",
        "You have been invited to the following event.\n\nPlanning\n"
        "When: Wed Mar 12, 2025 10:00 - 10:45 (CET)\nWhere: Room 4815\n"
        "Dial-in: +1 646 558 8656, Meeting ID 812 345 6789, Passcode 730418\n",
    ),
    Mail(
        "en-ticket",
        "[Support] Ticket 481592: cannot log in",
        "Your request (481592) has been received and is being reviewed by our staff.\n\n"
        "To add comments, reply to this email.\n\nTicket ID: 481592 | Priority: 2 | Created: "
        "2025-03-12\n",
    ),
    Mail(
        "en-concert",
        "Your tickets for The Lanterns",
        html=mjml(
            h1("Ann, you're in!"),
            rows(
                ("Order #", "20-48159/UK2"),
                ("Section", "112"),
                ("Row", "14"),
                ("Seats", "23 - 24"),
                ("Doors", "18:30"),
                ("Barcode", "481592036158"),
            ),
            cell_button("https://gigs.example/t/20-48159", "View tickets"),
        ),
        main="https://gigs.example/t/20-48159",
    ),
    Mail(
        "en-survey",
        "How did we do?",
        html=bare(
            "<p>On a scale of 0 to 10, how likely are you to recommend us?</p>",
            marks("https://ask.example/s/481?r="),
            "<p>Survey 48159, ref 730418</p>",
        ),
    ),
    Mail(
        "en-jobs",
        "12 new jobs for “Python developer”",
        html=mjml(
            p("Backend Engineer, Harbor Ltd – London SE1 2AA – £75000 to £95000 – posted 2 days ago"),
            p("Barcode scanner engineer – Leeds – job code 48159 – £60000"),
            cell_button("https://jobs.example/a/48159", "See all jobs"),
            foot=small(a("https://jobs.example/stop/48159", "Unsubscribe from this alert")),
        ),
        main="https://jobs.example/a/48159",
        kinds={"https://jobs.example/stop/48159": "unsubscribe"},
    ),
    Mail(
        "en-cron",
        "Cron <root@db1> /usr/local/bin/backup.sh",
        "backup: start 2025-03-12 02:00:01\npg_dump: 481592 rows in table codes\n"
        "sent 730418 bytes  received 4815 bytes\ntotal size is 48159203\nexit code 0\n"
        "process 20481 ended\n",
    ),
    Mail(
        "en-bounce",
        "Undelivered Mail Returned to Sender",
        "This is the mail system at host mx.harbor.example.\n\n<bo@gone.example>: host "
        "mx.gone.example[203.0.113.48] said: 550 5.1.1 <bo@gone.example>: Recipient address rejected: "
        "User unknown (in reply to RCPT TO command)\n\nQueue ID: 4Zc8150Xk\nStatus code: 5.1.1\n",
    ),
    Mail(
        "en-personal",
        "Saturday",
        "Hi Ann,\n\nwe're at 4815 Lake Road, the gate is on the left. Dress code: casual. Bring 2000 "
        "in cash for the boat, and the 1984 edition if you still have it. My new number is 0701 "
        "481592.\n\nBo\n",
    ),
    Mail(
        "en-code-review",
        "Code review for release 2025.3",
        "Please review the code by 14:00. I changed 1204 lines in 48 files; the largest is codes.py "
        "with 4815. The source code is on branch 481592-fix-login.\n",
    ),
    Mail(
        "en-release",
        "Harbor 14.2.0 released",
        "Harbor 14.2.0 (build 481592) is out.\n\n* #4815 Faster start: 1240 ms instead of 3100\n"
        "* CVE-2025-48159 fixed\n* requires Python 3.11, SDK 2048\n* code size down by 7304 bytes\n\n"
        "sha256: 4815a9203f61c0\n",
    ),
    Mail(
        "en-utility",
        "Your electricity bill",
        "Account number 4815 9203 61\nMeter 20481592\nReading 12 Mar 2025: 48159 kWh (estimated)\n"
        "Units used 730\nAmount £148.15\nYour tariff code: E1R48\nPostcode: LS1 4AP\n",
    ),
    Mail(
        "en-subscription",
        "Your subscription renews on April 1, 2025",
        html=react(
            p("Your Popcorn plan renews for $15.49. Card: •••• 4242, expires 04/2028."),
            style_button("https://popcorn.example/account", "Manage subscription"),
            small("To cancel, visit your account. Invoice 48159-2036. Popcorn, 121 Albright Way, Los Gatos, CA 95032"),
        ),
        main="https://popcorn.example/account",
    ),
    Mail(
        "en-qr",
        "Your QR code for entry",
        html=mjml(
            p("Show this QR code at gate 4815. Do not share the code."),
            '<img src="https://img.gigs.example/qr/481592.png" width="200" height="200" alt="QR code">',
            p("Event 2025-03-14 19:30, doors 18:30. Section code B204."),
        ),
    ),
    Mail(
        "en-area-code",
        "New phone line",
        "Your new line is active. Area code 415, number 555 0148. International: +1 415 555 0148. "
        "Country code 0044 for the UK. SIM 894815920361048159.\n",
    ),
    Mail(
        "en-lottery",
        "Draw results",
        "The numbers of Wednesday, 12 March 2025: 4 8 15 16 23 42. Jackpot £4,815,162. Ticket 730418.\n",
    ),
    Mail(
        "en-library",
        "Items due soon",
        "Card number 2 4815 0048 1592 3\nDue 03-14-2025: The Code Book (call no. 652.8 S481)\nFines: $0.50\n",
    ),
    Mail(
        "en-tax",
        "Your 2024 tax documents",
        "Form 1099 for tax year 2024 is ready. Tax code 1257L. Employer reference 481/AB592. Download "
        "it before April 15, 2025.\n",
    ),
    Mail(
        "en-rental",
        "Your car rental",
        "Confirmation: 48159203US3\nPick-up 14 Mar 2025 10:00, Oslo Airport (OSL)\n"
        "Car: group C, 4815 km on the clock\nDeposit EUR 1200\nLicence plate EK 48159\n",
    ),
    Mail(
        "en-door-code",
        "Your stay at Fjord Cabin",
        "Hi Ann! Check-in from 15:00. The cabin is at Fjordveien 4815, 5713 Vossestrand. Wi-Fi: "
        "FjordGuest, password troll2024. See you on the 14th!\n",
    ),
    Mail(
        "en-status-text",
        "Weekly report",
        "Requests 4815920\nErrors (code 500) 730\nErrors (code 404) 20481\nUptime 99.98%\np95 481 ms\n"
        "Top referrer code: 7304 visits\n",
    ),
    Mail(
        "en-zip",
        "Confirm your delivery address",
        html=mjml(
            p("Please check your address:"),
            p("Ann Kay<br>4815 Elm Street<br>Springfield, IL 62704"),
            p("Zip code: 62704"),
            cell_button("https://larder.example/address/confirm", "Address is right"),
        ),
        main="https://larder.example/address/confirm",
    ),
    Mail(
        "en-forwarded",
        "Fwd: contract",
        "---------- Forwarded message ---------\nFrom: Bo <bo@atlas.example>\n"
        "Date: Wed, 12 Mar 2025 at 10:42\nSubject: contract 2025-0481\n\n"
        "§ 12 of the civil code, p. 4815. Signed on 2024-12-31, file 730418.pdf (2048 KB).\n",
    ),
    Mail(
        "en-url-only",
        "Finish setting up",
        "Open https://brisk.example/otp/verify?code=481592&ts=1741776127 on your phone to finish "
        "setting up your verification.\n",
        main="https://brisk.example/otp/verify?code=481592&ts=1741776127",
        kinds={"https://brisk.example/otp/verify?code=481592&ts=1741776127": "confirm"},
    ),
    Mail(
        "en-referral",
        "Give $10, get $10",
        html=react(
            h1("Invite your friends"),
            p("Share your referral code <b>ANNK4815</b> and you both get $10."),
            style_button("https://dash.example/r/ANNK4815", "Share now"),
        ),
        main="https://dash.example/r/ANNK4815",
    ),
    Mail(
        "en-serial",
        "Your licence for Penpot Pro",
        "Licence key: 4815A-92036-XK49Q-ZM2PB\nActivation code: see the attached file\n"
        "Version 7.3.0418, 2 seats, order 20481592\n",
    ),
    Mail(
        "en-sports",
        "Ghent 24 Hours: results",
        "1. Berg 1482 pts\n2. Kay 1471 pts\n3. Lind 1390 pts\nRace code GH25, bib 4815, chip 730418. "
        "Distance 42195 m in 2:48:15.\n",
    ),
    Mail(
        "de-rechnung",
        "Ihre Rechnung Nr. 2025-48159",
        "Sehr geehrte Frau Kay,\n\nRechnungsnummer: 2025-48159\nKundennummer: 730418\n"
        "Rechnungsbetrag: 1.248,15 EUR\nFällig am 12.04.2025\nIBAN DE89 3704 0044 0532 0130 00, BIC "
        "COBADEFFXXX\n\nKachel GmbH, Lindenstraße 12, 50674 Köln, Tel. 0221 4815920\n",
    ),
    Mail(
        "de-gutschein",
        "Ihr Gutschein über 10 €",
        html=mjml(
            p("Ihr Gutscheincode lautet:"),
            big("FRUEHLING25"),
            p("Oder mit dem Rabattcode 481592 an der Kasse 10 % sparen."),
            cell_button("https://kachel.example/shop", "Jetzt einkaufen"),
            foot=small(a("https://kachel.example/ab/4815", "Newsletter abbestellen")),
        ),
        main="https://kachel.example/shop",
        kinds={"https://kachel.example/ab/4815": "unsubscribe"},
    ),
    Mail(
        "de-bahn",
        "Ihre Buchung: Auftrag 481592036",
        "Auftragsnummer: 481592036\nHinfahrt am 14.03.2025: ICE 1048, ab Köln Hbf 10:42, Gleis 4, "
        "Wagen 23, Plätze 71, 73\nPreis: 48,15 EUR\nBahnCard 25 (7081 4104 8159 2036)\n",
    ),
    Mail(
        "de-termin",
        "Erinnerung: Termin am 14.03.2025",
        "Ihr Termin: Freitag, 14.03.2025, 10:45 Uhr, Zimmer 4815. Versichertennummer A481592036. Bei "
        "Absage: 0221/4815-920. Der QR-Code am Eingang öffnet die Tür.\n",
    ),
    Mail(
        "nl-bestelling",
        "Je bestelling 4815920361 is onderweg",
        "Bestelnummer: 4815920361\nTrack & trace: 3SABCD481592036\n"
        "Bezorgadres: Keizersgracht 481, 1016 EK Amsterdam\nTotaal € 48,15\n"
        "Kortingscode voor de volgende keer: TERUG10\n",
    ),
    Mail(
        "fr-commande",
        "Votre commande n° 481592",
        "Commande n° 481592 du 12/03/2025\nMontant : 1 248,15 €\nPoint relais : 75011 Paris\n"
        "Code promo : PRINTEMPS25\nCode postal : 75002\nSuivi : 6A04815920361\n",
    ),
    Mail(
        "fr-facture",
        "Votre facture de mars 2025",
        html=mjml(
            p("Votre facture n° 4815920 d’un montant de 48,15 € est disponible."),
            p("Numéro client : 730418"),
            bare_cell_button("https://petitpont.example/f/4815920", "Voir ma facture"),
            foot=small("Code APE 6201Z – SIRET 481 592 036 00017"),
        ),
        main="https://petitpont.example/f/4815920",
    ),
    Mail(
        "es-pedido",
        "Tu pedido 481-592036 ha sido enviado",
        "Número de pedido: 481-592036\nTotal: 48,15 €\nCódigo postal: 28014\n"
        "Código de descuento: VERANO20\nNº de seguimiento: PQ4815920361\nEntrega: 14/03/2025\n",
    ),
    Mail(
        "es-boletin",
        "Novedades de marzo de 2025",
        html=mailchimp(
            "<h1>Más de 4815 razones</h1>",
            "En 2024 vendimos 730418 libros. Usa el código LECTOR15 y ahorra un 15 %.",
            chimp_button("https://libros.example/n", "Ver novedades"),
            foot='Si no deseas recibir más correos, <a href="https://libros.example/b?e=4815">haz clic aquí</a>.',
        ),
        main="https://libros.example/n",
        kinds={"https://libros.example/b?e=4815": "unsubscribe"},
    ),
    Mail(
        "it-ordine",
        "Conferma ordine n. 481592",
        "Ordine n. 481592 del 12/03/2025\nTotale: 48,15 €\nCodice fiscale: KYANNA80A41F205X\n"
        "Codice sconto: ESTATE25\nCAP 20121 Milano\nTel. 02 4815920\n",
    ),
    Mail(
        "it-bolletta",
        "La tua bolletta è pronta",
        "Codice cliente 730418\nPOD IT001E48159203\nPeriodo: gennaio - febbraio 2025\n"
        "Importo: 148,15 euro\nScadenza 31/03/2025\n",
    ),
    Mail(
        "pt-encomenda",
        "Encomenda 481592 confirmada",
        "Pedido nº 481592\nCódigo de rastreio: QC481592036BR\nCupom: VOLTA10\nTotal: R$ 248,15\n"
        "CEP 01305-000\nBoleto com vencimento em 20/03/2025, código de barras 34191.79001 "
        "01043.510047\n",
    ),
    Mail(
        "pl-zamowienie",
        "Potwierdzenie zamówienia nr 481592",
        "Numer zamówienia: 481592\nData: 12.03.2025\nKwota: 248,15 zł\nKod rabatowy: WIOSNA20\n"
        "Kod pocztowy: 80-831\nPrzesyłka: 520000048159203612345678\n",
    ),
    Mail(
        "ru-zakaz",
        "Заказ № 481592 принят",
        "Номер заказа: 481592\nСумма: 4 815 руб.\nДата: 12.03.2025\n"
        "Промокод на следующий заказ: VESNA25\nИндекс: 101000\nТелефон: 8 (800) 555-48-15\n",
    ),
    Mail(
        "ru-chek",
        "Кассовый чек от 12.03.2025",
        "ИТОГ 1 248.15\nФН 7380440481592036\nФД 48159\nФПД 2048159203\nСмена 481\nКассир Иванова\nКод товара 730418\n",
    ),
    Mail(
        "uk-zamovlennia",
        "Ваше замовлення №481592 відправлено",
        "Номер накладної: 20450481592036\nСума: 1248 грн\nВідділення №48, Київ, 01001\nПромокод: VESNA2025\n",
    ),
    Mail(
        "tr-siparis",
        "Siparişiniz alındı (No: 481592)",
        "Sipariş numarası: 481592\nToplam: 1.248,15 TL\nİndirim kodu: BAHAR25\nPosta kodu: 34330\nTarih: 12.03.2025\n",
    ),
    Mail(
        "ja-chumon",
        "ご注文の確認（注文番号：481592）",
        "注文番号：481592\n注文日：2025年3月12日\n合計：4,815円（税込）\nクーポンコード：HARU2025\n"
        "〒150-0002 東京都渋谷区\nお届け予定：3月14日 10:00～12:00\n",
    ),
    Mail(
        "ja-seikyu",
        "3月分ご利用料金のお知らせ",
        "ご利用料金 7304円\nお客様番号 48159203\n振替日 2025年3月27日\n商品コード 730418\n",
    ),
    Mail(
        "zh-dingdan",
        "您的订单481592已发货",
        "订单号：481592\n快递单号：SF1048159203612\n金额：￥248.15\n优惠码：CHUN2025\n邮编：100080\n"
        "客服电话：400-815-9236\n",
    ),
    Mail(
        "ko-jumun",
        "주문이 완료되었습니다 (주문번호 481592)",
        "주문번호: 481592\n결제금액: 48,150원\n쿠폰 코드: BOM2025\n우편번호 06236\n"
        "송장번호 481592036158\n2025년 3월 12일\n",
    ),
    Mail(
        "ar-talab",
        "تأكيد الطلب رقم 481592",
        "رقم الطلب: 481592\nالمبلغ: 1,250.00 ر.س\nكود الخصم: RABEE25\nالرمز البريدي: 12211\nالتاريخ: 12/03/2025\n",
    ),
    Mail(
        "he-hazmana",
        "אישור הזמנה מספר 481592",
        "מספר הזמנה: 481592\nסכום: 248.15 ₪\nקוד קופון: AVIV25\nמיקוד: 6688312\nטלפון: 03-4815920\n",
    ),
    Mail(
        "hi-order",
        "आपका ऑर्डर 481592 भेज दिया गया है",
        "ऑर्डर नंबर: 481592\nराशि: ₹1,250.00\nकूपन कोड: HOLI2025\nपिन कोड: 110001\nदिनांक: 12/03/2025\n",
    ),
    Mail(
        "sv-order",
        "Orderbekräftelse 481592",
        "Ordernummer: 481592\nSumma: 1 248 kr\nRabattkod: VAR25\nPostnummer: 103 92 Stockholm\nKvittonr 730418\n",
    ),
    Mail(
        "cs-objednavka",
        "Potvrzení objednávky č. 481592",
        "Číslo objednávky: 481592\nVariabilní symbol: 730418\nCelkem: 1 248 Kč\nSlevový kód: JARO25\nPSČ 110 00\n",
    ),
    Mail(
        "fi-tilaus",
        "Tilausvahvistus 481592",
        "Tilausnumero: 481592\nViitenumero: 4815 92036\nAlennuskoodi: KEVAT25\nYhteensä 48,15 €\nPostinumero 00150\n",
    ),
    Mail(
        "id-pesanan",
        "Pesanan 481592 dikirim",
        "Nomor pesanan: 481592\nTotal: Rp481.500\nKode promo: HEMAT20\nKode pos: 12190\nNo. resi: JP4815920361\n",
    ),
    Mail(
        "vi-don-hang",
        "Đơn hàng 481592 đã được xác nhận",
        "Mã đơn hàng: 481592\nTổng cộng: 481.500 ₫\nMã giảm giá: XUAN2025\nMã bưu chính: 700000\n",
    ),
)

MAILS = (
    *CODES_ENGLISH,
    *CODES_GERMANIC,
    *CODES_ROMANCE,
    *CODES_SLAVIC,
    *CODES_OTHER,
    *LINKS,
    *NOTHING,
)

HELD_OUT = (
    Mail(
        "en-letters-only",
        "Slate confirmation code: QNV-XFE",
        html=mjml(
            h1("Confirm your email address to get started on Slate"),
            p(
                "Once you’ve confirmed that <b>ann@kay.example</b> is your email address, we’ll help "
                "you find your Slate workspaces."
            ),
            big("QNV-XFE"),
            foot=small("Made by Slate Technologies, 500 Howard Street"),
        ),
        codes=("QNVXFE",),
    ),
    Mail(
        "en-okta-like",
        "Octavia: your one-time verification code",
        html=bare(
            "<p>Hi Ann,</p><p>You are receiving this email so we can confirm this email address for your account.</p>",
            style_button("https://harbor.octavia.example/email/verify/481592/eyJ0?fromURI=", "Verify Email"),
            "<p>Can't use the link? Enter a code instead: <b>048159</b></p>",
            "<p>If you believe you have received this email in error, contact <a "
            "href='mailto:it@harbor.example'>your administrator</a>. This link expires in 168 "
            "hours.</p>",
        ),
        codes=("048159",),
        main="https://harbor.octavia.example/email/verify/481592/eyJ0?fromURI=",
        kinds={"https://harbor.octavia.example/email/verify/481592/eyJ0?fromURI=": "confirm"},
    ),
    Mail(
        "en-atlas-mixed",
        "RKH4QZ is your Atlas verification code",
        html=react(
            p("Complete registration"),
            p("Enter the following verification code when prompted:"),
            spans("RKH4QZ"),
            p("To protect your account, do not share this code."),
            small("Level 6, 341 George Street, Sydney, NSW 2000"),
        ),
        codes=("RKH4QZ",),
    ),
    Mail(
        "en-here-is-the-code",
        "Here's the code you asked for",
        "Hey Ann,\n\nHere it is:\n\n    664 209\n\nPop it into the app within the next ten minutes and "
        "you're good to go.\n\nCheers,\nThe Perch team\nPerch Ltd. Company no. 10481592. 48 Quay St, "
        "LS1 4AP\n",
        codes=("664209",),
    ),
    Mail(
        "en-number-above-label",
        "Signing in",
        html=mjml(
            "<div style='font-size:40px'>209311</div><div style='color:#888'>Your sign-in code for Tally</div>",
            p("Asked for on 12 Mar at 10:42 from Firefox on Fedora 39 (198.51.100.24)."),
            foot=small("Tally BV, Sint-Pieterskaai 48, 8000 Brugge"),
        ),
        codes=("209311",),
    ),
    Mail(
        "en-bilingual",
        "Verification code / Code de vérification",
        "Your verification code / Votre code de vérification : 481592\n\n"
        "This code expires in 10 minutes. / Ce code expire dans 10 minutes.\n\n"
        "Érable Bank / Banque Érable, 1000, rue De La Gauchetière, Montréal (Québec) H3B 4W5, 1 800 "
        "481-5920\n",
        codes=("481592",),
    ),
    Mail(
        "en-supabase-reauth",
        "Confirm reauthentication",
        html="<h2>Confirm reauthentication</h2>\n\n<p>Enter the code: 730418</p>\n",
        codes=("730418",),
    ),
    Mail(
        "en-payment-approval",
        "Approve your payment",
        "Ann,\n\nTo approve the payment of GBP 1,240.00 to KITE LTD (sort code 20-48-15, account "
        "73041899), enter the code below in the app.\n\n59-20-48\n\n"
        "Not you? Freeze your card ending 4242 and call +44 20 7946 0148.\n",
        codes=("592048",),
    ),
    Mail(
        "en-single-use",
        "Your single-use code",
        html=bare(
            "<p>Hi ann@kay.example,</p><p>We received your request for a single-use code to use with "
            "your Vista account.</p>",
            "<p>Your single-use code is: 481592</p><p>Only enter this code on an official website or "
            "app. Don't share it with anyone.</p>",
            "<p>Privacy Statement: <a href='https://go.vista.example/fwlink/?LinkId=521839'>"
            "https://go.vista.example/fwlink/?LinkId=521839</a></p><p>Vista Corporation, One Vista "
            "Way, Redmond, WA 98052</p>",
        ),
        codes=("481592",),
    ),
    Mail(
        "en-shop-login",
        "481592 is your Larder shop login code",
        html=mailchimp(
            "<h2>Your login code</h2>",
            "481592",
            "Use this code to see your orders, track a delivery or return an item bought since 2023. "
            "It expires in 10 minutes.",
            foot="Larder Ltd, 12 Wharf Rd, London N1 7GR",
        ),
        codes=("481592",),
    ),
    Mail(
        "en-game",
        "Confirm your trade",
        html=react(
            p("annk, you are trading with <b>bo_2004</b>. 1x Lantern (4815 coins)."),
            p("Trade confirmation code"),
            big("TR-48159"),
            p("Expires 12 Mar 2025 10:52 UTC"),
        ),
        codes=("TR-48159",),
    ),
    Mail(
        "de-code-unten",
        "Dein Login bei Wolkenbau",
        html=react(
            p("Moin Ann!"),
            p("Gib bitte diesen Code in der App ein:"),
            cells("730418"),
            p("Der Code läuft in 15 Minuten ab. Fragen? Tel. 040 4815 920, werktags 9–17 Uhr."),
            small("Wolkenbau eG, 20457 Hamburg"),
        ),
        codes=("730418",),
    ),
    Mail(
        "de-sicherheit-kundennummer",
        "Sicherheitscode für Ihre Anfrage 2025-4815",
        "Kundennummer: 30048159\nAnfrage: 2025-4815\n\nSicherheitscode: 9036\n\n"
        "Bitte nennen Sie diesen Code unserem Mitarbeiter.\n",
        codes=("9036",),
    ),
    Mail(
        "fr-confidentiel",
        "Validez votre connexion",
        html=mjml(
            p("Bonjour Ann,"),
            p("Pour valider votre connexion depuis un nouvel appareil, entrez le code suivant dans l’application :"),
            "<div><strong>703 184</strong></div>",
            p("Demande effectuée le 12 mars 2025 à 10 h 42 depuis Lyon (69003)."),
        ),
        codes=("703184",),
    ),
    Mail(
        "es-mx-banco",
        "Token de seguridad",
        "Tu código para autorizar la operación por $2,480.00 MXN es 048159. Vigencia: 5 minutos. "
        "Tarjeta terminación 4242.\n",
        codes=("048159",),
    ),
    Mail(
        "it-spid",
        "Codice temporaneo di accesso",
        "Gentile utente,\n\nil codice da inserire per completare l'accesso è: 592048\n\n"
        "Il codice scade alle ore 10:52 del 12/03/2025.\nNumero verde 803 160\n",
        codes=("592048",),
    ),
    Mail(
        "pt-br-nu",
        "Seu código chegou",
        html=react(
            p("Oi, Ann"),
            p("Use o código <strong>4815</strong> para confirmar que é você."),
            small("CNPJ 18.236.120/0001-58, CEP 05409-000"),
        ),
        codes=("4815",),
    ),
    Mail(
        "pl-haslo-sms",
        "Autoryzacja operacji",
        "Operacja nr 7 z dnia 12-03-2025: przelew 1 250,00 PLN na rachunek 48...1592. Hasło jednorazowe: 30481592\n",
        codes=("30481592",),
    ),
    Mail(
        "tr-giris",
        "Giriş kodunuz",
        html=mjml(p("Merhaba, giriş yapmak için aşağıdaki kodu kullanın."), big("481 592"), p("Talep no: 2025031244")),
        codes=("481592",),
    ),
    Mail(
        "ja-honnin",
        "本人確認のお願い",
        "ケイ様\n\nログイン画面に次の6桁の番号を入力してください。\n\n  730418\n\n"
        "発行日時：2025/03/12 10:42:07\nお客様番号：48159203\n",
        codes=("730418",),
    ),
    Mail(
        "zh-steam",
        "您的活塞帐户：来自新电脑的访问",
        html=mjml(
            p("annk，您好："),
            p("这是您登录帐户所需的令牌验证码："),
            big("R7K2P"),
            p("IP 203.0.113.48，2025年3月12日 10:42"),
        ),
        codes=("R7K2P",),
    ),
    Mail(
        "ko-kwalho",
        "[참새페이] 본인인증",
        "[참새페이] 본인확인 인증번호 [4815]를 화면에 입력해주세요. 타인 노출 금지\n",
        codes=("4815",),
    ),
    Mail(
        "ar-tafeel",
        "تفعيل حسابك",
        "أهلاً آن،\n\nاستخدم الرمز 4815 لتفعيل حسابك في نخلة.\n\nص.ب 11564 الرياض\n",
        codes=("4815",),
    ),
    Mail("he-kod", "הקוד שלך", "היי אן,\nהקוד שלך הוא: 0481\nהוא יפוג בעוד 5 דקות.\nטלפון *4815\n", codes=("0481",)),
    Mail(
        "lt-patvirtinimo",
        "Patvirtinimo kodas",
        "Sveiki,\n\nJūsų patvirtinimo kodas: 481592\n\nKodas galioja 10 minučių. Įm. kodas 304815923\n",
        codes=("481592",),
    ),
    Mail(
        "sk-overovaci",
        "Váš overovací kód",
        "Dobrý deň,\n\nváš overovací kód je 730418.\n\nObjednávka č. 4815920 čaká na potvrdenie.\n",
        codes=("730418",),
    ),
    Mail(
        "en-supabase-magic",
        "Your Magic Link",
        html="<h2>Magic Link</h2>\n\n<p>Follow this link to login:</p>\n"
        '<p><a href="https://xk4815.supabase.example/auth/v1/verify?token=pkce_4815&amp;type=magiclink&'
        'amp;redirect_to=http://localhost.test:3000">Log In</a></p>\n',
        main="https://xk4815.supabase.example/auth/v1/verify?token=pkce_4815&type=magiclink&redirect_to=http"
        "://localhost.test:3000",
        kinds={
            "https://xk4815.supabase.example/auth/v1/verify?token=pkce_4815&type=magiclink&redirect_to="
            "http://localhost.test:3000": "magic"
        },
    ),
    Mail(
        "en-authjs",
        "Sign in to notes.example",
        "Sign in to notes.example\nhttps://notes.example/api/auth/callback/email?callbackUrl=https%3A%2"
        "F%2Fnotes.example&token=4f8a9c81&email=ann%40kay.example\n\n",
        '<body style="background: #f9f9f9;"><table width="100%" style="background: #fff; max-width: '
        '600px; margin: auto;"><tr><td align="center" style="padding: 10px 0px; font-size: 22px;">Sign '
        'in to <strong>notes.example</strong></td></tr><tr><td align="center" style="padding: 20px '
        '0;"><table border="0"><tr><td align="center" style="border-radius: 5px;" bgcolor="#346df1"><a '
        'href="https://notes.example/api/auth/callback/email?callbackUrl=https%3A%2F%2Fnotes.example&am'
        'p;token=4f8a9c81&amp;email=ann%40kay.example" target="_blank" style="font-size: 18px; color: '
        '#fff; padding: 10px 20px; border: 1px solid #346df1; display: inline-block;">Sign '
        'in</a></td></tr></table></td></tr><tr><td align="center">If you did not request this email '
        "you can safely ignore it.</td></tr></table></body>",
        main="https://notes.example/api/auth/callback/email?callbackUrl=https%3A%2F%2Fnotes.example&token=4f"
        "8a9c81&email=ann%40kay.example",
        kinds={
            "https://notes.example/api/auth/callback/email?callbackUrl=https%3A%2F%2Fnotes.example&toke"
            "n=4f8a9c81&email=ann%40kay.example": "magic"
        },
    ),
    Mail(
        "en-wordpress-reset",
        "[Harbor Blog] Password Reset",
        "Someone has requested a password reset for the following account:\n\nSite Name: Harbor "
        "Blog\n\nUsername: ann2024\n\nIf this was a mistake, ignore this email and nothing will "
        "happen.\n\nTo reset your password, visit the following address:\n\n"
        "https://blog.harbor.example/wp-login.php?action=rp&key=Xk48159qZ&login=ann2024&wp_lang=en_US\n"
        "\nThis password reset request originated from the IP address 203.0.113.48.\n",
        main="https://blog.harbor.example/wp-login.php?action=rp&key=Xk48159qZ&login=ann2024&wp_lang=en_US",
        kinds={"https://blog.harbor.example/wp-login.php?action=rp&key=Xk48159qZ&login=ann2024&wp_lang=en_US": "reset"},
    ),
    Mail(
        "en-aspnet",
        "Confirm your email",
        html="Please confirm your account by <a "
        "href='https://localhost.test:7148/Identity/Account/ConfirmEmail?userId=48159203&amp;code=Q2ZES"
        "jhL'>clicking here</a>.",
        main="https://localhost.test:7148/Identity/Account/ConfirmEmail?userId=48159203&code=Q2ZESjhL",
        kinds={"https://localhost.test:7148/Identity/Account/ConfirmEmail?userId=48159203&code=Q2ZESjhL": "confirm"},
    ),
    Mail(
        "en-firebase",
        "Verify your email for project-481592",
        html="<p>Hello,</p>\n<p>Follow this link to verify your email address.</p>\n"
        "<p><a href='https://project-481592.fire.example/__/auth/action?mode=verifyEmail&amp;oobCode=XK"
        "49&amp;apiKey=AIza4815&amp;lang=en'>"
        "https://project-481592.fire.example/__/auth/action?mode=verifyEmail&amp;oobCode=XK49&amp;apiKe"
        "y=AIza4815&amp;lang=en</a></p>\n<p>If you didn’t ask to verify this address, you can ignore "
        "this email.</p>\n<p>Thanks,</p>\n<p>Your project-481592 team</p>",
        main="https://project-481592.fire.example/__/auth/action?mode=verifyEmail&oobCode=XK49&apiKey=AIza4815&lang=en",
        kinds={
            "https://project-481592.fire.example/__/auth/action?mode=verifyEmail&oobCode=XK49&apiKey=AI"
            "za4815&lang=en": "confirm"
        },
    ),
    Mail(
        "en-mailman",
        "Your confirmation is required to join the Tide-users mailing list",
        "Mailing list subscription confirmation notice for mailing list Tide-users\n\n"
        "We have received a request from 203.0.113.48 for subscription of your email address, "
        "ann@kay.example, to the tide-users@lists.example mailing list. To confirm that you want to be "
        "added to this mailing list, simply reply to this message, keeping the Subject: header intact. "
        "Or visit this web page:\n\n    "
        "https://lists.example/mailman/confirm/tide-users/4f8a9c81d2e0\n\n"
        "Or include the following line (and only the following line) in a message to "
        "tide-users-request@lists.example:\n\n    confirm 4f8a9c81d2e0\n",
        main="https://lists.example/mailman/confirm/tide-users/4f8a9c81d2e0",
        kinds={"https://lists.example/mailman/confirm/tide-users/4f8a9c81d2e0": "confirm"},
    ),
    Mail(
        "en-unlock",
        "Unlock instructions",
        html="<p>Hello ann@kay.example!</p>\n\n<p>Your account has been locked due to an excessive number "
        "of unsuccessful sign in attempts.</p>\n\n<p>Click the link below to unlock your "
        'account:</p>\n\n<p><a href="http://localhost.test:3000/users/unlock?unlock_token=zQ4815">'
        "Unlock my account</a></p>\n",
        main="http://localhost.test:3000/users/unlock?unlock_token=zQ4815",
    ),
    Mail(
        "en-digest",
        "Your week in Harbor: 48 replies, 3 mentions",
        html=mjml(
            logo("https://harbor.example/?utm_campaign=digest", "Harbor"),
            *(
                p(
                    f'<a href="https://harbor.example/t/{n}" style="color:#111">Topic {n}: moved to build {n}4815</a>',
                    f"{n}20 views · 1{n} replies",
                )
                for n in range(3, 7)
            ),
            bare_cell_button("https://harbor.example/latest", "See what's new"),
            foot=small(
                "You get this weekly. "
                + a("https://harbor.example/email/unsubscribe/9f3c", "Turn off these emails")
                + " or "
                + a("https://harbor.example/u/ann/preferences/emails", "change your email settings")
            )
            + icons(linkedin="https://linkedin.example/company/harbor", mastodon="https://mastodon.example/@harbor"),
        ),
        main="https://harbor.example/latest",
        kinds={
            "https://harbor.example/email/unsubscribe/9f3c": "unsubscribe",
            "https://linkedin.example/company/harbor": "social",
            "https://mastodon.example/@harbor": "social",
        },
    ),
    Mail(
        "en-security-newsletter",
        "Why your one-time code isn't safe",
        html=mailchimp(
            "<h1>SIM swapping, explained</h1>",
            "In 2023 attackers stole 730418 verification codes from 48159 people. A one-time code sent "
            "by SMS can be read by whoever holds your number. The 2024 report counts 12000 cases; "
            "losses rose to $48,159,000.",
            "A passkey replaces the code. Setting one up takes 60 seconds.",
            chimp_button("https://safer.example/passkeys", "Set up a passkey"),
            foot='<a href="https://safer.example/u?e=4815">Unsubscribe</a> · Safer, 48 Main St, Austin, TX 78701',
        ),
        main="https://safer.example/passkeys",
        kinds={"https://safer.example/u?e=4815": "unsubscribe"},
    ),
    Mail(
        "en-locker",
        "Your parcel is waiting",
        html=mjml(
            p("Locker 48, Kaufmarkt, Hauptstr. 4815"),
            p("Pick-up code"),
            big("730418"),
            p("Collect it by 15 March 2025. Tracking number 00340434161094815920."),
            cell_button("https://swift.example/locker/481592", "Show map"),
        ),
        main="https://swift.example/locker/481592",
    ),
    Mail(
        "en-webinar",
        "Registration confirmed: Mail at scale",
        "Thank you for registering.\n\nDate: 12 March 2025, 16:00 UTC\n"
        "Join: https://meet.example/w/81548159203?tk=XK49\nWebinar ID: 815 4815 9203\n"
        "Passcode: 730418\n\nAdd to calendar: https://meet.example/w/81548159203.ics\n",
        main="https://meet.example/w/81548159203?tk=XK49",
    ),
    Mail(
        "en-token-expiry",
        "Your access token is about to expire",
        "Hi @annk2024,\n\nYour personal access token deploy-2025 (ID 481592) expires on 2025-03-19. If "
        "it is still needed, visit https://forgehub.example/settings/tokens/481592/regenerate to "
        "generate an equivalent one.\n",
        main="https://forgehub.example/settings/tokens/481592/regenerate",
    ),
    Mail(
        "en-bank-card",
        "Your new card is on its way",
        "Your card ending 4815 was posted on 12 March. For your security the PIN comes by separate "
        "letter within 3-5 days. To activate the card call 0345 730 4188 and give your customer number "
        "20048159.\n",
    ),
    Mail(
        "en-school",
        "Newsletter 12: Spring fair",
        html=bare(
            "<h2>Spring fair, Saturday 15 March, 11:00-14:00</h2><p>We raised £4815 last year! Uniform "
            "code: navy only. Year 5 needs 120 paper cups.</p>",
            "<p>Lunch menu code <b>B2024</b>, school office 01132 481592.</p>",
        ),
    ),
    Mail(
        "de-paketmarke",
        "Ihre Sendung 00340434161094815920 kommt heute",
        html=mjml(
            p("Zustellung heute zwischen 10:42 und 12:42 Uhr."),
            p("Ablage-Code für den Boten: keiner. Postleitzahl 50674."),
            cell_button("https://bote.example/s/4815", "Sendung verfolgen"),
            foot=small(a("https://bote.example/abmelden", "Abmelden")),
        ),
        main="https://bote.example/s/4815",
        kinds={"https://bote.example/abmelden": "unsubscribe"},
    ),
    Mail(
        "fr-train",
        "Votre voyage Paris - Lyon",
        "Référence de dossier : QX7M2K\nTGV 6615, voiture 14, place 48\nDépart 10h42 le 14/03/2025\n"
        "Nom associé : KAY\nCode tarif : PN2025\nMontant : 48,00 €\n",
    ),
    Mail(
        "es-cita",
        "Recordatorio de cita",
        "Cita nº 481592 el 14/03/2025 a las 10:45, consulta 4815. Código de centro: 280148. Si no "
        "puede acudir llame al 915 48 15 92.\n",
    ),
    Mail(
        "ja-tenpo",
        "【のれん】ポイント失効のお知らせ",
        "会員番号 48159203 様\n現在のポイント：4815\n失効予定日：2025年3月31日\n店舗コード：0481\n"
        "配信停止：https://noren.example/optout?m=48159203\n",
        kinds={"https://noren.example/optout?m=48159203": "unsubscribe"},
    ),
    Mail(
        "zh-zhangdan",
        "您的3月账单",
        "尊敬的客户：\n尾号4815的信用卡本期应还￥7304.18，到期还款日2025年04月05日。分期代码 730418。客服95588\n",
    ),
    Mail(
        "pl-karta",
        "Płatność kartą",
        "Płatność kartą **4815 w SKLEP 2000 na kwotę 148,15 PLN. Kod autoryzacji terminala: 730418. "
        "Saldo: 4815,92 PLN\n",
    ),
    Mail(
        "ru-otpravlenie",
        "Ваше отправление прибыло",
        "Трек-номер: RA481592036RU\nКод для получения на почте: 4815\nИндекс отделения 101000\n"
        "Срок хранения до 27.03.2025\n",
    ),
    Mail(
        "sv-inbjudan",
        "Bo har bjudit in dig till Kontoret",
        html=react(
            h1("Bo Berg har bjudit in dig"),
            style_button("https://kontoret.example/i/4815", "Gå med nu"),
            small("Kontoret AB, 103 92 Stockholm"),
        ),
        main="https://kontoret.example/i/4815",
        kinds={"https://kontoret.example/i/4815": "invite"},
    ),
)

HELD_OUT_TWICE = (
    Mail(
        "en-telecom",
        "Your Fathom Mobile verification PIN",
        html=mjml(
            p("Hi Ann,", "Your one-time verification PIN is"),
            "<div style='font-size:30px'><b>048 159</b></div>",
            p("If you didn't ask for it, dial 611 from your phone or call 1-800-937-4815."),
            foot=small("Account ending in 4815"),
        ),
        codes=("048159",),
    ),
    Mail(
        "en-health",
        "Secure message portal: verification required",
        "Dear Patient,\n\nPlease use the following verification code to sign in to MyClinic: 593 "
        "204\n\nAppointment: 03/14/2025 10:45 AM, MRN 00481592\n",
        codes=("593204",),
    ),
    Mail("en-dating", "1592 — your Ember code", "1592 — your Ember code. Don't share it!\n", codes=("1592",)),
    Mail(
        "en-crypto-withdraw",
        "[Coinette] Confirm Your Withdrawal",
        html=mailchimp(
            "<h2>Confirm your withdrawal</h2>",
            "Amount: 0.04815920 BTC<br>Address: bc1qxy2kgdygjrsqtzq2n0yrf2493p83kkfjhx0wlh",
            "Your verification code:",
            '<div style="font-weight:bold;font-size:24px">817203</div>',
            "The code is valid for 30 minutes. Withdrawal address whitelisted on 2024-11-02.",
        ),
        codes=("817203",),
    ),
    Mail(
        "en-smart-tv",
        "Link your TV",
        html=react(
            p(
                "Go to <a href='https://tv.popcorn.example/link'>tv.popcorn.example/link</a> and enter "
                "this code to link your TV:"
            ),
            big("WD7K-MJ3T"),
            p("Expires in 30 minutes"),
        ),
        codes=("WD7KMJ3T",),
    ),
    Mail(
        "en-hr",
        "Workshift: Your multi-factor authentication code",
        "Your MFA code is 20250312. It is good for one use within 10 minutes.\n",
        codes=("20250312",),
    ),
    Mail(
        "en-quoted",
        "Confirm your email for Owlet",
        'Welcome to Owlet!\n\nTo finish, type "704-118" into the confirmation code box.\n',
        codes=("704118",),
    ),
    Mail("en-dev-otp", "OTP", "otp: 481592", codes=("481592",)),
    Mail(
        "en-dev-token",
        "Verify",
        "<p>Hello</p>",
        "<p>Hello {name}, your verification token is <b>5F9A1C</b>.</p>",
        codes=("5F9A1C",),
    ),
    Mail(
        "en-airline-login",
        "Your Skylark Miles verification code",
        html=mjml(
            p("Dear Ms Kay, Skylark Miles no. 4815 920 361"),
            p("Your verification code is <strong>730418</strong> and it will expire in 10 minutes."),
            p("Earn 5,000 bonus miles on your next flight. Book by 31 March 2025."),
            foot=small("Skylark Airways, PO Box 4815, Dubai"),
        ),
        codes=("730418",),
    ),
    Mail(
        "de-bank-push",
        "Bestätigen Sie Ihre Anmeldung",
        "Guten Tag,\n\n481 592 ist Ihr Code zur Bestätigung der Anmeldung vom 12.03.2025 um 10:42 "
        "Uhr.\n\nSparbank Hafen, BLZ 200 505 50, Tel. 040 4815-0\n",
        codes=("481592",),
    ),
    Mail(
        "de-registrierung",
        "Noch ein Schritt",
        html=mjml(
            h1("Fast geschafft!"),
            p("Dein Bestätigungs-Code:"),
            spans("70318"),
            p("Er ist 24 Stunden gültig. 10 % Rabatt auf die erste Bestellung gibt es danach."),
        ),
        codes=("70318",),
    ),
    Mail(
        "fr-bancaire",
        "Code de sécurité pour votre paiement",
        "Pour valider votre paiement de 59,90 EUR chez LIBRAIRIE LYON le 12/03 à 10:42, votre code de "
        "sécurité est : 92037418. Ne le communiquez jamais.\n",
        codes=("92037418",),
    ),
    Mail(
        "fr-belge",
        "Votre code d'accès",
        html=react(
            p("Bonjour,"),
            p("Entrez le code ci-dessous pour accéder à votre dossier."),
            big("4 8 1 5 9 2"),
            p("Réf. 2025/0312 – 1000 Bruxelles"),
        ),
        codes=("481592",),
    ),
    Mail(
        "es-ar",
        "Tu código para entrar a Billetera",
        html=mjml(
            p("¡Hola, Ann!", "Este es tu código para entrar:"),
            big("7304"),
            p("Vence a las 10:52 h. CUIT 30-48159236-7"),
        ),
        codes=("7304",),
    ),
    Mail(
        "it-banca",
        "Codice di conferma operazione",
        "Il codice di conferma per il bonifico di 1.250,00 EUR è 481592. Non comunicarlo a nessuno.\n",
        codes=("481592",),
    ),
    Mail(
        "pt-pt-banco",
        "Código de confirmação",
        "Código de confirmação: 73041. Transferência de 1.250,00 EUR para PT50 0002 0123 1234 5678 9015 4.\n",
        codes=("73041",),
    ),
    Mail(
        "nl-digi",
        "Uw sms-code is verstuurd per e-mail",
        "Uw code is 481592. Vul deze in om in te loggen. Deze code vervalt over 15 minuten.\n",
        codes=("481592",),
    ),
    Mail(
        "ru-bank",
        "Вход в Берёза Онлайн",
        "Никому не говорите код: 4815. Вход в Берёза Онлайн 12.03.25 10:42. Если это не вы, позвоните 900\n",
        codes=("4815",),
    ),
    Mail(
        "ru-servis",
        "Ваш код — 730418",
        html=react(
            p("Здравствуйте!"),
            p("Чтобы подтвердить почту, введите код"),
            big("730 418"),
            p("С уважением, команда «Тропинка»"),
        ),
        codes=("730418",),
    ),
    Mail(
        "uk-bank",
        "Пароль для підтвердження",
        "Одноразовий пароль: 481592. Сума 1250.00 UAH, картка *4242.\n",
        codes=("481592",),
    ),
    Mail(
        "cs-banka",
        "Ověření přihlášení",
        "Dobrý den,\nzadejte prosím kód 48159236 pro přihlášení do internetového bankovnictví.\n"
        "Datum: 12. 3. 2025 10:42\n",
        codes=("48159236",),
    ),
    Mail(
        "da-mit",
        "Bekræft din identitet",
        "Hej Ann\n\nIndtast koden 481592 for at bekræfte din identitet.\n\nHavnekassen, 1051 København K\n",
        codes=("481592",),
    ),
    Mail(
        "ja-ginkou",
        "【ことり銀行】ワンタイムパスワード通知",
        "ワンタイムパスワード:30481592\n取引内容:振込 125,000円\n有効期限:2025/03/12 10:52\n受付番号:2025031200481\n",
        codes=("30481592",),
    ),
    Mail(
        "zh-tw-bank",
        "OTP 簡訊密碼通知",
        "您的OTP密碼為 481592，請於5分鐘內輸入，消費金額NT$2,480，卡號末四碼4242。\n",
        codes=("481592",),
    ),
    Mail(
        "ko-eunhaeng", "보안 인증 안내", "고객님의 인증번호는 [730418] 입니다. 거래금액 125,000원\n", codes=("730418",)
    ),
    Mail(
        "ar-masrif",
        "رمز التفعيل",
        "رمز التفعيل الخاص بك هو 481592 صالح لمدة 5 دقائق. المبلغ 1,250.00 ريال\n",
        codes=("481592",),
    ),
    Mail(
        "hi-bank",
        "OTP सूचना",
        "आपके लेनदेन ₹2,480.00 के लिए OTP 730418 है। कार्ड XX4242। किसी को न बताएं।\n",
        codes=("730418",),
    ),
    Mail(
        "vi-ngan-hang",
        "Mã OTP giao dịch",
        "Ma OTP cua Quy khach la 481592. Giao dich 2.480.000 VND tai KITE luc 10:42 12/03/2025.\n",
        codes=("481592",),
    ),
    Mail(
        "en-magic-plain",
        "Log in to Stacksub",
        html=mjml(
            h1("Welcome back"),
            p("Click the button to log in. This link can be used once and expires in an hour."),
            style_button("https://stacksub.example/api/v1/token/eyJhbGciOi?next=%2Finbox", "Log in now"),
        ),
        main="https://stacksub.example/api/v1/token/eyJhbGciOi?next=%2Finbox",
        kinds={"https://stacksub.example/api/v1/token/eyJhbGciOi?next=%2Finbox": "magic"},
    ),
    Mail(
        "en-discourse",
        "[Harbor] Confirm your new account",
        "Welcome to Harbor!\n\nClick the following link to confirm and activate your new account:\n"
        "https://forum.harbor.example/u/activate-account/4f8a9c81d2e04815\n\n"
        "If the above link is not clickable, try copying and pasting it into the address bar of your "
        "web browser.\n",
        main="https://forum.harbor.example/u/activate-account/4f8a9c81d2e04815",
        kinds={"https://forum.harbor.example/u/activate-account/4f8a9c81d2e04815": "confirm"},
    ),
    Mail(
        "en-keycloak",
        "Reset password",
        "Someone just requested to change your Tide account's credentials. If this was you, click on "
        "the link below to reset them.\n\nhttps://id.tide.example/realms/tide/login-actions/action-toke"
        "n?key=eyJ4815&client_id=account\n\nThis link will expire within 5 minutes.\n",
        main="https://id.tide.example/realms/tide/login-actions/action-token?key=eyJ4815&client_id=account",
        kinds={"https://id.tide.example/realms/tide/login-actions/action-token?key=eyJ4815&client_id=account": "reset"},
    ),
    Mail(
        "en-list-digest",
        "Tide-users Digest, Vol 48, Issue 15",
        "Send Tide-users mailing list submissions to\n	tide-users@lists.example\n\n"
        "To subscribe or unsubscribe via the World Wide Web, visit\n"
        "	https://lists.example/mailman/listinfo/tide-users\n\nToday's Topics:\n\n"
        "   1. Re: build 4815 fails with code 2 (Bo Berg)\n   2. Patch 730418 (Ann Kay)\n",
        main="",
        kinds={"https://lists.example/mailman/listinfo/tide-users": "unsubscribe"},
    ),
    Mail(
        "en-calendar",
        "Bo Berg invited you to “Lunch” – respond",
        html=mjml(
            p("Bo Berg has invited you to <b>Lunch</b>"),
            p("Thursday, 13 March 2025, 12:00 – 13:00, Room 4815"),
            style_button("https://cal.example/r/4815/yes", "Yes"),
            style_button("https://cal.example/r/4815/no", "No"),
        ),
        main="https://cal.example/r/4815/yes",
        kinds={"https://cal.example/r/4815/yes": "invite"},
    ),
    Mail(
        "en-app-review",
        "Rate your ride",
        html=mjml(
            p("Total £12.48 · 12 March 2025 · Trip code HX4815"),
            p("How was your ride with Sam? 4.92 stars, 1,204 trips, plate LS65 KXP"),
            style_button("https://hailo.example/rate/481592", "Rate Sam"),
        ),
        main="https://hailo.example/rate/481592",
    ),
    Mail(
        "en-tax-agent",
        "Your authorisation request",
        "Your agent has asked for authorisation. The agent code is AC4815 and the reference is "
        "XM-IT-00481592. Unique Taxpayer Reference 48159 20361.\n",
    ),
    Mail(
        "en-course",
        "You are enrolled: CS4815 Networks",
        "Course code CS4815, section 002, room B204.\nStudent number 20048159. Class code for the "
        "online room: k4815xq\n",
    ),
    Mail(
        "en-recall",
        "Product recall notice",
        "Affected: Kettle 1.7 l, model KT4815, date codes 2024 to 2512, batch code L48159. Barcode "
        "5012345678900. Call 0800 481 592.\n",
    ),
    Mail(
        "en-developer",
        "Deploy failed: exit code 1",
        "Step 4/15 failed with code 1002 after 4815 ms. Log code: 20481. Commit 4f8a9c8. Retry with --code 7304.\n",
    ),
    Mail(
        "en-donation",
        "Thank you for your gift",
        html=mjml(
            p("Your donation of $4,815.00 was received on March 12, 2025. Receipt 20250312-4815, appeal code SP25A."),
            foot=small("EIN 48-1592036"),
        ),
    ),
    Mail(
        "en-voucher-party",
        "Happy birthday, Ann!",
        html=mailchimp(
            "<h1>A treat for you</h1>",
            "Show this code in the café:",
            "<h2>BDAY4815</h2>",
            "One free cake until 31/03/2025.",
            chimp_button("https://cafe.example/find", "Find a café"),
        ),
        main="https://cafe.example/find",
    ),
    Mail(
        "de-tickets",
        "Ihre Kinokarten",
        "Buchungscode: 481592\nSaal 4, Reihe 12, Platz 14\nVorstellung 14.03.2025 20:15\nGesamt 24,80 €\n",
    ),
    Mail(
        "fr-colis",
        "Votre colis est arrivé",
        "Votre colis 6A0481592036 vous attend. Code de retrait : 730418. Relais : 12 rue de la Paix, 75002 Paris.\n",
    ),
    Mail(
        "es-factura-luz",
        "Tu factura de luz",
        "Código CUPS: ES0021000048159203ZX\nCódigo de contrato: 30481592\nImporte: 48,15 €\n"
        "Periodo: 12/02/2025 - 12/03/2025\nCódigo de cliente 730418\n",
    ),
    Mail(
        "it-treno",
        "Il tuo biglietto",
        "Codice PNR: XK49QZ\nCodice biglietto 4815920361\nTreno 9648, carrozza 4, posto 15A\n"
        "Codice cartafreccia 300481592\n",
    ),
    Mail(
        "ru-apteka",
        "Заказ готов к выдаче",
        "Ваш заказ готов. Код выдачи: 4815. Адрес: ул. Мясницкая, 48. Сумма 1 248 руб.\n",
    ),
    Mail(
        "ja-yoyaku",
        "【のれん】ご予約の確認",
        "予約番号：481592\n予約コード：4815\n日時：2025年3月14日 19:00\n人数：4名\nお電話：03-4815-9236\n",
    ),
    Mail("zh-waimai", "取餐提醒", "您的取餐码为 4815，请到柜台取餐。订单金额￥48.15\n"),
    Mail("tr-kargo", "Kargonuz yolda", "Takip kodu: 481592036\nTeslimat kodu: 4815\nTahmini teslim: 14.03.2025\n"),
    Mail(
        "pl-paczka",
        "Paczka czeka w automacie",
        "Kod odbioru: 481592\nNumer paczki: 620000481592036158\nAutomat WAW48A, ul. Długa 15\n",
    ),
)

HELD_OUT_THRICE = (
    Mail(
        "en-forum-signup",
        "Welcome to Woodturners! Please verify your account",
        html=bare(
            "<p>Hello annk,</p>",
            "<p>Thanks for joining Woodturners, home of 48,159 members since 2004.</p>",
            "<p>To post, verify your account with this code:</p>",
            "<p><font size='6'>X7P2M9</font></p>",
            "<p>See you around!</p>",
        ),
        codes=("X7P2M9",),
    ),
    Mail(
        "en-school-portal",
        "ParentConnect sign-in",
        "A sign-in to ParentConnect was requested.\n\nCode: 58213\n\nStudent ID 20048159, Grade 4, Room 12.\n",
        codes=("58213",),
    ),
    Mail(
        "en-vpn",
        "VPN access request",
        "User annk requested access from 203.0.113.48:51820 at 2025-03-12T10:42:07Z.\n"
        "One-time passcode (valid 120 seconds): 90417366\nSession "
        "7f3a9c20-4815-4a92-8036-20250312a1b2\n",
        codes=("90417366",),
    ),
    Mail(
        "en-fr-delivery-login",
        "Use 730 418 to sign in to Dash & Dine",
        "Use 730 418 to sign in to Dash & Dine.\n\nDash & Dine, 1 Ferry Building, San Francisco 94111\n",
        codes=("730418",),
    ),
    Mail(
        "en-email-2fa-cpanel",
        "[host12.harbor.example] Two-factor code",
        "Server: host12.harbor.example\nUser: root\nCode: 492-811\nPort: 2087\nUptime: 4815 days\n",
        codes=("492811",),
    ),
    Mail(
        "en-insurance",
        "Your secure email passcode",
        html=mjml(
            p("You have requested a passcode to view the secure message"),
            p("Policy renewal 2025 – ref PX/481592"),
            big("30819275"),
            p("This passcode expires in 15 minutes."),
        ),
        codes=("30819275",),
    ),
    Mail(
        "en-marketplace-two",
        "Verification code for your new phone number",
        html=react(
            p("You’re adding <b>+1 415-555-0132</b> to your account."),
            p("Verification code"),
            big("552-901"),
            p("Or finish by email:"),
            style_button("https://bazaar.example/phone/verify?t=4f8a9c81d2", "Verify phone number"),
        ),
        codes=("552901",),
        main="https://bazaar.example/phone/verify?t=4f8a9c81d2",
        kinds={"https://bazaar.example/phone/verify?t=4f8a9c81d2": "confirm"},
    ),
    Mail(
        "en-reply",
        "Re: Your verification code",
        "Thanks, it worked!\n\nAnn\n\nOn Wed, 12 Mar 2025 at 10:42, Perch <no-reply@perch.example> "
        "wrote:\n> Your verification code is 481592.\n",
        codes=("481592",),
    ),
    Mail(
        "de-online-ausweis",
        "Ihr Aktivierungscode",
        html=mjml(
            p("Guten Tag Ann Kay,"),
            p("bitte geben Sie diesen Aktivierungscode im Portal ein:"),
            "<h2>K4M-7TX</h2>",
            p("Gültig bis 14.03.2025, 23:59 Uhr. Vorgangsnummer 2025-0312-4815."),
        ),
        codes=("K4M7TX",),
    ),
    Mail(
        "de-versicherung",
        "Ihr Code zum Einloggen",
        "Ihr Code: 903172\n\nBitte in der App eingeben. Nicht weitergeben!\n",
        codes=("903172",),
    ),
    Mail(
        "de-at-finanz",
        "FinanzOnline: Code",
        "Ihr Einmalcode für die Anmeldung: 48 15 92\nZeitpunkt: 12.03.2025 10:42\nDVR 0000078\n",
        codes=("481592",),
    ),
    Mail(
        "fr-assurance",
        "Votre code à 6 chiffres",
        "Bonjour,\n\nvotre code à 6 chiffres : 204 815\n\nIl vous sera demandé à la prochaine étape et "
        "expire à 10h57.\n",
        codes=("204815",),
    ),
    Mail(
        "fr-reseau",
        "Confirmez que c'est bien vous",
        html=react(
            p("Bonjour Ann, voici le code pour confirmer que c'est bien vous :"),
            spans("519204"),
            small("Fourmi, 12 rue de la Paix, 75002 Paris"),
        ),
        codes=("519204",),
    ),
    Mail(
        "es-correo",
        "Verifica tu correo",
        "Hola Ann:\n\nEscribe 519204 en la pantalla de verificación para terminar tu registro.\n\nGracias\n",
        codes=("519204",),
    ),
    Mail(
        "es-co-pin",
        "PIN de verificación",
        "Su PIN de verificación es 8820. Válido 5 min. Línea 018000 481 592\n",
        codes=("8820",),
    ),
    Mail(
        "it-posta",
        "Accedi a Postaverde",
        html=bare(
            "<p>Ciao Ann,</p><p>usa questo codice per accedere:</p><p style='font-size:26px'><b>519 "
            "204</b></p><p>Scade tra 5 minuti. Via Roma 48, CAP 20121</p>"
        ),
        codes=("519204",),
    ),
    Mail(
        "pt-br-gov",
        "Código de verificação gov",
        "Código de verificação: 88204\nCPF ***.481.592-**\nVálido por 30 minutos\n",
        codes=("88204",),
    ),
    Mail(
        "nl-verzekering",
        "Code om in te loggen",
        "Beste mevrouw Kay,\n\nUw inlogcode:\n\n58 20 41\n\nPolisnummer 30048159\n",
        codes=("582041",),
    ),
    Mail(
        "pl-portal",
        "Twój kod to 582041",
        "Twój kod to 582041. Wpisz go, aby się zalogować. Nie podawaj go nikomu.\n",
        codes=("582041",),
    ),
    Mail(
        "ru-market",
        "Код для входа: 58204",
        html=react(p("Код для входа"), big("58204"), p("Никому его не сообщайте. Заказ № 481592 уже в пути.")),
        codes=("58204",),
    ),
    Mail("uk-poshta", "Код входу", "Ваш код: 5820. Діє 3 хвилини.\n", codes=("5820",)),
    Mail(
        "cs-posta",
        "Kód pro přihlášení",
        html=mjml(p("Dobrý den,"), p("Váš kód pro přihlášení:"), big("582 041"), p("Platí do 10:57.")),
        codes=("582041",),
    ),
    Mail("hu-bank", "Belépési kód", "Az Ön belépési kódja: 582041. Érvényes 5 percig.\n", codes=("582041",)),
    Mail(
        "fi-pankki", "Kirjautumiskoodi", "Kirjautumiskoodisi: 5820 41\nÄlä jaa koodia kenellekään.\n", codes=("582041",)
    ),
    Mail("tr-banka", "Onay kodu", "Onay kodunuz 582041. Kimseyle paylaşmayınız. B002\n", codes=("582041",)),
    Mail(
        "ja-sns",
        "つばめの認証",
        html=react(p("あなたの認証コードは"), big("58-20-41"), p("です。10分以内に入力してください。")),
        codes=("582041",),
    ),
    Mail("zh-game", "安全验证", "亲爱的玩家，您的安全码：A3F9K。请在15分钟内使用。UID 100481592\n", codes=("A3F9K",)),
    Mail(
        "ko-game",
        "로그인 인증",
        html=mjml(p("로그인 인증 코드"), big("5 8 2 0 4 1"), p("10분 동안 유효합니다.")),
        codes=("582041",),
    ),
    Mail(
        "ar-tatbiq",
        "رمز الدخول",
        html=mjml(p("رمز الدخول إلى التطبيق"), big("٥٨٢٠"), p("لا تشاركه مع أحد")),
        codes=("5820",),
    ),
    Mail(
        "he-bank", "סיסמה חד פעמית", "סיסמה חד פעמית: 582041\nתוקף 5 דקות. סניף 481, חשבון 159203\n", codes=("582041",)
    ),
    Mail("hi-app", "लॉगिन ओटीपी", "लॉगिन के लिए ओटीपी: ५८२०४१\n", codes=("582041",)),
    Mail(
        "en-plain-order",
        "We've received your order",
        html=mjml(
            h1("Thanks, Ann!"),
            rows(("Order code", "X7P2M9"), ("Order total", "£58.20"), ("Items", "3")),
            cell_button("https://larder.example/o/X7P2M9", "View order"),
            foot=small(
                "Larder Ltd, N1 7GR. Registered 04815920. "
                + a("https://larder.example/unsubscribe/4f8a", "Unsubscribe")
            ),
        ),
        main="https://larder.example/o/X7P2M9",
        kinds={"https://larder.example/unsubscribe/4f8a": "unsubscribe"},
    ),
    Mail(
        "en-gym",
        "Your door access",
        "Hi Ann, welcome to Lift Club! Use the front door keypad, open 06:00-23:00. Membership 481592. Locker 58.\n",
    ),
    Mail(
        "en-refund",
        "Your refund of $58.20",
        "We've refunded $58.20 to Visa ending 4242. Auth code 058204. Allow 5-10 business days. Receipt 5820-4158.\n",
    ),
    Mail(
        "en-stock",
        "AAX hit your price alert",
        "AAX is trading at 5820.41 (+2.4%). Volume 1,204,815. Alert #58204, set 03/01/2025.\n",
    ),
    Mail(
        "en-alarm",
        "Alarm event: Zone 4",
        "Zone 4 opened at 10:42. Event code 1130, partition 1, account 4815. Operator pass phrase not given.\n",
    ),
    Mail(
        "en-survey-invite",
        "Tell us about your visit, win £500",
        "Visit www.tellus.example and enter survey code 0481-5920-3612 from your receipt. Store 4815, till 12.\n",
    ),
    Mail(
        "en-github-sponsor",
        "Your 2FA recovery codes were viewed",
        "Hey ann! Your two-factor recovery codes were viewed on 12 Mar 2025. If this was not you, "
        "visit https://forgehub.example/settings/security\n",
        main="https://forgehub.example/settings/security",
    ),
    Mail(
        "en-podcast",
        "Episode 2048: Passwords",
        html=mailchimp(
            "<h1>Episode 2048</h1>",
            "We talk about passwords, passkeys and why 123456 is still the most used code in 2025. 48 minutes.",
            chimp_button("https://pod.example/2048", "Listen now"),
            foot='<a href="https://pod.example/out/4f8a">Opt out</a>',
        ),
        main="https://pod.example/2048",
        kinds={"https://pod.example/out/4f8a": "unsubscribe"},
    ),
    Mail(
        "en-wedding",
        "RSVP",
        "Dear Ann, please RSVP at https://wed.example/bo-and-kim by 1 April 2025 with your invitation number 58204.\n",
        main="https://wed.example/bo-and-kim",
    ),
    Mail(
        "de-handwerker",
        "Angebot 2025-582",
        "Angebotsnummer 2025-582\nSumme netto 4815,92 €\nGültig bis 30.04.2025\n"
        "Farbcode RAL 7016, Artikelcode K48159\nTel. 0221/481592\n",
    ),
    Mail(
        "de-parkschein",
        "Ihr Parkschein",
        "Kennzeichen K-AK 4815, Zone 582041, 12.03.2025 10:42 - 12:42, 4,80 EUR. Vorgangscode 5820415.\n",
    ),
    Mail(
        "fr-medecin",
        "Rappel de rendez-vous",
        "RDV le 14/03/2025 à 10h45, code porte 48A15, 2e étage. Dr Petit, 75002 Paris, 01 48 15 92 03.\n",
    ),
    Mail(
        "es-hotel",
        "Reserva confirmada",
        "Localizador: X7P2M9\nCódigo de reserva 582041\nEntrada 14/03/2025, habitación 481\nWifi: mar2025\n",
    ),
    Mail(
        "it-palestra",
        "Il tuo abbonamento",
        "Codice iscritto 582041, tessera 4815. Rinnovo il 31/03/2025: 48,00 euro.\n",
    ),
    Mail("pt-loja", "Seu pedido saiu para entrega", "Pedido 582041. Código de entrega: 5820. Entregador: Sam.\n"),
    Mail(
        "ru-bilet",
        "Электронный билет",
        "Номер билета 2982481592036. Код бронирования X7P2M9. Вылет 14.03.2025 10:42, рейс SU 1048, место 14C\n",
    ),
    Mail(
        "ja-denki",
        "検針のお知らせ",
        "お客さま番号 58-2041-592\n今月のご使用量 4815kWh\n契約コード：7304\nご請求額 12,481円\n",
    ),
    Mail("zh-baoxian", "保单通知", "您的保单号 58204159203 已生效。产品代码 7304，保额 500000 元。\n"),
    Mail("ko-bohum", "보험료 납입 안내", "증권번호 5820415920\n상품코드 7304\n납입금액 48,150원\n지점코드 0481\n"),
)

HELD_OUT_LAST = (
    Mail(
        "en-tool-signup",
        "Confirm your Kanbanly account: 904183",
        html=react(
            h1("Let’s confirm it’s you"),
            p("Paste this number into the page you have open."),
            big("904183"),
            small("Kanbanly, 25 King St, Bristol BS1 4PB"),
        ),
        codes=("904183",),
    ),
    Mail(
        "en-ride",
        "Your Hailo login",
        "Welcome back, Ann. 9041 is your code to get riding. It stops working at 10:52.\n",
        codes=("9041",),
    ),
    Mail(
        "en-edu",
        "Passcode for the exam portal",
        html=bare(
            "<table border=1><tr><th>Portal</th><td>exams.example</td></tr><tr><th>Passcode</th><td>"
            "Q8T-44K</td></tr><tr><th>Valid until</th><td>2025-03-12 18:00</td></tr></table>",
            "<p>Use it once to sign in. Seat 48.</p>",
        ),
        codes=("Q8T44K",),
    ),
    Mail(
        "en-accounting",
        "Security alert: confirm this login",
        html=mailchimp(
            "<h2>Was this you?</h2>",
            "Oslo, Norway<br>203.0.113.48<br>12 Mar 2025, 10:42",
            "If so, enter",
            "<h1>9 0 4 1 8 3</h1>",
            'within 10 minutes. Otherwise <a href="https://books.example/pw/reset?u=4815">reset your password</a>.',
        ),
        codes=("904183",),
        main="https://books.example/pw/reset?u=4815",
        kinds={"https://books.example/pw/reset?u=4815": "reset"},
    ),
    Mail(
        "en-open-source",
        "Your code for meet.tide.example",
        "Hi!\n\nPlease confirm your address with the code\n\n      904-183\n\nRoom: 4815-0412\n",
        codes=("904183",),
    ),
    Mail(
        "de-streaming",
        "Dein Einmalcode",
        html=mjml(
            p("Hier ist dein Einmalcode für Kinoplex:"),
            big("904183"),
            p("Er gilt 15 Min. FSK 12, 2024, 1 Std. 48 Min. – jetzt neu!"),
        ),
        codes=("904183",),
    ),
    Mail(
        "fr-banque-virement",
        "Opération à valider",
        "Code : 90418 pour ajouter le bénéficiaire M. BERG (FR76 3000 4815 9203 6123 4567 890). Ne le "
        "communiquez à personne, même à un conseiller.\n",
        codes=("90418",),
    ),
    Mail(
        "es-banca",
        "Código de seguridad",
        "904183 es tu código de seguridad para confirmar la compra de 48,15 EUR en LIBROS 2000.\n",
        codes=("904183",),
    ),
    Mail(
        "it-social",
        "904183 è il tuo codice",
        "904183 è il tuo codice per accedere a Pettirosso. Non condividerlo.\n",
        codes=("904183",),
    ),
    Mail(
        "pt-app",
        "O seu código",
        html=react(p("Olá Ann, o seu código é"), "<p><b>904 183</b></p>", p("Expira em 5 minutos.")),
        codes=("904183",),
    ),
    Mail("nl-app", "904183 is je code", "904183 is je code voor Fietsbus. Niet delen.\n", codes=("904183",)),
    Mail("pl-app", "Kod weryfikacyjny", html=mjml(p("Wprowadź kod:"), cells("904183")), codes=("904183",)),
    Mail("ru-app", "Подтверждение почты", "Введите 904183 в приложении, чтобы подтвердить почту.\n", codes=("904183",)),
    Mail(
        "ja-app",
        "ログインコード：904183",
        "ログインコードは904183です。\n心当たりがない場合は破棄してください。\n",
        codes=("904183",),
    ),
    Mail("zh-app", "904183是您的验证码", "【青竹】904183（登录验证码，5分钟内有效）\n", codes=("904183",)),
    Mail("ko-app", "인증코드", "회원님의 인증코드: 904183\n감사합니다.\n", codes=("904183",)),
    Mail("tr-app", "Giriş", "Çınar giriş kodunuz: 9041. 3 dakika geçerlidir.\n", codes=("9041",)),
    Mail("ar-app", "904183 هو رمزك", "904183 هو رمز التحقق الخاص بك في نخلة.\n", codes=("904183",)),
    Mail(
        "en-saas-verify",
        "Action required: verify your email",
        html=react(
            logo("https://ledgerly.example", "Ledgerly"),
            h1("Almost done, Ann"),
            p("We need to make sure this address is yours."),
            style_button("https://click.ledgerly.example/f/a/4815~~/AAQ", "Yes, this is my email"),
            small(
                "Ledgerly, 12 Quay St, Auckland 1010 · "
                + a("https://ledgerly.example/privacy", "Privacy")
                + " · "
                + a("https://ledgerly.example/prefs", "Email preferences")
            ),
        ),
        main="https://click.ledgerly.example/f/a/4815~~/AAQ",
        kinds={"https://click.ledgerly.example/f/a/4815~~/AAQ": "confirm"},
    ),
    Mail(
        "en-forgot",
        "Forgot your password?",
        html=mjml(
            p("No worries. It happens to the best of us."),
            vml_button("https://perch.example/x/4815a", "Let's get you back in"),
            p("The button works until 13 March, 10:42."),
        ),
        main="https://perch.example/x/4815a",
        kinds={"https://perch.example/x/4815a": "reset"},
    ),
    Mail(
        "en-one-tap",
        "Tap to sign in",
        html=mjml(
            bare_cell_button("https://news.daily.example/m/4f8a9c81d2e04815", "Sign in to the Daily"),
            p("This link signs you in on this device. Don't forward it."),
        ),
        main="https://news.daily.example/m/4f8a9c81d2e04815",
        kinds={"https://news.daily.example/m/4f8a9c81d2e04815": "magic"},
    ),
    Mail(
        "en-org-invite",
        "You're invited to join Tide on Ledgerly",
        html=react(
            p("Kim Lind (kim@tide.example) added you to the organization <b>Tide</b>."),
            style_button("https://ledgerly.example/join/tide/4f8a", "Get started"),
        ),
        main="https://ledgerly.example/join/tide/4f8a",
        kinds={"https://ledgerly.example/join/tide/4f8a": "invite"},
    ),
    Mail(
        "en-agency-newsletter",
        "The Friday note",
        html=bare(
            "<p>Hello friends,</p><p>three things worth reading this week: <a "
            "href='https://a.example/essay'>an essay on tides</a>, <a "
            "href='https://b.example/2025/03'>a map of 4,815 lighthouses</a> and <a "
            "href='https://c.example/p'>a recipe</a>.</p>",
            "<p>Forwarded this? <a href='https://friday.example/subscribe'>Subscribe here</a>. Had "
            "enough? <a href='https://friday.example/bye/4815'>Unsubscribe with one click</a>.</p>",
            icons(instagram="https://instagram.example/friday"),
        ),
        kinds={"https://friday.example/bye/4815": "unsubscribe", "https://instagram.example/friday": "social"},
    ),
    Mail(
        "de-verein",
        "Bitte E-Mail-Adresse bestätigen",
        "Liebe Ann,\n\nzur Bestätigung deiner E-Mail-Adresse öffne bitte diesen Link: "
        "https://verein.example/?optin=4f8a9c81\n\nSportliche Grüße\nTuS Hafen 1904 e.V.\n",
        main="https://verein.example/?optin=4f8a9c81",
        kinds={"https://verein.example/?optin=4f8a9c81": "confirm"},
    ),
    Mail(
        "fr-oubli",
        "Mot de passe oublié",
        html=mjml(
            p("Cliquez ci-dessous pour en choisir un nouveau."),
            cell_button("https://fourmi.example/o/4815", "Nouveau mot de passe"),
        ),
        main="https://fourmi.example/o/4815",
        kinds={"https://fourmi.example/o/4815": "reset"},
    ),
    Mail(
        "es-invita",
        "Bo te ha invitado a Tablero",
        html=react(
            style_button("https://tablero.example/i/4815", "Aceptar invitación"),
            small(a("https://tablero.example/no/4815", "No quiero recibir más correos")),
        ),
        main="https://tablero.example/i/4815",
        kinds={"https://tablero.example/i/4815": "invite", "https://tablero.example/no/4815": "unsubscribe"},
    ),
    Mail(
        "pt-ativar",
        "Ative sua conta",
        html=bare(
            "<p>Olá!</p>",
            class_button("https://mare.example/a/4815", "Ativar minha conta"),
            "<p>Mare, CEP 01305-000</p>",
        ),
        main="https://mare.example/a/4815",
        kinds={"https://mare.example/a/4815": "confirm"},
    ),
    Mail(
        "ru-aktiv",
        "Активация учётной записи",
        "Для активации перейдите по ссылке: https://tropinka.example/act/4815ab.\nСсылка действует 24 часа.\n",
        main="https://tropinka.example/act/4815ab",
        kinds={"https://tropinka.example/act/4815ab": "confirm"},
    ),
    Mail(
        "ja-magic",
        "ログイン用リンクのお知らせ",
        html=mjml(cell_button("https://hibari.example/l/4815", "ログインする")),
        main="https://hibari.example/l/4815",
        kinds={"https://hibari.example/l/4815": "magic"},
    ),
    Mail(
        "zh-yaoqing",
        "Bo 邀请您加入团队",
        html=mjml(cell_button("https://qingzhu.example/i/4815", "立即加入"), p("链接 7 天内有效")),
        main="https://qingzhu.example/i/4815",
        kinds={"https://qingzhu.example/i/4815": "invite"},
    ),
    Mail(
        "en-usage",
        "Your API usage reached 90%",
        html=react(
            p("You have used 904,183 of 1,000,000 calls in March 2025. Requests beyond that get status 429."),
            style_button("https://api.example/billing", "Upgrade plan"),
        ),
        main="https://api.example/billing",
    ),
    Mail(
        "en-parents",
        "Snow day: school closed",
        "School is closed on 12/03/2025. Call the info line 0800 904 183, menu code 4. Enter your site "
        "number 20481 when asked.\n",
    ),
    Mail(
        "en-race-bib",
        "You're in: Ghent 10K",
        "Bib 9041, wave 4, start 10:42. Entry code for parking P3: see app. Postcode 9000.\n",
    ),
    Mail(
        "en-warranty",
        "Warranty registered",
        "Model KT4815, serial 9041-8392, registration number 90418392, purchase date 03/12/2025. "
        "Expires in 24 months.\n",
    ),
    Mail(
        "en-tenant",
        "Meter reading request",
        "Please enter your reading at https://water.example/read by 31 March. Your access number is "
        "printed on the letter; last reading was 9041.\n",
        main="https://water.example/read",
    ),
    Mail(
        "de-steuer",
        "Ihr Steuerbescheid 2024",
        "Steuernummer 215/4815/9203, IdNr. 90 418 392 015. Bescheid vom 12.03.2025. Erstattung 904,18 EUR.\n",
    ),
    Mail(
        "fr-loto", "Résultats du tirage", "Numéros gagnants : 4 8 15 16 23, chance 4. Code Loto gagnant : A 9041 8392\n"
    ),
    Mail(
        "es-gimnasio",
        "Bienvenida al gimnasio",
        "Tu número de socia es 904183. Horario 06:00-23:00. Taquilla 48. Cuota 48,15 €.\n",
    ),
    Mail(
        "pl-przychodnia",
        "Przypomnienie o wizycie",
        "Wizyta 14.03.2025 godz. 10:45, gabinet 4815. Kod e-recepty: 9041, PESEL z dowodu.\n",
    ),
    Mail("ja-event", "チケット発券のお知らせ", "整理番号 0481\n座席 12列 14番\n開演 18:30\n引換番号：90418392\n"),
)
