// XML: see ../shared/design.md.
