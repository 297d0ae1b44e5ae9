// Billing: see ../shared/design.md.
