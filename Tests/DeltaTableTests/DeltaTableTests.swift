// Tests of DeltaTable.
