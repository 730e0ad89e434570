"""`python -m jobalerts VERB`."""

from jobalerts.cli import main

main()
