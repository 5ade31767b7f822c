"""`python -m report_cli` is `report`."""

from report_cli.cli import main

main()
