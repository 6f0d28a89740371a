"""A power cut, emulated: strace writes down what a process asks of its disk; files are made as a cut would leave them.

A disk keeps for certain what was written before a sync of that file had ended. What was written since may be there,
or not, sector by sector and in any order; a file may have grown without what it grew by; a name that was made or taken
away since the last sync of its folder may be so or not. Each cut draws one of these outcomes.
"""

import os
import random
import re
import signal
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.support import Running, start_process

SECTOR = 512
PAGE = 4_096
TRACED = "openat,creat,pwrite64,pwritev,write,writev,sendto,sendmsg,fsync,fdatasync,ftruncate,unlink,rename,unlinkat"
_LINE = re.compile(r"(\d+) +(?:<\.\.\. (\w+) resumed>(.*)|(\w+)\((.*))", re.DOTALL)
_FD = re.compile(r"(\d+)<([^>]*)>(?:\(deleted\))?(?:, )?(.*)", re.DOTALL)
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_ACK = re.compile(rb"(?:\A|\r\n)250 2\.0\.0 [^\r\n]*?([^ \r\n]+)\r\n")


@dataclass(frozen=True, slots=True)
class Step:
    """Something that a process asked for: ``write``, ``size``, ``sync``, ``make``, ``drop``, ``folder`` or ``told``.

    ``told`` is an answer to a client that a mail is kept, ``folder`` a sync of the folder.
    """

    what: str
    path: str = ""
    at: int = 0
    data: bytes = b""


def bytes_of(text: str) -> bytes:
    """All strings of a call, as strace writes them with ``-xx``, one after the other."""
    return bytes.fromhex("".join(_TEXT.findall(text)).replace("\\x", ""))


def steps(log: Path, folder: Path) -> list[Step]:
    """What was done within a folder, and answered to clients, in order. A sync counts from when it has ended."""
    found: list[Step] = []
    begun: dict[str, tuple[str, str]] = {}
    with log.open(encoding="latin-1") as lines:
        for line in lines:
            match = _LINE.match(line)
            if not match:
                continue
            thread, resumed, rest, call, arguments = match.groups()
            if resumed:
                call, arguments = begun.pop(thread, (resumed, ""))
                over = rest
            elif "<unfinished ...>" in arguments:
                begun[thread] = call, arguments
                over = ""
            else:
                over = arguments
            entered, ended = not resumed, "<unfinished ...>" not in arguments or bool(resumed)
            found += _understood(call, arguments, over, folder, entered=entered, ended=ended)
    return found


def _understood(call: str, text: str, over: str, folder: Path, *, entered: bool, ended: bool) -> Iterator[Step]:
    if call in ("openat", "creat"):
        path = bytes_of(text).decode("utf-8", "replace")
        if ended and "O_CREAT" in text and "= -1" not in over and Path(path).parent == folder:
            yield Step("make", path)
        return
    if call in ("unlink", "unlinkat"):
        path = bytes_of(text).decode("utf-8", "replace")
        if entered and Path(path).parent == folder:
            yield Step("drop", path)
        return
    match = _FD.match(text)
    if not match:
        return
    path, rest = (
        bytes.fromhex(match[2].replace("\\x", "")).decode() if match[2].startswith("\\x") else match[2],
        match[3],
    )
    if path.startswith(("socket:", "TCP:", "TCPv6:")):
        if entered and call in ("write", "writev", "sendto", "sendmsg"):
            for id_ in _ACK.findall(bytes_of(rest)):
                yield Step("told", id_.decode())
    elif call in ("fsync", "fdatasync"):
        if ended and re.search(r"\) += 0\s*$", over):
            yield Step("folder" if Path(path) == folder else "sync", path)
    elif Path(path).parent == folder and entered:
        if call == "pwrite64":
            offset = int(re.sub(r"[ )<].*", "", rest.rpartition('"')[2].split(", ")[2], flags=re.DOTALL))
            yield Step("write", path, offset, bytes_of(rest))
        elif call == "ftruncate":
            yield Step("size", path, int(re.match(r"\d+", rest)[0]))  # type: ignore[index]
        elif call in ("write", "writev", "pwritev") and not path.endswith(".lock"):
            raise AssertionError(f"{call} to {path} is not understood here")


