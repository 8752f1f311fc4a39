package dev.berth.environment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.docker.ComposeModel;
import dev.berth.docker.ComposeModel.Mount;
import dev.berth.docker.ContainerLimits;
import dev.berth.workspace.Definition;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoreDataTests {

    @ParameterizedTest
    @CsvSource({
        "postgres:17-alpine,                 volume, data, /var/lib/postgresql/data, false, true",
        "acme/own-database,                  volume, data, /var/lib/postgresql/data, false, true",
        "acme/own-database,                  bind,   /srv, /var/lib/mysql,           false, true",
        "docker.io/valkey/valkey:8@sha256:1, volume, data, /data,                    false, true",
        "mongo:8,                            volume, data, /data/db,                 false, true",
        "postgres:17,                        volume, data, /var/lib/postgresql/data, true,  false",
        "redis:8,                            volume, '',   /data,                    false, false",
        "redis:8,                            tmpfs,  data, /data,                    false, false",
        "acme/redis-worker,                  volume, data, /uploads,                 false, false",
        "acme/shop,                          volume, data, /data,                    false, false"
    })
    void isStoreWhenNobodySaysSoTellsByWhereItWrites(
            String image, String type, String source, String target, boolean readOnly, boolean store) {
        assertThat(StoreData.isStore(
                        Definition.Kind.APP, service(image, Map.of(), new Mount(type, source, target, readOnly))))
                .isEqualTo(store);
    }

    @Test
    void isStoreWhenTheKindSaysSoNeedsNoMount() {
        assertThat(StoreData.isStore(Definition.Kind.REDIS, service("cache", Map.of())))
                .isTrue();
    }

    @Test
    void mountsWhenOneIsAtAUsualPlaceLeavesTheOthersOut() {
        Mount data = new Mount("volume", "data", "/srv/cluster", false);
        Mount backups = new Mount("volume", "backups", "/backups", false);

        assertThat(StoreData.mounts(service("own", Map.of("PGDATA", "/srv/cluster/17"), data, backups)))
                .containsExactly(data);
        assertThat(StoreData.mounts(service("own", Map.of(), data, backups))).containsExactly(data, backups);
    }

    private static ComposeModel.Service service(String image, Map<String, String> environment, Mount... mounts) {
        return new ComposeModel.Service(
                "db",
                image,
                false,
                Optional.empty(),
                1,
                new ContainerLimits(OptionalDouble.empty(), OptionalLong.empty(), OptionalLong.empty()),
                false,
                false,
                Optional.empty(),
                Map.of(),
                List.of(),
                List.of(),
                List.of(mounts),
                environment);
    }
}
