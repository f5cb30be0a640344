"""`python -m admit` is the command `admit`."""

from admit.cli import main

main()
