"""What a server costs: processor, memory, disk. Linux alone tells it, in ``/proc``."""

import os
from contextlib import suppress
from pathlib import Path


def processor_time(pid: int) -> float:
    """Seconds of processor that a process and its children have used."""
    ticks = 0
    for each in family(pid):
        fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def memory(pid: int, key: str = "VmRSS") -> float:
    """Megabytes of a process and its children; ``VmHWM`` is the most that it ever had."""
    lines = (line for each in family(pid) for line in Path(f"/proc/{each}/status").read_text().splitlines())
    return sum(int(line.split()[1]) for line in lines if line.startswith(f"{key}:")) * 1024 / 1e6


def family(pid: int) -> list[int]:
    """A process and its children's children."""
    members = [pid]
    for each in members:
        for path in Path(f"/proc/{each}/task").glob("*/children"):
            with suppress(FileNotFoundError, ProcessLookupError):  # a thread that has ended meanwhile
                members += [int(child) for child in path.read_text().split()]
    return members


def disk(folder: Path) -> int:
    """Bytes that the files of a folder take of the disk."""
    return sum(each.stat().st_blocks * 512 for each in folder.rglob("*") if each.is_file())
