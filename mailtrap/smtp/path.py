"""The arguments of MAIL and RCPT: a path and ESMTP parameters (RFC 5321 4.1.2), read once and in linear time."""

import re

from mailtrap.model import Parameters
from mailtrap.smtp.replies import Refusal

MAX_PARAMETERS = 50
"""Parameters of one command."""

# The usual path first; then one with a quoted local part; then an address that was sent without its brackets, which
# the field's servers accept too. A source route before the address is read and ignored (RFC 5321 4.1.1.3, C).
_PATH = re.compile(
    rb'[ \t]*(?:<(?:@[^:<>"]*+:)?([^<>"\x00-\x20]*+|"(?:[^"\\]|\\.)*+"(?:@[^<>"\x00-\x20]*+)?)>'
    rb'|([^<> \t"@]++@[^<> \t"]*+))'
    rb"(?:[ \t]+(.*))?[ \t]*",
    re.DOTALL,
)
_PARAMETER = re.compile(rb"([A-Za-z0-9][A-Za-z0-9-]*+)(?:=([^\x00-\x20\x7f]++))?")


def text(data: bytes) -> str:
    """Text of what a client sent: UTF-8 (RFC 6531), or byte for character where it is not."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def parse(keyword: bytes, argument: bytes) -> tuple[str, Parameters]:
    """The address between the brackets, and the parameters behind it with their names in capitals.

    Raises:
        Refusal: with the reply to give.
    """
    if argument[: len(keyword)].upper() != keyword:
        raise Refusal(f"501 5.5.4 Syntax: {keyword.decode()}<address>")
    found = _PATH.fullmatch(argument, len(keyword))
    if not found:
        raise Refusal(
            f"501 5.1.{7 if keyword == b'FROM:' else 3} Bad address; write {keyword.decode()}<user@example.com>"
        )
    address = found[1] if found[1] is not None else found[2]
    return text(address), _parameters(found[3]) if found[3] else {}


def _parameters(data: bytes) -> Parameters:
    parameters: dict[str, str | bool] = {}
    words = data.split()
    if len(words) > MAX_PARAMETERS:
        raise Refusal(f"501 5.5.4 More than {MAX_PARAMETERS} parameters")
    for word in words:
        found = _PARAMETER.fullmatch(word)
        if not found:
            raise Refusal("501 5.5.4 Bad parameter; write NAME or NAME=VALUE")
        name = found[1].decode("ascii").upper()
        if name in parameters:
            raise Refusal(f"501 5.5.4 Parameter {name} given twice")
        parameters[name] = True if found[2] is None else text(found[2])
    return parameters
