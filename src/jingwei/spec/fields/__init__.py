"""One file per field type, one explicit tuple."""
