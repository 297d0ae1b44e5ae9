// CSV: see ../shared/design.md.
