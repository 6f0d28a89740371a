"""SASL as scripts: what the server asks, what the client says, what is known in the end."""

import base64
import smtplib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailtrap.sasl import MAX_RESPONSE, MECHANISMS, PASSWORD_MECHANISMS, Credentials, SaslError, start

CHALLENGE = b"<17.5@mx.example.test>"

Script = list[bytes | None]


def play(mechanism: str, responses: Script) -> list[bytes | Credentials]:
    """Send these responses one by one; the answers to them."""
    exchange = start(mechanism, hostname="mx.example.test", nonce="17.5")
    return [exchange.step(response) for response in responses]


def credentials(mechanism: str, responses: Script) -> Credentials:
    """What is known after these responses."""
    found = play(mechanism, responses)[-1]
    assert isinstance(found, Credentials)
    return found


@pytest.mark.parametrize(
    ("mechanism", "responses", "challenges", "user", "password"),
    [
        pytest.param("PLAIN", [b"\0tim\0tanstaaftanstaaf"], [], "tim", "tanstaaftanstaaf", id="rfc4616-4-initial"),
        pytest.param("PLAIN", [None, b"\0tim\0tan"], [b""], "tim", "tan", id="rfc4954-4-empty-challenge"),
        pytest.param("PLAIN", [b"Ursel\0Kurt\0xipj3plmq"], [], "Kurt", "xipj3plmq", id="rfc4616-4-authzid-is-ignored"),
        pytest.param("PLAIN", [b"\0tim\0"], [], "tim", "", id="empty-password-is-one"),
        pytest.param("PLAIN", ["\0zoë\0pässword".encode()], [], "zoë", "pässword", id="rfc4616-2-utf8"),
        pytest.param("PLAIN", ["\0zoë\0päss".encode("latin-1")], [], "zoë", "päss", id="latin-1"),
        pytest.param("plain", [b"\0tim\0tan"], [], "tim", "tan", id="rfc4422-3-1-name-in-any-case"),
        pytest.param("LOGIN", [None, b"ada", b"x y"], [b"Username:", b"Password:"], "ada", "x y", id="login"),
        pytest.param("LOGIN", [b"ada", b"xy"], [b"Password:"], "ada", "xy", id="login-initial-is-the-name"),
        pytest.param("LOGIN", [b"ada", b""], [b"Password:"], "ada", "", id="login-empty-password"),
        pytest.param(
            "CRAM-MD5",
            [None, b"tim b913a602c7eda7a495b4e6e7334d3890"],
            [CHALLENGE],
            "tim",
            None,
            id="rfc2195-2",
        ),
        pytest.param(
            "CRAM-MD5",
            [None, b"tim of here b913a602c7eda7a495b4e6e7334d3890"],
            [CHALLENGE],
            "tim of here",
            None,
            id="rfc2195-2-name-with-spaces",
        ),
        pytest.param(
            "XOAUTH2",
            [b"user=someuser@example.com\x01auth=Bearer ya29.vF9dft4q\x01\x01"],
            [],
            "someuser@example.com",
            None,
            id="xoauth2-google-example",
        ),
        pytest.param(
            "XOAUTH2", [None, b"user=a\x01auth=bearer x\x01\x01"], [b""], "a", None, id="xoauth2-empty-challenge"
        ),
        pytest.param(
            "OAUTHBEARER",
            [b"n,a=user@example.com,\x01host=server.example.com\x01port=587\x01auth=Bearer vF9dft4qmTc2Nvb==\x01\x01"],
            [],
            "user@example.com",
            None,
            id="rfc7628-4-1",
        ),
        pytest.param("OAUTHBEARER", [None, b"y,a=u,\x01auth=Bearer t\x01\x01"], [b""], "u", None, id="rfc5801-4-y"),
        pytest.param("OAUTHBEARER", [b"n,,\x01auth=Bearer t\x01\x01"], [], "oauth", None, id="rfc7628-3-1-no-name"),
        pytest.param(
            "OAUTHBEARER", [b"n,a=a=3Db=2cc=3D2C,\x01auth=Bearer t\x01\x01"], [], "a=b,c=2C", None, id="rfc5801-4-name"
        ),
        pytest.param(
            "OAUTHBEARER",
            [b"n,a=u,\x01mystery=1\x01auth=Bearer t\x01\x01"],
            [],
            "u",
            None,
            id="rfc7628-3-1-unknown-key",
        ),
    ],
)
def test_who_it_is(mechanism: str, responses: Script, challenges: list[bytes], user: str, password: str | None) -> None:
    """Each mechanism asks what its standard says and understands the answer."""
    answers = play(mechanism, responses)

    assert answers == [*challenges, Credentials(user, password, mechanism.upper())]


