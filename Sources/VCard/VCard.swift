// VCard: see ../shared/design.md.
