package dev.berth.monitor;

/**
 * What was found of one measurement of one target.
 *
 * @param target a service's or a volume's name; {@code engine}, {@code backups} or {@code secrets} where there is one only
 */
record Reading(Measurement measurement, String target, Finding finding) {}
