// Tests of Age.
