"""One file per family of formula functions, one explicit tuple."""
