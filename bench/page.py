"""Measure the page in Chromium over a store with many mails: first list, opening, typing, scrolling, and a flood.

    python -m bench.page --mails 100000                    # a store made for the run
    python -m bench.page --mails 100000 --folder DIR       # kept there, used again by the next run
    python -m bench.page --mails 1000 --rounds 3 --flood 5 # a short look

It tells what it found and judges nothing: the exit code is 0.
"""

import argparse
import json
import os
import re
import shutil
import smtplib
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import NamedTuple

from playwright.sync_api import Browser, Page

from bench.store import fill
from tests.browser import chromium, rows
from tests.support import Running, mail, start_process, stop_process

WIDTH, HEIGHT = 1440, 900
QUERY = "invoice from:acme"
KEY_GAP = 60
"""Milliseconds between two keys: somebody who types fast."""
OPENED, JUMPS = 12, 20
"""Mails opened in a round; places jumped to from end to end."""
SENDERS = 4
"""SMTP connections of the flood."""
INBOX = "bench-flood"
LONG = 60_000
"""Milliseconds that anything may take before it counts as failed."""

WATCH = """
window.bench = { long: [], gap: 0 };
{
  const { bench } = window;
  // A frame that was asked for has been drawn when a message sent within it arrives.
  bench.drawn = () => new Promise((done) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => done(performance.now());
    port2.postMessage(null);
  }));
  const row = () => document.querySelector("[data-testid=row] [data-testid=row-subject]");
  bench.first = new Promise((done) => {
    const look = new MutationObserver(() => {
      if (!row()) return;
      look.disconnect();
      bench.drawn().then(done);
    });
    look.observe(document, { childList: true, subtree: true });
  });
  new PerformanceObserver((list) => bench.long.push(...list.getEntries().map((each) => each.duration)))
    .observe({ type: "longtask", buffered: true });
  addEventListener("keydown", ({ timeStamp }) => {
    requestAnimationFrame(() => { bench.gap = Math.max(bench.gap, performance.now() - timeStamp); });
  }, { capture: true });
  document.addEventListener("load", ({ target }) => {
    if (target.localName === "iframe") target.benchSrc = target.src;
  }, { capture: true });
  bench.until = async (holds, begin, limit = 60_000) => {
    while (!holds()) {
      if (performance.now() - begin > limit) return null;
      await new Promise(requestAnimationFrame);
    }
    return await bench.drawn() - begin;
  };
  const panel = () => {
    const shown = document.querySelector("[data-testid=panel] > :not([hidden], .nothing)");
    const frame = shown?.querySelector("iframe");
    return shown && (!frame || frame.benchSrc === frame.src);
  };
  // Times of the next click on a row: its subject at the head of the mail, and the preview below it.
  bench.opening = (id) => new Promise((done) => addEventListener("click", async ({ timeStamp }) => {
    const wanted = document.querySelector(`[data-testid=row][data-id="${id}"] [data-testid=row-subject]`).textContent;
    const head = document.querySelector("bdi[data-testid=mail-subject]");
    const shown = () => location.hash.includes(id) && head.checkVisibility() && head.textContent === wanted;
    const subject = await bench.until(shown, timeStamp);
    done([subject, await bench.until(() => shown() && panel(), timeStamp)]);
  }, { capture: true, once: true }));
  bench.jump = (share) => {
    const scroller = document.querySelector("#scroller");
    const begin = performance.now();
    scroller.scrollTop = share * (scroller.scrollHeight - scroller.clientHeight);
    const { left, top, width, height } = scroller.getBoundingClientRect();
    const there = (y) => document.elementsFromPoint(left + width / 2, y)
      .some((each) => each.closest("[data-testid=row]")?.querySelector("[data-testid=row-subject]")?.textContent);
    return bench.until(() => there(top + height * 0.2) && there(top + height * 0.6), begin, 10_000);
  };
}
"""


class Figure(NamedTuple):
    """What was measured how often, in milliseconds; ``aim`` is what it should stay below."""

    name: str
    times: list[float]
    aim: str = ""
    note: str = ""


def say(text: str) -> None:
    """Progress."""
    print(text, file=sys.stderr, flush=True)


@contextmanager
def fresh(browser: Browser) -> Iterator[Page]:
    """A tab of a browser that has seen nothing of us, watched from its first moment on."""
    context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT})
    context.set_default_timeout(LONG)
    context.add_init_script(WATCH)
    yield context.new_page()
    context.close()


def come(page: Page, server: Running) -> float:
    """Go to the page; milliseconds from the start of the navigation to the first row drawn."""
    page.goto(server.web)
    return float(page.evaluate("bench.first"))


def longest(page: Page) -> float:
    """The longest task since this was last asked, or 0 where none took 50 ms."""
    page.evaluate("bench.drawn()")
    return float(page.evaluate("Math.max(0, ...bench.long.splice(0))"))


def first_list(browser: Browser, server: Running, rounds: int) -> list[Figure]:
    """Navigation to the first row, and the longest task on the way."""
    times, tasks = [], []
    for _ in range(rounds):
        with fresh(browser) as page:
            times.append(come(page, server))
            tasks.append(longest(page))
    return [
        Figure("first list, from navigation to a row drawn", times, "300"),
        Figure("first list, longest task", tasks),
    ]


def opening(browser: Browser, server: Running, rounds: int) -> list[Figure]:
    """Clicks on the rows in sight."""
    subjects: list[float] = []
    previews: list[float] = []
    lost = 0
    for _ in range(rounds):
        with fresh(browser) as page:
            come(page, server)
            for at in range(OPENED):
                row = rows(page).nth(at)
                id_ = row.get_attribute("data-id")
                page.evaluate("(id) => { window.benchOpened = bench.opening(id); }", id_)
                row.click()
                subject, preview = page.evaluate("window.benchOpened")
                lost += subject is None or preview is None
                subjects += [subject] if subject else []
                previews += [preview] if preview else []
    note = f"{lost} never came" if lost else ""
    return [
        Figure("opening a mail, subject", subjects, "100"),
        Figure("opening a mail, preview", previews, "100", note),
    ]


