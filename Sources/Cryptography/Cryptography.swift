// Cryptography: see ../shared/design.md.
