"""What our preview adds to the HTML of a mail: a dark rendering, and where links lead. Never to what is downloaded."""

from __future__ import annotations

import html
import re

from mailtrap.web.targets import attributes, root_styles, target_styles

DARKENED = "invert(1) hue-rotate(180deg)"
"""Lightness is turned around and hues are kept, which is what clients do that darken a mail by themselves."""

_ROOT_TAG = re.compile(r"<html(?=[\s/>])", re.IGNORECASE)
_WITHIN = 10_000
"""Characters in which the root of a document is looked for."""
_TAG_WITHIN = 4_096
_SPACE = " \t\n\r\f"
# A shadow tree is out of reach of our rules, and an animation leads a link elsewhere than its address says. Of two
# attributes of one name the first counts, so one is put in before those of the mail.
_SHADOW = re.compile(r"<template(?=[\s/>])", re.IGNORECASE)
_ANIMATION = re.compile(r"<(?:animate|set)(?=[\s/>])", re.IGNORECASE)

_SEEN_AS_SENT = "img,picture,video,canvas,object,embed,svg image,[background],[style*='url(' i]"
_DARK = (
    # White that is painted, or there would be nothing to invert where the mail says none.
    f"html{{background-color:#fff}}html{{filter:{DARKENED}!important}}"
    f":is({_SEEN_AS_SENT}):not(html,body){{filter:{DARKENED}!important}}"
    f":is({_SEEN_AS_SENT}):not(html,body) :is({_SEEN_AS_SENT}){{filter:none!important}}"
)


def dressed(text: str, *, dark: bool, targets: bool) -> str:
    """The document with our styles before all of its own, so that none of these comes before them in the cascade."""
    rules, root = "", ""
    if dark:
        rules += _DARK
        root = f"filter:{DARKENED}!important;"
    if targets:
        rules += target_styles(text)
        root = root_styles(DARKENED if dark else "")
        text = _ANIMATION.sub(r"\g<0> attributename=held ", _SHADOW.sub(r"\g<0> shadowrootmode=held ", text))
    if not rules:
        return text
    at = after_doctype(text)
    # The layer has no name, so that the mail cannot put rules of its own into it.
    # An attribute of the first tag beats those of the same name in a later one, and no rule beats what it says.
    start = f'<html style="{html.escape(root + _own_style(text))}"><style>@layer{{{rules}}}</style>'
    return text[:at] + start + text[at:]


def after_doctype(text: str) -> int:
    """Where a document goes on after its doctype, 0 when it has none. As a browser reads it (HTML 13.2.6.4.1)."""
    at = 1 if text.startswith("\ufeff") else 0
    while True:
        while text[at : at + 1] and text[at] in _SPACE:
            at += 1
        if text.startswith("<!--", at):
            at = _after_comment(text, at)
        elif text.startswith(("<!", "<?"), at):
            end = text.find(">", at)
            if end < 0:
                return 0
            if text[at : at + 9].lower() == "<!doctype":
                return end + 1
            at = end + 1
        else:
            return 0
        if at <= 0:
            return 0


def _after_comment(text: str, at: int) -> int:
    """The end of a comment, which is also ended by ``<!-->``, ``<!--->`` and ``--!>``; 0 when it has none."""
    end = re.compile(r"(?<=<!--)-?>|--!?>").search(text, at + 4)
    return end.end() if end else 0


def _own_style(text: str) -> str:
    """The ``style`` that the mail gives its root, unless it would beat ours."""
    tag = _ROOT_TAG.search(text, 0, _WITHIN)
    style = attributes(text[tag.end() : tag.end() + _TAG_WITHIN]).get("style", "") if tag else ""
    return "" if "!" in style else style
