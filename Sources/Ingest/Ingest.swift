// Ingest: see ../shared/design.md.
