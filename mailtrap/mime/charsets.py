"""Bytes to text by the charset that a mail names (RFC 2046 4.1.2, RFC 2978), from a fixed list of codecs."""

import codecs
import re
from functools import lru_cache

_LABEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:+-]{0,39}")

_CODECS = frozenset(
    """ascii utf-8 utf-8-sig utf-7 utf-16 utf-16-be utf-16-le utf-32 utf-32-be utf-32-le
    iso8859-1 iso8859-2 iso8859-3 iso8859-4 iso8859-5 iso8859-6 iso8859-7 iso8859-8 iso8859-9 iso8859-10 iso8859-11
    iso8859-13 iso8859-14 iso8859-15 iso8859-16
    cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258
    cp437 cp850 cp852 cp855 cp858 cp862 cp864 cp866 cp874
    koi8-r koi8-u koi8-t kz1048 ptcp154 mac-roman mac-cyrillic mac-greek mac-latin2 mac-turkish tis-620
    gb2312 gbk gb18030 hz big5 big5hkscs cp950
    euc_jp euc_jis_2004 shift_jis shift_jis_2004 cp932
    iso2022_jp iso2022_jp_1 iso2022_jp_2 iso2022_jp_2004 iso2022_jp_3 iso2022_jp_ext
    euc_kr cp949 johab iso2022_kr""".split()  # noqa: SIM905 -- 75 lines as a list
)
"""Codecs that turn bytes into text in linear time. Others that Python calls so (hex, zip, idna) make no text."""

_WIDER = {
    # What mail calls by the left name was written with the right one, which holds all of the left and more (WHATWG
    # Encoding Standard 4.2).
    "iso8859-1": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
}

_OTHER_NAMES = {
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949",
    "iso-8859-8-i": "iso8859-8",
    "iso-8859-6-i": "iso8859-6",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "windows-874": "cp874",
    "x-gbk": "gb18030",
    "unicode-1-1-utf-7": "utf-7",
    "x-mac-roman": "mac-roman",
    "x-user-defined": "cp1252",
    "utf8mb4": "utf-8",
}


@lru_cache(maxsize=256)
def codec_of(label: str) -> str | None:
    """The codec for a charset label, or None for one that is unknown or is no text."""
    label = label.strip().strip("'\"").lower()
    if not _LABEL.fullmatch(label):
        return None
    try:
        name = codecs.lookup(_OTHER_NAMES.get(label, label)).name
    except (LookupError, ValueError):
        return None
    if name not in _CODECS:
        return None
    return _WIDER.get(name, name)


def guess(data: bytes) -> str:
    """Text of bytes that name no charset: UTF-8 if they are that, else the bytes of Western Europe."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def decode(data: bytes, label: str) -> tuple[str, str]:
    """Text of ``data`` in the charset ``label``, and what was wrong (empty for nothing).

    Bytes that do not belong to the charset become U+FFFD. The text never holds lone surrogates.
    """
    if not label:
        return guess(data), ""
    codec = codec_of(label)
    if codec is None:
        return guess(data), f"the charset {label[:40]!r} is not known; read as UTF-8 or Windows-1252"
    if codec == "ascii":
        return guess(data), "" if data.isascii() else "bytes above 127 in text that is said to be US-ASCII"
    try:
        text = data.decode(codec)
        problem = ""
    except UnicodeError:
        text = data.decode(codec, "replace")
        problem = f"bytes that are not {label[:40]}"
    if codec == "utf-7":  # the one codec here that lets lone surrogates through
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text, problem
