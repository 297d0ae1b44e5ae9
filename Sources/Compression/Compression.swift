// Compression: see ../shared/design.md.
