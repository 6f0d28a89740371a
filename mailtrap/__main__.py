"""``python -m mailtrap``."""

from mailtrap.cli import main

if __name__ == "__main__":
    main()
