// Validation: see ../shared/design.md.
