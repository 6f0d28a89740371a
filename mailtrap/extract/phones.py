"""Telephone numbers: what a link dials, what is written with a plus, what a word such as "Tel." announces."""

import re
from collections.abc import Iterable
from urllib.parse import unquote

from mailtrap.extract.pattern import expression, words
from mailtrap.extract.plain import plain
from mailtrap.extract.values import Phone

MAX_PHONES = 20
"""Telephone numbers of one mail."""
MAX_TEXT = 64 * 1024
"""Characters of a text in which they are sought."""

_WORDS = """
    tel, tel., telephone, phone, phone:, mobile, call, call us, call us at, ring, dial, hotline, fax, telefon,
    telefonisch, tel.nr, rufnummer, mobil, handy, téléphone, tél, tél., appelez, appelez le, teléfono, llama al,
    llámanos, móvil, telefono, chiama, cellulare, telefone, telemóvel, ligue, telefoon, bel, ring oss, ring os,
    tlf, tlf., puh, puh., puhelin, telefonu, infolinia, zadzwoń, телефон, тел, тел., звоните, гаряча лінія,
    горячая линия, numero verde, telefonunuz, çağrı merkezi, 電話, 電話番号, お問い合わせ, 电话, 客服热线, 热线,
    客服專線, 專線, 전화, 고객센터, هاتف, اتصل, טלפון, טל, फोन, टोल फ्री, tổng đài, điện thoại, hotline:, telepon,
    telp, โทร, โทร., τηλ, τηλ., τηλέφωνο, service client, toll free, whatsapp
"""
_NUMBER = r"\+?\(?\d[\d ().\-/]{5,20}\d"
_ANNOUNCED = re.compile(rf"(?:{expression(words(_WORDS))})[ .:]{{0,3}}({_NUMBER})(?![\d-])")
_WITH_PLUS = re.compile(r"\+(?:\(\d{1,3}\)|\d)[\d ().\-/]{6,20}\d(?![\d-])")


def phones(text: str, html_text: str, urls: Iterable[str]) -> tuple[Phone, ...]:
    """The telephone numbers of a mail, each once: those of links first, then those of the HTML and the text."""
    found: dict[str, Phone] = {}
    for url in urls:
        if url.lower().startswith("tel:"):
            _keep(found, unquote(url[4:60]), "html", "a link dials it")
    for where, body in (("html", html_text), ("text", text)):
        even = plain(body[:MAX_TEXT])
        lowered = even.lower()
        for each in _WITH_PLUS.finditer(even):
            _keep(found, each[0], where, "written with a plus")
        for each in _ANNOUNCED.finditer(lowered):
            _keep(found, each[1], where, "announced as one")
    return tuple(found.values())[:MAX_PHONES]


def _keep(found: dict[str, Phone], number: str, where: str, reason: str) -> None:
    digits = "".join(char for char in number if char.isdigit())
    if 7 <= len(digits) <= 15 and digits not in found:
        found[digits] = Phone(" ".join(number.split()), where, reason)
