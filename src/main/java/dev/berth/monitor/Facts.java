package dev.berth.monitor;

import dev.berth.workspace.CronExpression;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What rules look at and no snapshot holds.
 *
 * @param engineDiskUsage which part of the engine's disk is in use, from 0 to 1
 * @param logErrors how many errors each service logs in a minute; empty where nobody reads the logs
 * @param backupSchedule when a set is made; empty where nobody said
 * @param backsUp whether one is being made, or another is worked with: nothing is overdue meanwhile
 * @param zone by whose clocks the schedule goes
 * @param recoveries what was done to services lately
 */
record Facts(
        OptionalDouble engineDiskUsage,
        Optional<Map<String, Double>> logErrors,
        Optional<CronExpression> backupSchedule,
        boolean backsUp,
        ZoneId zone,
        Recoveries recoveries) {}
