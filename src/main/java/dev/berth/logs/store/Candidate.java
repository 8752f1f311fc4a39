package dev.berth.logs.store;

/** A block in which something may be, with the time that it has, both ends in it. */
record Candidate(long id, long first, long last, long entries) {}
