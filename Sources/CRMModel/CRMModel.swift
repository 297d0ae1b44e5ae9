// CRMModel: see ../shared/design.md.
