"""What a link is for: told by its words, by its address, or by the sentence that it stands in."""

import re
from urllib.parse import unquote

from mailtrap.extract import link_words as words
from mailtrap.extract.urls import split

MAX_SAID = 400
"""Characters of a link's words that are looked at."""
MAX_LOOKED = 2_000
"""Characters of an address that are looked at."""

_BY_WORDS = (
    ("unsubscribe", words.UNSUBSCRIBE),
    ("reset", words.RESET),
    ("confirm", words.CONFIRM),
    ("magic", words.MAGIC),
    ("invite", words.INVITE),
    ("browser", words.BROWSER),
    ("preferences", words.PREFERENCES),
)
ACTS = ("reset", "confirm", "magic", "invite")
"""What a mail is sent for, and its subject may say."""
ASIDE = frozenset({"unsubscribe", "social", "preferences", "browser", "legal", "help"})
"""What no mail is sent for."""

_BY_ADDRESS = (
    (
        "unsubscribe",
        re.compile(
            r"unsub|opt[-_]?out|(?:^|[/?&=_.-])(?:abmeld|abbestell|desabonn|desinscri|darse-?de-?baja|disiscri|uitschrij|afmeld|wypis|odhlas|avregistrer"
            r"|leave-list|listunsub|signoff|remove-me)"
        ),
    ),
    (
        "reset",
        re.compile(
            r"(?:reset|forgot|recover|change|set|new|choose|create)[-_/]?(?:my|your)?[-_/]?(?:password|passwd|pass|pwd)|password[-_/]?(?:reset|recovery|change|set)"
            r"|(?:accounts?|auth|user)/(?:reset|recover)(?:/|\?|$)|reset[-_]token|passwort[-_/]?(?:zurueck|vergessen|neu)|[?&]mode=resetpassword|/reset/[\w-]{6,}"
        ),
    ),
    (
        "confirm",
        re.compile(
            r"(?:confirm|verify|validate|activate)[-_/]?(?:your|my|new)?[-_/]?(?:e?-?mail|account|user|address|registration|subscription|signup|contact)"
            r"|(?:e?-?mail|account|registration|subscri\w{1,8}|signup|otp)[-_/]?(?:change/)?(?:confirm|verif|validat|activat)\w{0,8}"
            r"|confirmation[-_]token|verification[-_]token|confirm[-_]token|activation[-_](?:token|key|code)|[?&]mode=verifyemail|double-?opt-?in|/optin/"
            r"|/(?:verify|confirm|activate|verification)(?:/[\w.:~-]{6,}|/?\?(?:[\w.-]{1,20}=[^&]{0,200}&)?(?:token|code|key|t|hash|id|u)=)"
        ),
    ),
    (
        "magic",
        re.compile(
            r"magic[-_]?(?:link|login|auth|signin)?(?:/|\?|$|=)|(?:login|log-in|signin|sign-in|sign_in|auth|session)s?(?:with\w{1,8})?[/-]?(?:link|email|magic|callback|verify)?/?"
            r"\?(?:[\w.-]{1,20}=[^&]{0,400}&){0,3}?(?:token|otp|code|login_token|ticket|key|nonce|t)=|passwordless|one[-_]?time[-_]?login|token=[^&]{1,400}&action=signin"
            r"|[?&]mode=signin|/(?:login|signin|sign-in)/[\w.~-]{16,}"
        ),
    ),
    (
        "invite",
        re.compile(
            r"/(?:invite|invites|invitation|invitations)(?:/|\?|$)|[?&](?:invite|invitation)(?:_?(?:token|code|id))?=|accept[-_]?invit"
        ),
    ),
    ("browser", re.compile(r"view[-_]?(?:in[-_]?browser|online|email)|webversion|web-version|/mirror/|viewonline")),
    (
        "preferences",
        re.compile(
            r"preference|email[-_]settings|notification[-_]settings|manage[-_]subscription|/subscriptions/manage"
        ),
    ),
)
_NETWORKS = re.compile(
    r"(?:^|\.)(?:facebook|fb|instagram|twitter|linkedin|youtube|youtu|tiktok|pinterest|snapchat|threads|mastodon|bsky|telegram|t\.me|wa\.me|whatsapp|weibo|vk|ok\.ru|xing|discord)"
    r"(?:\.[a-z.]{2,10})$|(?:^|\.)x\.com$"
)
_TOKEN = re.compile(r"[?&][\w-]{0,20}(?:token|nonce|otp|ticket|hash|secret|signature)=")
_PUNCTUATION = " .,:;!?→›»>()[]{}\"'“”「」-–—*_"


