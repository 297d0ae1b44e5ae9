// Tests of VCard.
