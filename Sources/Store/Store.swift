// Store: see ../shared/design.md.