def kind_of(url: str, said: str, before: str = "", after: str = "", image: bool = False) -> tuple[str, str]:
    """The kind of a link and why, or two empty strings.

    ``said`` are its words, ``before`` and ``after`` those of its line beside it, asked where its own say nothing.
    """
    lowered = said[:MAX_SAID].lower().replace("’", "'")
    address = unquote(url[:MAX_LOOKED]).lower()
    if address.startswith("mailto:"):
        left = words.UNSUBSCRIBE.search(lowered) or _BY_ADDRESS[0][1].search(address)
        return ("unsubscribe", "a mail that leaves the list") if left else ("", "")
    speaks = bool(lowered.strip(_PUNCTUATION)) and not lowered.startswith(("http://", "https://", "www."))
    if speaks:
        for kind, pattern in _BY_WORDS:
            if found := pattern.search(lowered):
                return kind, f"its words are “{found[0]}”"
        if kind := _small_print(lowered):
            return kind, "its words say so"
    if _is_network(url) and (image or not speaks or words.SOCIAL.search(lowered) or words.FOLLOW.search(lowered)):
        return "social", "it leads to a social network"
    if len(lowered) <= 40 and words.SOCIAL.fullmatch(lowered.strip(_PUNCTUATION)):
        return "social", "it is named after a social network"
    generic = not speaks or words.HERE.fullmatch(lowered.strip(_PUNCTUATION)) is not None
    if generic and (kind := said_beside(before, after)):
        return kind, "the words beside it say so"
    for kind, shape in _BY_ADDRESS:
        if found := shape.search(address):
            return kind, f"its address holds “{found[0][:40]}”"
    return "", ""


def named_by_address(reason: str) -> bool:
    """Whether a kind is told by the address alone, which a mail's own words outdo."""
    return reason.startswith("its address")


def carries_token(url: str) -> bool:
    """Whether an address holds something that lets in whoever follows it."""
    return _TOKEN.search(url[:MAX_LOOKED].lower()) is not None


def said_beside(before: str, after: str = "") -> str:
    """The kind that the words about a link tell: those behind it if they are its sentence, else those in front."""
    front = re.split(r"[.!?。！？]\s|[。！？]", before.lower().replace("’", "'"))[-1]
    back = re.split(r"[.!?。！？](?:\s|$)|[。！？]", after.lower().replace("’", "'"))[0]
    for part in (front, back):
        for kind, pattern in _BY_WORDS[:5]:
            if pattern.search(part):
                return kind
    return ""


def act_in(said: str) -> str:
    """What a subject or a heading says that the mail is for: one of ``ACTS``, or empty."""
    lowered = said[:MAX_SAID].lower().replace("’", "'")
    return next((kind for kind, pattern in _BY_WORDS if kind in ACTS and pattern.search(lowered)), "")


def _small_print(lowered: str) -> str:
    """Links that stand at the end of any mail; their words are all they say."""
    bare = lowered.strip(_PUNCTUATION)
    for kind, vocabulary in (("legal", words.LEGAL), ("help", words.HELP)):
        if (found := vocabulary.search(bare)) and len(bare) <= 2 * len(found[0]) + 8:
            return kind
    return ""


def _is_network(url: str) -> bool:
    parts = split(url)
    return parts is not None and _NETWORKS.search((parts.hostname or "").removeprefix("www.")) is not None
