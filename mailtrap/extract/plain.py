"""Even writing: digits of all scripts as ASCII, one kind of space, one kind of dash, nothing invisible."""

import re

_DIGITS = (
    0x660,
    0x6F0,
    0x966,
    0x9E6,
    0xA66,
    0xAE6,
    0xB66,
    0xBE6,
    0xC66,
    0xCE6,
    0xD66,
    0xE50,
    0xED0,
    0xF20,
    0x1040,
    0x17E0,
)
"""The zeros: Arabic-Indic, Persian, Devanagari, Bengali, Gurmukhi, Gujarati, Oriya, Tamil, Telugu, Kannada, Malayalam,
Thai, Lao, Tibetan, Burmese, Khmer."""
_SPACES = "\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63"
_INVISIBLE = "\x00\xad\u034f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"

_EVEN: dict[str, str] = {
    **{chr(zero + value): str(value) for zero in _DIGITS for value in range(10)},
    **{chr(0xFEE0 + code): chr(code) for code in range(0x21, 0x7F) if chr(code) not in ",."},  # the full-width forms;
    # their commas and stops end sentences, so "481592，10分钟" is two numbers
    **dict.fromkeys(_SPACES, " "),
    **dict.fromkeys(_DASHES, "-"),
    "\u2028": "\n",
    "\u2029": "\n",
    "\r": "\n",
    "İ": "I",  # the one letter that grows when it is made small
}
_ODD = re.compile("[" + re.escape("".join(_EVEN)) + _INVISIBLE + "]")


def plain(text: str) -> str:
    """The text in even writing; as long as before, unless something invisible was in it."""
    if text.isascii() and "\x00" not in text:
        return text
    return _ODD.sub(lambda found: _EVEN.get(found[0], ""), text)
