// Tests of StarCRMCommand.
