// Rendering: see ../shared/design.md.
