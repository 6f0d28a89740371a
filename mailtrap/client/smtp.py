"""SMTP seen from outside: what was said in its sessions, and how the server misbehaves on purpose."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from mailtrap import wire
from mailtrap.client import checks
from mailtrap.client.connection import Connection, decoded, path

_T = TypeVar("_T")


class Sessions(Connection):
    """Where one looks when nothing arrived."""

    def sessions(self, *, start: int = 0, limit: int = 50, failed: bool = False) -> wire.Sessions:
        """SMTP sessions, newest first, those that last among them; with ``failed`` those in which something went wrong.

        ``limit`` 0, or more than 500, is 500.
        """
        asked = {"start": checks.whole("start", start), "limit": checks.whole("limit", limit), "failed": failed}
        return self._read(wire.Sessions, path("sessions"), asked)

    def session(self, id: str) -> wire.Transcript:
        """One session with each line of both sides. ``NotFound`` when it is not, or no longer, kept."""
        return self._read(wire.Transcript, path("session", checks.text("id", id)))


class Faults(Connection):
    """Rules by which the server refuses, delays or breaks off. They are told in docs/faults.md."""

    def faults(self) -> wire.Faults:
        """All rules in order, and how often each matched and fired."""
        return self._read(wire.Faults, path("faults"))

    def set_faults(self, rules: Iterable[wire.FaultRule], *, seed: int | None = None) -> wire.Faults:
        """Put these rules in the place of all, at once; none with an empty list.

        ::

            client.set_faults([
                wire.FaultRule(
                    name="flaky",
                    match=wire.FaultMatch(phase="rcpt", recipient="*@flaky.test"),
                    choice=wire.FaultChoice(probability=0.3),
                    effect=wire.FaultEffect(code=451),
                )
            ])

        ``seed`` begins the chances anew: same seed, same faults. ``BadRequest`` names the rule that will not do.
        """
        seed = None if seed is None else checks.whole("seed", seed)
        return self._put(wire.Faults, "faults", wire.Faults(seed=seed, rules=list(rules)))

    def chaos(self) -> wire.Triggers:
        """Mailpit's triggers, a view of three of the rules."""
        return self._read(wire.Triggers, path("chaos"))

    def set_chaos(
        self,
        *,
        sender: wire.SetTrigger | None = None,
        recipient: wire.SetTrigger | None = None,
        authentication: wire.SetTrigger | None = None,
    ) -> wire.Triggers:
        """Set Mailpit's triggers; one that is left out is switched off. Other rules stay."""
        return self._put(wire.Triggers, "chaos", wire.SetTriggers(sender, recipient, authentication))

    def _put(self, kind: type[_T], step: str, body: object) -> _T:
        return decoded(self._ask("PUT", path(step), body=body), kind)
