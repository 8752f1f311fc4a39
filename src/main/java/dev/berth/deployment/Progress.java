package dev.berth.deployment;

import java.time.Duration;
import java.util.List;

/** What happens during a run, one method an event; wording and drawing are the listener's. */
public interface Progress {

    /** A listener that says nothing. */
    Progress SILENT = new Progress() {};

    /** The plan that is about to be carried out. */
    default void planned(Plan plan) {}

    /** A step begins, such as "stores". */
    default void began(String step) {}

    /** What the running step waits for now, such as "1/3 healthy" and a line a service: "rest: probe not ready yet (3 s)". */
    default void waiting(String summary, List<String> details) {}

    /** So many of the things that the running step does one after the other are done. */
    default void advanced(int done, int all) {}

    /** So many bytes of what the running step copies are copied. */
    default void transferred(long done, long all) {}

    /** The running step did its work; the detail says what. */
    default void finished(String step, String detail, Duration took) {}

    /** The running step failed; details are the failing service's own words, without secrets. */
    default void failed(String step, String reason, List<String> details) {}

    /** What ran before runs again. */
    default void rolledBack(String detail) {}

    /** Something the user should know that is no failure. */
    default void notice(String text) {}
}
