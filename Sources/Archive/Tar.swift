// Tar archives (POSIX.1-2017, pax).
