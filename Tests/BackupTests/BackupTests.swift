// Tests of Backup.
