"""CSV: rows of a spreadsheet become records of any form, found again by its key."""
