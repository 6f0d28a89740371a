"""What inline styles and class names say: hidden, coloured, a button."""

import re

_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|(?<![\w-])opacity\s*:\s*0(?:\.0{1,9})?(?![.\d])"
    r"|max-height\s*:\s*0(?!\.?[1-9])"
)
_BACKGROUND = re.compile(r"background(?:-color|-image)?\s*:\s*([^;]{1,200})")
_NO_COLOUR = re.compile(
    r"(?:none|transparent|white|inherit|initial|unset|#fff|#ffffff|rgba\([\d., ]{1,40},\s*0\)"
    r"|rgb\(\s*255\s*,\s*255\s*,\s*255\s*\))"
    r"\s*(?:!important)?\s*$"
)
_ROOM = re.compile(
    r"(?:padding|line-height|height|width|display|border-radius)[\w-]{0,12}\s*:\s*"
    r"(?!0(?:px)?\s*(?:;|$)|none|inline\s*(?:;|$))"
)
_FRAME = re.compile(r"border(?:-(?:top|bottom|left|right))?\s*:\s*[^;]{0,80}?(?:solid|double)")
_PADDING = re.compile(r"padding[\w-]{0,8}\s*:\s*[^;]{0,40}?[1-9]")
_NAME = re.compile(r"btn(?!-link)|button(?!s?-?link)|(?<![A-Za-z])cta(?![a-z])|(?<=[a-z])(?:Button|Btn|Cta|CTA)")


def hidden(style: str) -> bool:
    """Whether a style, in small letters, takes an element from sight."""
    return bool(style) and _HIDDEN.search(style) is not None


def coloured(style: str, bgcolor: str = "") -> bool:
    """Whether an element has a ground of its own that is not white."""
    if bgcolor.strip() and not _NO_COLOUR.match(bgcolor.strip().lower()):
        return True
    return "background" in style and any(not _NO_COLOUR.match(value) for value in _BACKGROUND.findall(style))


def named_button(names: str) -> bool:
    """Whether a class name says button."""
    return bool(names) and (_NAME.search(names) or _NAME.search(names.lower())) is not None


def looks_like_button(style: str, names: str, role: str) -> str:
    """Why a link looks like a button; empty if it does not."""
    if named_button(names):
        return "its class is that of a button"
    if role.strip().lower() == "button":
        return "its role is that of a button"
    if coloured(style) and _ROOM.search(style):
        return "it is a coloured box"
    if _FRAME.search(style) and _PADDING.search(style):
        return "it is a framed box"
    return ""
