"""One harness under libFuzzer: ``python -m fuzz.led TARGET CORPUS -max_total_time=60``. Ours alone is instrumented."""

import sys

import atheris

with atheris.instrument_imports(include=["mailtrap"]):
    from fuzz.targets import opened


def main() -> None:
    """Hand each input to the target until the time is over."""
    name = sys.argv.pop(1)
    with opened(name) as one:
        atheris.Setup(sys.argv, one)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
