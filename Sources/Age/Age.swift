// Age: see ../shared/design.md.
