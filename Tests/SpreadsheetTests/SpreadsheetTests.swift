// Tests of Spreadsheet.