@pytest.mark.parametrize(
    ("mechanism", "responses"),
    [
        pytest.param("PLAIN", [b""], id="plain-empty"),
        pytest.param("PLAIN", [None, b""], id="plain-empty-after-challenge"),
        pytest.param("PLAIN", [b"tim\0tan"], id="plain-one-nul"),
        pytest.param("PLAIN", [b"\0tim\0tan\0"], id="plain-three-nul"),
        pytest.param("PLAIN", [b"\0\0tan"], id="plain-no-user"),
        pytest.param("PLAIN", [b"tim\0\0tan"], id="plain-no-user-but-authzid"),
        pytest.param("PLAIN", [None, None], id="plain-nothing-twice"),
        pytest.param("LOGIN", [b""], id="login-no-user"),
        pytest.param("LOGIN", [None, b""], id="login-no-user-after-challenge"),
        pytest.param("LOGIN", [b"a\0b"], id="login-nul-in-user"),
        pytest.param("LOGIN", [b"ada", b"a\0b"], id="login-nul-in-password"),
        pytest.param("CRAM-MD5", [b"tim b913a602c7eda7a495b4e6e7334d3890"], id="cram-initial"),
        pytest.param("CRAM-MD5", [b""], id="cram-empty-initial"),
        pytest.param("CRAM-MD5", [None, b"tim b913a602c7eda7a495b4e6e7334d389"], id="cram-31-digits"),
        pytest.param("CRAM-MD5", [None, b"tim b913a602c7eda7a495b4e6e7334d389g"], id="cram-not-hex"),
        pytest.param("CRAM-MD5", [None, b" b913a602c7eda7a495b4e6e7334d3890"], id="cram-no-user"),
        pytest.param("CRAM-MD5", [None, b"b913a602c7eda7a495b4e6e7334d3890"], id="cram-digest-alone"),
        pytest.param("XOAUTH2", [b"user=\x01auth=Bearer t\x01\x01"], id="xoauth2-no-user"),
        pytest.param("XOAUTH2", [b"auth=Bearer t\x01\x01"], id="xoauth2-user-missing"),
        pytest.param("XOAUTH2", [b"user=a\x01auth=Bearer \x01\x01"], id="xoauth2-no-token"),
        pytest.param("XOAUTH2", [b"user=a\x01auth=Basic t\x01\x01"], id="xoauth2-basic"),
        pytest.param("XOAUTH2", [b"user=a\x01auth=Bearer t\x01"], id="xoauth2-end-missing"),
        pytest.param("XOAUTH2", [b"user=a\x01\x01"], id="xoauth2-auth-missing"),
        pytest.param("OAUTHBEARER", [b"\x01"], id="oauthbearer-dummy"),
        pytest.param("OAUTHBEARER", [b"n,a=u,\x01\x01"], id="oauthbearer-auth-missing"),
        pytest.param("OAUTHBEARER", [b"n,a=u,\x01auth=\x01\x01"], id="oauthbearer-auth-empty"),
        pytest.param("OAUTHBEARER", [b"n,a=,\x01auth=Bearer t\x01\x01"], id="oauthbearer-name-empty"),
        pytest.param("OAUTHBEARER", [b"n,a=a=b,\x01auth=Bearer t\x01\x01"], id="oauthbearer-name-not-escaped"),
        pytest.param("OAUTHBEARER", [b"n,u,\x01auth=Bearer t\x01\x01"], id="oauthbearer-name-without-a"),
        pytest.param("OAUTHBEARER", [b"p=tls-unique,a=u,\x01auth=Bearer t\x01\x01"], id="oauthbearer-channel-binding"),
        pytest.param("OAUTHBEARER", [b"n,a=u,\x01auth=Bearer t\x01auth=Bearer s\x01\x01"], id="oauthbearer-auth-twice"),
        pytest.param("OAUTHBEARER", [b"n,a=u,\x01auth=Bearer t\x01\x01\x01"], id="oauthbearer-empty-pair"),
        *(pytest.param(name, [None, b"a" * (MAX_RESPONSE + 1)], id=f"{name}-too-long") for name in MECHANISMS),
        pytest.param("SCRAM-SHA-256", [], id="unknown"),
    ],
)
def test_malformed(mechanism: str, responses: Script) -> None:
    """What no mechanism allows is refused in words that hold nothing of what was sent and fit in a reply."""
    with pytest.raises(SaslError) as refused:
        play(mechanism, responses)

    said = str(refused.value)
    assert said.isascii()
    assert said.isprintable()
    assert "tim" not in said


