// Parquet: see ../shared/design.md.
