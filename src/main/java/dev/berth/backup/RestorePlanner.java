package dev.berth.backup;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds out what a restore of a set would put in the place of what. */
final class RestorePlanner {
    private final Scope scope;
    private final Workbench workbench;

    /** @param workbench with what serves in it */
    RestorePlanner(Scope scope, Workbench workbench) {
        this.scope = scope;
        this.workbench = workbench;
    }

    /**
     * In what a set and the environment as it is defined now do not match, a sentence each: what is not brought back would be of
     * another moment than the rest.
     */
    List<String> mismatches(BackupSet set) {
        List<String> mismatches = new ArrayList<>();
        List<String> services =
                scope.redis().stream().map(Scope.RedisService::name).toList();
        List<String> volumes =
                scope.volumes().stream().map(Scope.VolumeContent::name).toList();
        if (set.postgres().isPresent() != scope.postgres().isPresent()) {
            mismatches.add("PostgreSQL is only in one of them");
        }
        set.redis().stream()
                .map(BackupSet.Redis::service)
                .filter(name -> !services.contains(name))
                .forEach(name -> mismatches.add("the environment has no Redis %s any more".formatted(name)));
        set.volumes().stream()
                .map(BackupSet.Volume::name)
                .filter(name -> !volumes.contains(name))
                .forEach(name -> mismatches.add("the environment has no volume %s any more".formatted(name)));
        services.stream()
                .filter(name ->
                        set.redis().stream().noneMatch(each -> each.service().equals(name)))
                .forEach(name -> mismatches.add("the set holds nothing of %s".formatted(name)));
        volumes.stream()
                .filter(name ->
                        set.volumes().stream().noneMatch(each -> each.name().equals(name)))
                .forEach(name -> mismatches.add("the set holds nothing of the volume %s".formatted(name)));
        return mismatches;
    }

    /**
     * What a restore would put in the place of what.
     *
     * @param id of the restore
     * @param until to bring PostgreSQL alone to a moment after the set's; empty for everything as the set has it
     */
    RestorePlan plan(String id, BackupSet set, Optional<RestorePlan.Until> until) {
        Optional<RestorePlan.Postgres> postgres = set.postgres()
                .flatMap(part -> scope.postgres()
                        .map(service -> new RestorePlan.Postgres(
                                service.name(),
                                service.data(),
                                service.beside(id),
                                until,
                                set.moment().restorePoint().orElseThrow())));
        List<RestorePlan.Move> redis = new ArrayList<>();
        List<RestorePlan.Kept> volumes = new ArrayList<>();
        if (until.isEmpty()) {
            for (Scope.RedisService service : scope.redis()) {
                if (set.redis().stream().anyMatch(each -> each.service().equals(service.name()))) {
                    redis.addAll(moves(service, id));
                }
            }
            for (Scope.VolumeContent volume : scope.volumes()) {
                if (set.volumes().stream().anyMatch(each -> each.name().equals(volume.name()))) {
                    volumes.add(new RestorePlan.Kept(
                            volume.name(),
                            volume.services(),
                            Sources.of(volume.volume()),
                            Sources.of(keptVolume(scope, id)) + "/" + volume.name()));
                }
            }
        }
        return new RestorePlan(
                id,
                set.id(),
                until.map(RestorePlan.Until::at).orElse(set.moment().at()),
                RestorePlan.Phase.EXCHANGING,
                Optional.empty(),
                postgres,
                redis,
                volumes);
    }

    /**
     * A Redis reads its log at its start, or its snapshot where it keeps no log; which of them nobody knows while it does not
     * run, and a log that it has left behind would be wrong tomorrow. So both become what the set says.
     */
    private List<RestorePlan.Move> moves(Scope.RedisService service, String id) {
        String folder = Sources.of(service.volume());
        String copy = folder + "/" + Scope.RedisService.BESIDE + id;
        boolean hasLog =
                workbench.run("test", "-e", folder + "/" + SideRedis.LOG_FOLDER).succeeded();
        boolean hasSnapshot =
                workbench.run("test", "-e", folder + "/" + SideRedis.SNAPSHOT).succeeded();
        return Stream.of(SideRedis.LOG_FOLDER, SideRedis.SNAPSHOT)
                .filter(name -> name.equals(SideRedis.SNAPSHOT) || hasLog || !hasSnapshot)
                .map(name -> new RestorePlan.Move(service.name(), folder + "/" + name, copy + "/" + name))
                .toList();
    }

    /** The volume in which a restore puts aside what other volumes held. */
    static String keptVolume(Scope scope, String id) {
        return "%s_before-%s".formatted(scope.environment().project(), id.toLowerCase(Locale.ROOT));
    }
}