@dataclass
class File:
    """One file of a disk: what is safe, and what was asked of it since."""

    safe: bytearray
    loose: list[Step] = field(default_factory=list)
    is_named: bool = False
    """Whether its folder was synced since it was made."""
    is_dropped: bool = False

    def sync(self) -> None:
        """All that was asked for so far is safe."""
        for step in self.loose:
            _apply(self.safe, step)
        self.loose.clear()

    def after(self, dice: random.Random) -> bytes:
        """What of it there is when the power is back."""
        content = bytearray(self.safe)
        mood = dice.choice(("none", "all", "some", "some", "torn"))
        last = dice.randrange(len(self.loose) + 1)
        size = dice.choice((SECTOR, PAGE))
        for number, step in enumerate(self.loose):
            if step.what == "size" or mood == "all" or (mood == "torn" and number < last):
                if step.what != "size" or mood == "all" or dice.random() < 0.5:
                    _apply(content, step)
            elif mood == "some" or (mood == "torn" and number == last):
                for at in range(0, len(step.data), size):
                    if dice.random() < 0.5:
                        _apply(content, Step("write", step.path, step.at + at, step.data[at : at + size]))
        return bytes(content)


def _apply(content: bytearray, step: Step) -> None:
    if step.what == "size":
        del content[step.at :]
        content.extend(bytes(step.at - len(content)))
    else:
        content.extend(bytes(max(step.at - len(content), 0)))
        content[step.at : step.at + len(step.data)] = step.data


class Disk:
    """A folder as its disk holds it while steps are taken."""

    def __init__(self, folder: Path) -> None:
        # What lies there at the beginning survived a cut already.
        self._files = {
            str(path): File(bytearray(path.read_bytes()), is_named=True)
            for path in folder.iterdir()
            if not path.name.endswith("-shm")
        }
        self.told: list[str] = []

    def take(self, step: Step) -> None:
        """One step further."""
        if step.what == "told":
            self.told.append(step.path)
        elif step.what == "folder":
            for path, file in list(self._files.items()):
                file.is_named = True
                if file.is_dropped:
                    del self._files[path]
        elif step.path.endswith("-shm"):
            return  # it lies in memory, and is made anew
        elif step.what == "make":
            if step.path not in self._files or self._files[step.path].is_dropped:
                self._files[step.path] = File(bytearray())
        elif step.what == "drop":
            if step.path in self._files:
                self._files[step.path].is_dropped = True
        elif step.what == "sync":
            if step.path in self._files:
                self._files[step.path].sync()
        else:
            self._files.setdefault(step.path, File(bytearray())).loose.append(step)

    def cut(self, folder: Path, dice: random.Random) -> None:
        """Write into an empty folder what is left when the power fails now."""
        folder.mkdir(exist_ok=True)
        for path, file in self._files.items():
            if file.is_named and not (file.is_dropped and dice.random() < 0.5):
                place = folder / Path(path).name
                place.write_bytes(file.after(dice))
                place.chmod(0o600)


def start_recorded(strace: str, db: Path, log: Path) -> Running:
    """A server whose every step is written down."""
    under = (strace, "-f", "-qq", "-y", "-xx", "-s", "100000000", "-e", f"trace={TRACED}", "-e", "signal=none")
    return start_process("--db", str(db), "--min-free", "0", under=(*under, "--seccomp-bpf", "-o", str(log)))


def end_recorded(running: Running, number: signal.Signals) -> None:
    """End the server by this signal; what watches it ends by itself."""
    assert running.process
    assert running.process.stdout
    tracer = running.process.pid
    os.kill(int(Path(f"/proc/{tracer}/task/{tracer}/children").read_text().split()[0]), number)
    running.process.wait(60)
    running.process.stdout.close()
