// Archive: see ../shared/design.md.