def test_over() -> None:
    """An exchange that has ended, well or not, takes nothing more."""
    good = start("PLAIN", hostname="h", nonce="1")
    good.step(b"\0tim\0tan")
    bad = start("PLAIN", hostname="h", nonce="1")
    with pytest.raises(SaslError):
        bad.step(b"?")

    for exchange in (good, bad):
        with pytest.raises(SaslError, match="over"):
            exchange.step(b"\0tim\0tan")


def test_secrets_are_not_shown() -> None:
    """Neither password nor token is in what a log or a traceback would show."""
    plain = credentials("PLAIN", [b"\0tim\0tanstaaf"])
    bearer = credentials("XOAUTH2", [b"user=tim\x01auth=Bearer tanstaaf\x01\x01"])

    assert "tim" in repr(plain)
    assert "tanstaaf" not in f"{plain!r} {plain} {bearer!r} {bearer}"


def test_which_give_a_password() -> None:
    """The mechanisms for a list of users are those that come with a password, in the order of all."""
    assert MECHANISMS == ("PLAIN", "LOGIN", "CRAM-MD5", "XOAUTH2", "OAUTHBEARER")
    assert set(PASSWORD_MECHANISMS) <= set(MECHANISMS)
    assert all(
        credentials(name, [b"\0a\0b"] if name == "PLAIN" else [b"a", b"b"]).password == "b"
        for name in PASSWORD_MECHANISMS
    )


class Client(smtplib.SMTP):
    """smtplib with an exchange in the place of a connection."""

    def __init__(self, mechanism: str) -> None:
        self.exchange = start(mechanism, hostname="mx.example.test", nonce="17.5")
        self.found: Credentials | None = None
        self.user, self.password = "zoe", "pass word"

    def docmd(self, cmd: str, args: str = "") -> tuple[int, bytes]:
        """What a server would reply to AUTH and to each line after it."""
        encoded = args.partition(" ")[2] if cmd == "AUTH" else cmd
        answer = self.exchange.step(base64.b64decode(encoded) if encoded else None)
        if isinstance(answer, Credentials):
            self.found = answer
            return 235, b"2.7.0 Welcome"
        return 334, base64.b64encode(answer)


@pytest.mark.parametrize("initial", [True, False])
@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN", "CRAM-MD5"])
def test_as_smtplib_says_it(mechanism: str, initial: bool) -> None:
    """Python's own client is understood, with an initial response and without."""
    client = Client(mechanism)
    authenticate: Any = getattr(client, f"auth_{mechanism.lower().replace('-', '_')}")

    client.auth(mechanism, authenticate, initial_response_ok=initial)

    assert client.found == Credentials("zoe", None if mechanism == "CRAM-MD5" else "pass word", mechanism)


RESPONSES = st.lists(
    st.one_of(
        st.none(),
        st.binary(max_size=200),
        st.lists(
            st.sampled_from(
                [
                    b"\0",
                    b"\x01",
                    b"n,",
                    b"a=",
                    b",",
                    b"user=",
                    b"auth=",
                    b"Bearer ",
                    b"=2C",
                    b"=",
                    b"t",
                    b" ",
                    b"\xff",
                    b"0" * 32,
                ]
            ),
            max_size=12,
        ).map(b"".join),
    ),
    max_size=4,
)


@given(st.sampled_from(MECHANISMS), RESPONSES)
def test_any_bytes(mechanism: str, responses: Script) -> None:
    """Whatever a client says leads to a challenge, to a named user or to a refusal, never to anything else."""
    exchange = start(mechanism, hostname="h", nonce="1")
    outcome: bytes | Credentials = b""
    try:
        for response in responses:
            outcome = exchange.step(response)
    except SaslError:
        return

    assert isinstance(outcome, bytes) or outcome.user
    assert isinstance(outcome, bytes) or (outcome.password is not None) == (mechanism in PASSWORD_MECHANISMS)


@given(
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1),
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])),
)
def test_any_name_and_password(user: str, password: str) -> None:
    """Any name and password come through PLAIN and LOGIN as they are."""
    plain = credentials("PLAIN", [f"\0{user}\0{password}".encode()])
    login = credentials("LOGIN", [None, user.encode(), password.encode()])

    assert (plain.user, plain.password) == (login.user, login.password) == (user, password)
