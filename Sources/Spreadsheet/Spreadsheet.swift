// Spreadsheet: see ../shared/design.md.
