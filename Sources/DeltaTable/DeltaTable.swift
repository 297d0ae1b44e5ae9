// DeltaTable: see ../shared/design.md.
