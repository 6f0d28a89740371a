"""Make the virtual environment of the Makefile, also where Python came without pip (as Debian's python3 does).

Usage: python3 tools/make_venv.py FOLDER
"""

import json
import re
import subprocess
import sys
import tempfile
import urllib.request
import venv
from pathlib import Path
from urllib.parse import urljoin

INDEX = "https://pypi.org/simple/pip/"
AS_JSON = "application/vnd.pypi.simple.v1+json"


def main(folder: Path) -> None:
    """Create it and bring its pip up to date."""
    if sys.version_info < (3, 11):
        version = sys.version.split()[0]
        sys.exit(f"mailtrap needs Python 3.11 or newer; {sys.executable} is {version}. Try: make PYTHON=python3.12")
    python = folder / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    try:
        import ensurepip  # noqa: F401 -- is it there?
    except ImportError:
        venv.create(folder, clear=True, symlinks=True)
        _install_pip(python)
    else:
        venv.create(folder, clear=True, symlinks=sys.platform != "win32", with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--upgrade", "pip"], check=True)


def _install_pip(python: Path) -> None:
    request = urllib.request.Request(INDEX, headers={"Accept": AS_JSON})
    with urllib.request.urlopen(request, timeout=60) as answer:
        files = json.load(answer)["files"]
    # Oldest first; names of releases to come have letters in their version.
    wheels = [file for file in files if re.fullmatch(r"pip-[\d.]+-py3-none-any\.whl", file["filename"])]
    wheel = [file for file in wheels if not file.get("yanked")][-1]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / wheel["filename"]
        with urllib.request.urlopen(urljoin(INDEX, wheel["url"]), timeout=60) as answer:
            path.write_bytes(answer.read())
        # A wheel of pip is a program that installs itself.
        subprocess.run([python, f"{path}/pip", "install", "--quiet", "--no-index", path], check=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
