"""What stands directly beside a number and says that it is money, a measure, a date, or a part of something longer."""

import re

_YEAR = re.compile(r"(?:19|20)\d\d")
_NEVER_BEFORE = frozenset("#$€£¥₹₽₩₪₺₫฿￥+/=&_@%~^\\°№§×©")
_NEVER_AFTER = frozenset("%‰°€$£¥₹₽₩₪₺₫฿￥円元원/=_@&×+\\^~人件名号位倍折")
_MONEY = (
    "usd|eur|gbp|inr|chf|jpy|cny|krw|brl|rub|uah|try|pln|czk|huf|sek|nok|dkk|ron|aud|cad|mxn|rs|kr|zł|kč|ft|tl|rp|idr"
    "|vnd|lei|ر.س"
)
AMOUNT = re.compile(
    rf"(?:[$€£¥₹₩₽]|(?<!\w)(?:{_MONEY})(?!\w))\s?\d[\d.,]{{0,20}}|\d[\d.,]{{0,20}}\s?(?:[$€£¥₹₩₽]|(?:{_MONEY})(?!\w))"
)
"""An amount of money, in small letters."""
_NAMES = "n[o°ºr]|num|č|ref|id|p|pp|v|vol|ch|art|rfc|cve|http|as|ip|pid|bp"
"""Short names that a number follows at once."""
_BEFORE = re.compile(
    rf"(?:(?<!\w)(?:{_MONEY}|r\$|{_NAMES})\.?:?[ ]?|[$€£¥₹#№§©]\s|第"
    r"|(?:\(c\)|•|·|\*\*|xx|●)[ -]?|\d\s?[x×]\s?|\d[.,:/])$"
)
_UNITS = (
    "km|kwh|kg|g|mb|gb|kb|tb|mib|gib|ms|px|pt|pts|mm|cm|m²|sqft|ft|lbs?|bytes?|ºc|°c|w|kw|mah|rpm|miles|meters|metres"
    "|years?|days?|hours?|hrs?|minutes?|mins?|seconds?|secs?|uhr|tage|minuten|stunden|jours|minutos|minuti|години|минут"
    "|секунд|points?|rows?|lines?|visits?|views?|users?|people|members?|items?|times|commits|files|subscribers"
    "|followers|words|characters"
)
_AFTER = re.compile(rf"\s?(?:{_MONEY}|%|€|\$|£|₽|руб|р|грн|円|元|원|đ|{_UNITS})(?!\w)|[年月日時时分秒년월일시분]")
_MONTHS = (
    "jan|feb|f[eé]v|mar|mär|apr|avr|abr|may|mai|mag|jun|jui|giu|jul|lug|aug|ao[uû]|ago|sep|set|oct|okt|ott|out|nov|dec"
    "|dez|dic|d[eé]c|янв|фев|мар|апр|мая|июн|июл|авг|сен|окт|ноя|дек|січ|лют|бер|кві|тра|чер|лип|сер|вер|жов|лис|гру"
    "|sty|lut|kwi|maj|cze|lip|sie|wrz|paź|lis|gru"
)
_MONTH = re.compile(rf"(?:{_MONTHS})\w{{0,9}}\.?,?(?: de)?,? ?(?:\d{{1,2}}(?:st|nd|rd|th)?,? ?)?$")


def refused(text: str, start: int, end: int) -> bool:
    """Whether what stands directly beside a number says that it is something else: money, a time, a part of more."""
    before, after = text[max(0, start - 24) : start].lower(), text[end : end + 14].lower()
    last, following = before[-1:], after[:1]
    if last in _NEVER_BEFORE and not (last in "*_~" and following == last):
        return True
    if following in _NEVER_AFTER and not (following in "*_~" and following == last):
        return True
    if last and last in ".,:'’" and before[-2:-1].isalnum() and (last != ":" or before[-2:-1].isdigit()):
        return True
    if following and following in ".,:" and after[1:2].isalnum() and after[1:2].isascii():
        return True
    if _BEFORE.search(before) and not before.endswith("**" if following == "*" else "\n"):
        return True
    return _AFTER.match(after) is not None or (
        _YEAR.fullmatch(text, start, end) is not None and bool(_MONTH.search(before))
    )
