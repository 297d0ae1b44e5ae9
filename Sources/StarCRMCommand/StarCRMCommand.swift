// StarCRMCommand: see ../shared/design.md.