def typing(browser: Browser, server: Running, rounds: int) -> list[Figure]:
    """A search, key by key."""
    tasks, gaps = [], []
    for _ in range(rounds):
        with fresh(browser) as page:
            come(page, server)
            longest(page)
            page.get_by_test_id("query").click()
            page.keyboard.type(QUERY, delay=KEY_GAP)
            page.wait_for_load_state("networkidle")
            tasks.append(longest(page))
            gaps.append(float(page.evaluate("bench.gap")))
    return [
        Figure(f"typing {QUERY}, longest task", tasks, "50"),
        Figure(f"typing {QUERY}, longest gap from key to frame", gaps, "50"),
    ]


def scrolling(browser: Browser, server: Running, rounds: int) -> list[Figure]:
    """Jumps from end to end, until rows stand where one looks."""
    times: list[float] = []
    tasks: list[float] = []
    missed = 0
    for _ in range(rounds):
        with fresh(browser) as page:
            come(page, server)
            longest(page)
            for at in [*range(JUMPS + 1), 0]:
                took = page.evaluate("(share) => bench.jump(share)", at / JUMPS)
                missed += took is None
                times += [took] if took is not None else []
            tasks.append(longest(page))
    height = f"{missed} places stayed empty" if missed else ""
    return [
        Figure("a jump in the list, until rows are there", times, "100", height),
        Figure("jumping, longest task", tasks),
    ]


def flood(browser: Browser, server: Running, seconds: float, rate: float) -> list[Figure]:
    """Mail that comes while one looks; at the end the page counts what there is."""
    per_sender = int(seconds * rate / SENDERS)

    def send() -> None:
        begin = time.monotonic()
        with smtplib.SMTP(*server.smtp, timeout=30) as client:
            client.login(INBOX, "any")
            for number in range(per_sender):
                time.sleep(max(0, begin + number * SENDERS / rate - time.monotonic()))
                client.sendmail("a@flood.test", ["b@flood.test"], mail(f"Flood {number}", "One of many. " * 120))

    with fresh(browser) as page:
        come(page, server)
        longest(page)
        threads = [threading.Thread(target=send) for _ in range(SENDERS)]
        begin = time.monotonic()
        for thread in threads:
            thread.start()
        for thread in threads:
            while thread.is_alive():
                page.wait_for_timeout(100)  # the browser's events are handled meanwhile
        took = time.monotonic() - begin
        sent = time.monotonic()
        total = server.api("messages", params={"limit": 1}).json()["total"]
        right = counted(page, total)
        settled = (time.monotonic() - sent) * 1000
        note = (
            f"{per_sender * SENDERS / took:.0f} mails/s for {took:.0f} s; the count is {'right' if right else 'WRONG'}"
        )
        figures = [
            Figure("flood, longest task", [longest(page)], "100", note),
            Figure("flood, from the last 250 to the right count", [settled]),
        ]
    server.api(f"inboxes/{INBOX}", "DELETE")
    return figures


def counted(page: Page, total: int) -> bool:
    """Whether the page comes to say this number."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        said = page.get_by_test_id("counts").inner_text()
        if re.sub(r"[.,\s]", "", said).startswith(str(total)):
            return True
        page.wait_for_timeout(50)
    say(f"the page says {said!r}, the server {total}")
    return False


def measure(server: Running, args: argparse.Namespace) -> list[Figure]:
    """Everything, one after the other."""
    figures: list[Figure] = []
    program = shutil.which("chromium") or sys.exit("chromium is not installed; tools/test-tools.sh installs it")
    steps: list[Callable[[Browser, Running, int], list[Figure]]] = [first_list, opening, typing, scrolling]
    with chromium(program) as browser:
        first_list(browser, server, 1)  # warms up the server and the browser
        for step in steps:
            say(step.__name__.replace("_", " "))
            figures += step(browser, server, args.rounds)
        if args.flood:
            say("flood")
            figures += flood(browser, server, args.flood, args.rate)
    return figures


def table(figures: list[Figure]) -> str:
    """As Markdown."""
    lines = ["| ms | times | median | worst | aim | |", "|---|--:|--:|--:|--:|---|"]
    for name, times, aim, note in figures:
        middle, worst = (f"{each:.0f}" for each in (median(times), max(times))) if times else ("—", "—")
        lines.append(f"| {name} | {len(times)} | {middle} | {worst} | {aim and f'≤{aim}'} | {note} |")
    return "\n".join(lines)


def arguments() -> argparse.Namespace:
    """What is wanted."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--mails", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--flood", type=float, default=30, metavar="S", help="seconds of the flood; 0 for none")
    parser.add_argument("--rate", type=float, default=200, help="mails a second of the flood")
    parser.add_argument("--folder", type=Path, help="keep the store here, and use it again")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def main() -> int:
    """Fill, measure and tell."""
    args, load = arguments(), os.getloadavg()[0]
    with TemporaryDirectory() as temporary:
        folder = args.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"mail-{args.mails}.db"
        say(f"filling {path}")
        fill(path, args.mails)
        server = start_process("--db", str(path), "--keep-size", "0")
        try:
            figures = measure(server, args)
        finally:
            stop_process(server)
    if args.json:
        print(json.dumps({"mails": args.mails, "load": load, "figures": [each._asdict() for each in figures]}))
    else:
        print(f"{args.mails:,} mails, {os.cpu_count()} cores, load average {load:.1f} before\n\n{table(figures)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
