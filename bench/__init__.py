"""`report` measured beside other ways to make the same report."""
