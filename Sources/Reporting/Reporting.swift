// Reporting: see ../shared/design.md.
