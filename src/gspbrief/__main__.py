"""``python -m gspbrief`` is ``gspbrief``."""

from gspbrief.commands.cli import main

if __name__ == "__main__":
    main()
