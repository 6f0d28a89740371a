"""What a start loads, and what waits until somebody needs it."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LATER = (
    "flask_sock",
    "wsproto",
    "h11",
    "apispec",
    "smtplib",
    "mailtrap.extract",
    "mailtrap.demo",
    "httpx",
    "cryptography",
)
SCRIPT = f"""
import gc, json, sys, time
import mailtrap
with mailtrap.Server() as server:
    found = [name for name in {LATER} if name in sys.modules]
    end = time.monotonic() + 30
    while "mailtrap.extract" not in sys.modules and time.monotonic() < end:
        time.sleep(0.02)
    print(json.dumps([found, gc.isenabled(), "mailtrap.extract" in sys.modules]))
"""


def test_a_start_loads_no_more_than_it_needs() -> None:
    """What a tab, the reference, a client or the first mail needs comes later; garbage is collected again."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, cwd=ROOT, timeout=60, check=True
    )
    loaded, collects, warm = json.loads(done.stdout)

    assert loaded == []
    assert collects
    assert warm, "what the first mail needs is loaded while nobody waits"
