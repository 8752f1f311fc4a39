package dev.berth.monitor;

import java.util.Set;

/**
 * What receivers are not to be told of now, by the ids of incidents.
 *
 * @param muted what is silenced, or explained by another that fires
 * @param held what may turn out to be explained: its cause is about to fire, or is over soon and was nothing
 */
record Mutes(Set<String> muted, Set<String> held) {
    static final Mutes NONE = new Mutes(Set.of(), Set.of());

    boolean contains(String incident) {
        return muted.contains(incident) || held.contains(incident);
    }
}
