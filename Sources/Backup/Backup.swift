// Backup: see ../shared/design.md.
