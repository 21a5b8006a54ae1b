"""One file per flow node, one explicit tuple."""
