package dev.berth.health;

import dev.berth.docker.ContainerDetails;
import dev.berth.docker.Engine;
import dev.berth.environment.Stack;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Keeps asking what the engine does not tell of a stack: its stores, its volumes, its secrets' server, its backups, and what has drifted. */
final class SurroundingsWatch implements AutoCloseable {
    private final StoreWatch stores;
    private final SurveyWatch survey;
    private final VolumeWatch volumes;
    private final SecretServerWatch secretServer;
    private final BackupWatch backups;

    private SurroundingsWatch(
            StoreWatch stores,
            SurveyWatch survey,
            VolumeWatch volumes,
            SecretServerWatch secretServer,
            BackupWatch backups) {
        this.stores = stores;
        this.survey = survey;
        this.volumes = volumes;
        this.secretServer = secretServer;
        this.backups = backups;
    }

    /**
     * Begins to ask.
     *
     * @param containers those that the stack has now, by service
     */
    static SurroundingsWatch begin(
            Engine engine,
            Stack stack,
            Clock clock,
            StoreProbes probes,
            Supplier<Map<String, List<ContainerDetails>>> containers) {
        StoreWatch stores = StoreWatch.begin(probes.open(stack), clock);
        return new SurroundingsWatch(
                stores,
                SurveyWatch.begin(() -> probes.survey(stack)),
                VolumeWatch.begin(
                        new VolumeCount(engine, stack, clock, probes.volumeMemory(), VolumeCount.LONG_COUNT),
                        containers,
                        stores::latest),
                probes.watchSecretServer(stack),
                probes.watchBackups(stack));
    }

    /** The stack has other containers than before. */
    void changed() {
        survey.changed();
    }

    /** Somebody has been at work: what takes long to find out is looked for anew. */
    void refresh() {
        survey.changed();
        backups.changed();
    }

    /** The snapshot with what each of them said last. */
    StackSnapshot around(StackSnapshot snapshot) {
        StackSnapshot known = snapshot.withStores(stores.latest());
        Optional<Survey.Findings> found = survey.latest();
        if (found.isPresent()) {
            known = known.around(surroundings -> surroundings.with(found.get()));
        }
        known = known.withVolumes(volumes.latest());
        Optional<Surroundings.Backups> kept = backups.latest();
        if (kept.isPresent()) {
            known = known.around(surroundings -> surroundings.with(kept.get()));
        }
        Optional<Surroundings.SecretServer> server = secretServer.latest();
        return server.isPresent() ? known.around(surroundings -> surroundings.with(server.get())) : known;
    }

    @Override
    public void close() {
        stores.close();
        survey.close();
        volumes.close();
        secretServer.close();
        backups.close();
    }
}
