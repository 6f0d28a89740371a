"""HTML as real mail has it: tables, inline styles, and one style block for the dark.

Each function returns a piece of HTML; `page` puts pieces into a card 600 pixels wide.
The text given is put in as it is, so it may hold tags and must already be escaped.
"""

FONT = "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
GREEN = "#166548"

_DARK = """
      :root { color-scheme: light dark; supported-color-schemes: light dark; }
      @media (prefers-color-scheme: dark) {
        .back { background: #0f1412 !important; }
        .card { background: #1a211e !important; border-color: #2b3531 !important; }
        .ink { color: #eaf0ed !important; }
        .soft { color: #9fb0a9 !important; }
        .box { background: #232c28 !important; border-color: #35413c !important; }
        .line { border-color: #2f3a35 !important; }
        .link { color: #5fd3a8 !important; }
      }
      @media (max-width: 620px) {
        .card { border-radius: 0 !important; }
        .pad { padding-left: 24px !important; padding-right: 24px !important; }
      }"""


def page(title: str, preview: str, body: str, *, footer: str, lang: str = "en", direction: str = "ltr") -> str:
    """A whole document; `body` and what it holds are table rows made by the functions below."""
    return f"""<!DOCTYPE html>
<html lang="{lang}" dir="{direction}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>{title}</title>
    <style>{_DARK}
    </style>
  </head>
  <body class="back" style="margin:0;padding:0;background:#eef2f0;">
    <div style="display:none;max-height:0;overflow:hidden;">{preview}</div>
    <table role="presentation" class="back" width="100%" cellpadding="0" cellspacing="0" style="background:#eef2f0;">
      <tr><td align="center" style="padding:32px 0;">
        <table role="presentation" class="card" width="600" cellpadding="0" cellspacing="0" dir="{direction}"
               style="width:100%;max-width:600px;background:#ffffff;border:1px solid #dde5e1;border-radius:16px;
                      overflow:hidden;font-family:{FONT};">
{body}
        </table>
        <table role="presentation" width="600" cellpadding="0" cellspacing="0" style="width:100%;max-width:600px;">
          <tr><td class="soft pad" align="center"
                  style="padding:20px 40px 0;font:400 12px/18px {FONT};color:#64756d;">{footer}</td></tr>
        </table>
      </td></tr>
    </table>
  </body>
</html>
"""


def row(content: str, *, top: int = 16, bottom: int = 0) -> str:
    """A row of the card with the side padding that all rows share."""
    return f'          <tr><td class="pad" style="padding:{top}px 44px {bottom}px;">{content}</td></tr>\n'


def picture(cid: str, alt: str) -> str:
    """An inline image over the full width of the card."""
    return (
        f'          <tr><td><img src="cid:{cid}" width="600" alt="{alt}" '
        'style="display:block;width:100%;height:auto;border:0;"></td></tr>\n'
    )


def heading(text: str, *, top: int = 40) -> str:
    """The title of the card; `top` is the space above it in pixels."""
    return row(
        f'<h1 class="ink" style="margin:0;font:700 26px/34px {FONT};letter-spacing:-0.01em;color:#13201b;">{text}</h1>',
        top=top,
    )


def paragraph(text: str) -> str:
    """A paragraph in the size for reading."""
    return row(f'<p class="ink" style="margin:0;font:400 16px/26px {FONT};color:#2b3a34;">{text}</p>', top=14)


def small(text: str, *, bottom: int = 40) -> str:
    """A last word in small, soft letters, with the space that ends the card."""
    return row(
        f'<p class="soft" style="margin:0;font:400 13px/20px {FONT};color:#64756d;">{text}</p>', top=24, bottom=bottom
    )


def link(url: str, text: str) -> str:
    """A link within a text; `url` is escaped already."""
    return f'<a class="link" href="{url}" style="color:{GREEN};font-weight:600;">{text}</a>'


def button(url: str, text: str) -> str:
    """A button that is a table cell, as the older clients need."""
    return row(
        f'<table role="presentation" cellpadding="0" cellspacing="0"><tr><td bgcolor="{GREEN}" '
        f'style="border-radius:10px;background:{GREEN};"><a href="{url}" style="display:inline-block;padding:14px 28px;'
        f'font:600 16px/20px {FONT};color:#ffffff;text-decoration:none;border-radius:10px;">{text}</a>'
        "</td></tr></table>",
        top=26,
    )


def box(text: str, *, size: int = 34, spacing: str = "0.28em") -> str:
    """A framed cell for what the reader is to copy, such as a code."""
    return row(
        '<table role="presentation" width="100%" cellpadding="0" cellspacing="0">'
        '<tr><td class="box ink" align="center" '
        'style="padding:22px;background:#f1f6f4;border:1px solid #d8e5df;border-radius:12px;color:#13201b;'
        f'font:700 {size}px/40px ui-monospace,Menlo,Consolas,monospace;letter-spacing:{spacing};">{text}</td>'
        "</tr></table>",
        top=24,
    )


def steps(items: list[tuple[str, str]]) -> str:
    """Numbered steps, each a title and one sentence."""
    rows = "".join(
        f'<tr><td width="44" valign="top" style="padding:8px 0;"><div style="width:28px;height:28px;border-radius:14px;'
        f'background:{GREEN};color:#ffffff;text-align:center;font:700 14px/28px {FONT};">{number}</div></td>'
        f'<td class="ink" style="padding:8px 0;font:400 15px/23px {FONT};color:#2b3a34;"><strong>{title}</strong><br>'
        f'<span class="soft" style="color:#64756d;">{text}</span></td></tr>'
        for number, (title, text) in enumerate(items, 1)
    )
    return row(f'<table role="presentation" width="100%" cellpadding="0" cellspacing="0">{rows}</table>', top=22)


def ledger(lines: list[tuple[str, str]], *, total: tuple[str, str]) -> str:
    """Two columns with a rule under each line: what, and how much."""
    cell = f"padding:12px 0;border-bottom:1px solid #e3eae7;font:400 15px/22px {FONT};color:#2b3a34;"
    last = f"padding:16px 0 0;font:700 17px/24px {FONT};color:#13201b;"
    rows = "".join(
        f'<tr><td class="ink line" style="{cell}">{what}</td>'
        f'<td class="ink line" align="right" style="{cell}white-space:nowrap;">{amount}</td></tr>'
        for what, amount in lines
    )
    rows += f'<tr><td class="ink" style="{last}">{total[0]}</td>'
    rows += f'<td class="ink" align="right" style="{last}white-space:nowrap;">{total[1]}</td></tr>'
    return row(f'<table role="presentation" width="100%" cellpadding="0" cellspacing="0">{rows}</table>', top=22)


def article(cid: str, title: str, text: str, url: str) -> str:
    """A thumbnail on the left, a headline and a teaser on the right."""
    return row(
        '<table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr>'
        f'<td width="116" valign="top"><img src="cid:{cid}" width="96" height="96" alt="" '
        'style="display:block;border:0;border-radius:12px;"></td>'
        f'<td valign="top"><p class="ink" style="margin:0;font:700 17px/24px {FONT};color:#13201b;">{title}</p>'
        f'<p class="soft" style="margin:4px 0 0;font:400 14px/22px {FONT};color:#56675f;">{text} '
        f"{link(url, 'Read&nbsp;on')}</p></td></tr></table>",
        top=26,
    )
