// Deduplication: see ../shared/design.md.
