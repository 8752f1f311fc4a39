package dev.berth.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.docker.ContainerDetails.Mount;
import dev.berth.docker.ContainerState;
import dev.berth.docker.Image;
import dev.berth.docker.PublishedPort;
import dev.berth.secret.SecretValue;
import dev.berth.workspace.Definition.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CheckTests {

    /** A change of what is well, and what is said of it. */
    record Case(Check check, Consumer<Sample> change, List<String> said) {}

    /** A change of what is well that is well too. */
    record Harmless(String name, Consumer<Sample> change) {
        @Override
        public String toString() {
            return name;
        }
    }

    @Test
    void ofWhenAllIsWellMakesEveryCheckAndFindsNothing() {
        Sample sample = new Sample();
        sample.kind = Kind.POSTGRES;

        Audit audit = Audit.of(sample.inspected());

        assertThat(audit.findings()).isEmpty();
        assertThat(audit.passed()).isTrue();
        assertThat(audit.checks()).extracting(Audit.Made::check).containsExactly(Check.values());
        assertThat(audit.checks()).allSatisfy(made -> {
            assertThat(made.findings()).isZero();
            assertThat(made.services().isPresent())
                    .as(made.check().id())
                    .isEqualTo(!Set.of(
                                    Check.SECRETS_STORED,
                                    Check.DEFAULT_SECRET,
                                    Check.BACKUP_SCHEDULE,
                                    Check.COMPLETE_BACKUP)
                            .contains(made.check()));
        });
    }

    @ParameterizedTest
    @MethodSource("cases")
    void ofWhenSomethingIsLackingFindsThatAlone(Case expected) {
        Sample sample = new Sample();
        expected.change().accept(sample);

        Audit audit = Audit.of(sample.inspected());

        assertThat(audit.findings()).extracting(Finding::message).containsExactlyElementsOf(expected.said());
        assertThat(audit.findings()).allSatisfy(finding -> {
            assertThat(finding.check()).isEqualTo(expected.check());
            assertThat(finding.remedy()).isNotBlank();
        });
        assertThat(audit.checks().stream()
                        .filter(made -> made.check() == expected.check())
                        .map(Audit.Made::findings))
                .containsExactly(expected.said().size());
    }

    @ParameterizedTest
    @MethodSource
    void ofWhenItIsHarmlessFindsNothing(Harmless harmless) {
        Sample sample = new Sample();
        harmless.change().accept(sample);

        assertThat(Audit.of(sample.inspected()).findings()).isEmpty();
    }

    @Test
    void casesShowEveryCheckFindingSomething() {
        EnumSet<Check> shown = EnumSet.noneOf(Check.class);
        cases().forEach(each -> shown.add(each.check()));

        assertThat(shown).containsExactly(Check.values());
    }

    @Test
    void ofWhenItIsNotProtectedMakesNoCheckOfWhatOthersDependOn() {
        Sample sample = new Sample();
        sample.isProtected = false;
        sample.kind = Kind.HTTP;
        sample.ports.add(new PublishedPort("", 80, 80, "tcp"));
        sample.backups = new Inspected.Backups(false, false, Optional.empty());

        Audit audit = Audit.of(sample.inspected());

        assertThat(audit.findings()).isEmpty();
        assertThat(audit.checks())
                .extracting(Audit.Made::check)
                .doesNotContain(Check.GATEWAY_TLS, Check.BACKUP_SCHEDULE, Check.COMPLETE_BACKUP)
                .contains(Check.DEFAULT_SECRET);
    }

    @Test
    void ofWhenContainersOfAServiceAreAlikeSaysItOnce() {
        Sample sample = new Sample();
        sample.readOnlyRoot = false;
        Inspected.Service one = sample.service("twice");
        sample.others.add(new Inspected.Service(
                "twice",
                Kind.APP,
                true,
                false,
                List.of(one.containers().getFirst(), one.containers().getFirst())));

        assertThat(Audit.of(sample.inspected()).findings())
                .extracting(finding -> finding.service().orElseThrow())
                .containsExactly("shop", "twice");
    }

    @Test
    void ofWhenNothingIsThereSaysThatAndMakesNoCheckOfIt() {
        Sample sample = new Sample();
        sample.there = false;

        Audit audit = Audit.of(sample.inspected());

        assertThat(audit.findings()).extracting(Finding::check).containsExactly(Check.RUNNING);
        assertThat(audit.checks().stream()
                        .filter(made -> made.check() == Check.NON_ROOT_USER)
                        .map(made -> made.services().orElseThrow()))
                .containsExactly(0);
    }

    static Stream<Case> cases() {
        return Stream.of(
                of(Check.RUNNING, s -> s.there = false, "has no container, so that nothing can be said of it"),
                of(
                        Check.RUNNING,
                        s -> s.state = ContainerState.EXITED,
                        "does not run: what is said of it is how it was set up"),
                of(Check.NON_ROOT_USER, s -> s.user = "", "runs as root"),
                of(Check.NON_ROOT_USER, s -> s.user = "0:0", "runs as root"),
                of(Check.NON_ROOT_USER, s -> s.user = "root", "runs as root"),
                of(
                        Check.FIXED_UID,
                        s -> s.user = "shop",
                        "has no fixed UID: it runs as shop, which is another number in another image"),
                of(
                        Check.FIXED_UID,
                        s -> {
                            s.user = "redis";
                            s.meant = Optional.of(new Image("sha256:1", "redis", List.of()));
                        },
                        "has no fixed UID: it runs as redis, a user of its image, which the next image may number anew"),
                of(Check.READ_ONLY_ROOT, s -> s.readOnlyRoot = false, "can write to its root file system"),
                of(
                        Check.NO_NEW_PRIVILEGES,
                        s -> s.securityOptions = List.of("no-new-privileges:false"),
                        "a process of it can gain privileges, as through sudo"),
                of(Check.CAPABILITIES, s -> s.dropped = List.of("NET_RAW"), "keeps capabilities of root"),
                of(Check.CAPABILITIES, s -> s.added = List.of("CHOWN", "FOWNER"), "was given CHOWN, FOWNER"),
                of(
                        Check.CAPABILITIES,
                        s -> {
                            s.dropped = List.of();
                            s.added = List.of("NET_ADMIN");
                        },
                        "keeps capabilities of root, and was given NET_ADMIN"),
                of(Check.PRIVILEGED, s -> s.privileged = true, "is privileged, which is root on its host"),
                of(
                        Check.SECURITY_PROFILE,
                        s -> s.securityOptions = List.of("no-new-privileges", "seccomp=unconfined"),
                        "runs with seccomp=unconfined, without a guard that the kernel has"),
                of(
                        Check.SECURITY_PROFILE,
                        s -> s.securityOptions = List.of("no-new-privileges", "label:disable"),
                        "runs with label:disable, without a guard that the kernel has"),
                of(
                        Check.HOST_NAMESPACES,
                        s -> {
                            s.hostNamespaces = List.of("network", "pid");
                            s.securityOptions = List.of("no-new-privileges", "label=disable");
                        },
                        "shares with its host: network, pid"),
                of(
                        Check.ENGINE_SOCKET,
                        s -> {
                            s.mounts.add(bind("/var/run/docker.sock", "/var/run/docker.sock", true));
                            s.mounts.add(bind("/srv/engine.socket", "/engine", true));
                        },
                        "can command the engine, and so its host, through /var/run/docker.sock",
                        "can command the engine, and so its host, through /srv/engine.socket"),
                of(
                        Check.HOST_FOLDERS,
                        s -> {
                            s.mounts.add(bind("/", "/host", true));
                            s.mounts.add(bind("/etc/", "/e", false));
                            s.mounts.add(bind("/var/lib/docker/volumes", "/v", true));
                        },
                        "reads / of its host",
                        "can write to /etc/ of its host",
                        "reads /var/lib/docker/volumes of its host"),
                of(Check.DEVICES, s -> s.devices = List.of("/dev/sda"), "was given of its host: /dev/sda"),
                of(Check.CPU_CEILING, s -> s.cpus = OptionalDouble.empty(), "can take every CPU of its host"),
                of(Check.MEMORY_CEILING, s -> s.memory = OptionalLong.empty(), "can take all memory of its host"),
                of(Check.PIDS_CEILING, s -> s.pids = OptionalLong.empty(), "can start processes without end"),
                of(
                        Check.ULIMITS,
                        s -> s.ulimits = Set.of("nproc"),
                        "how many files it can open is whatever its engine was started with"),
                of(Check.HEALTH_CHECK, s -> s.healthCheck = false, "nobody sees whether it answers"),
                of(
                        Check.RESTART_POLICY,
                        s -> s.restartPolicy = "no",
                        "stays away after a crash, or a restart of its host"),
                of(Check.LOG_ROTATION, s -> s.logOptions = Map.of(), "its log grows until the disk is full"),
                of(
                        Check.PINNED_IMAGE,
                        s -> s.image = "acme/shop:1",
                        "runs acme/shop:1, which a registry can give another image to"),
                of(
                        Check.PINNED_IMAGE,
                        s -> {
                            s.image = "acme/shop:1";
                            s.built = true;
                            s.imageId = "sha256:0";
                        },
                        "runs an image that acme/shop:1 does not mean any more"),
                of(
                        Check.PINNED_IMAGE,
                        s -> {
                            s.image = "acme/shop:1";
                            s.meant = Optional.empty();
                        },
                        "runs an image that acme/shop:1 does not mean any more"),
                of(
                        Check.SECRETS_IN_ENVIRONMENT,
                        s -> s.environment.put("DB_PASSWORD", "p8Xw1zQv0Lr7"),
                        "DB_PASSWORD stands in its environment, where docker inspect shows it"),
                of(
                        Check.SECRETS_IN_ENVIRONMENT,
                        s -> s.environment.put("DB_PASSWORD", "Postgres"),
                        "DB_PASSWORD stands in its environment, where docker inspect shows it, with a value that everybody"
                                + " knows"),
                of(
                        Check.SECRET_FILES,
                        s -> {
                            s.mounts.add(bind("/home/ada/acme/key.txt", "/run/secrets/key", true));
                            s.mounts.add(new Mount("volume", "acme_keys", "/run/secrets", true));
                            s.mounts.add(bind("/mnt/berth/acme/shop", "/keys", true));
                        },
                        "reads secrets at /run/secrets/key from /home/ada/acme/key.txt, on a disk",
                        "reads secrets at /run/secrets from the volume acme_keys, on a disk",
                        "reads secrets at /keys from /mnt/berth/acme/shop, on a disk"),
                of(Check.SECRETS_STORED, s -> s.declared.add("mail.password"), "mail.password is not stored"),
                of(
                        Check.SECRETS_STORED,
                        s -> {
                            s.stored.clear();
                            s.storeUnread = Optional.of("Vault is sealed");
                        },
                        "nobody can say whether they are: Vault is sealed"),
                of(
                        Check.DEFAULT_SECRET,
                        s -> s.stored.put("shop.key", SecretValue.of("changeme")),
                        "shop.key has a value that everybody knows"),
                of(
                        Check.DEFAULT_SECRET,
                        s -> s.stored.put(
                                "shop.key",
                                SecretValue.of("your-super-secret-jwt-token-with-at-least-32-characters-long")),
                        "shop.key has a value that everybody knows"),
                of(
                        Check.DEFAULT_SECRET,
                        s -> s.stored.put(
                                "shop.key",
                                SecretValue.of("e30."
                                        + Base64.getUrlEncoder()
                                                .encodeToString(
                                                        "{\"iss\": \"supabase-demo\"}".getBytes(StandardCharsets.UTF_8))
                                        + ".x")),
                        "shop.key has a value that everybody knows"),
                of(
                        Check.DATA_NETWORK,
                        s -> {
                            s.kind = Kind.REDIS;
                            s.networks.put("acme_outer", "outer");
                        },
                        "is on the network acme_outer, which is not internal"),
                of(
                        Check.DATA_APART,
                        s -> {
                            Sample edge = new Sample();
                            edge.ports.add(new PublishedPort("127.0.0.1", 8080, 80, "tcp"));
                            s.others.add(edge.service("front"));
                            s.kind = Kind.PGBOUNCER;
                        },
                        "shares the network acme_inner with front, which publishes a port"),
                of(
                        Check.PUBLISHED_STORE,
                        s -> {
                            s.kind = Kind.POSTGRES;
                            s.ports.add(new PublishedPort("", 5432, 5432, "tcp"));
                            s.ports.add(new PublishedPort("10.0.0.7", 5433, 5432, "tcp"));
                        },
                        "publishes its port 5432 as 5432 on every address beyond its host, where whoever comes needs TLS and"
                                + " nobody need come",
                        "publishes its port 5432 as 10.0.0.7:5433 beyond its host, where whoever comes needs TLS and nobody"
                                + " need come"),
                of(
                        Check.PUBLISHED_EVERYWHERE,
                        s -> s.ports.add(new PublishedPort("", 9000, 90, "tcp")),
                        "publishes its port 90 as 9000 on every address"),
                of(
                        Check.GATEWAY_TLS,
                        s -> {
                            s.kind = Kind.HTTP;
                            s.ports.add(new PublishedPort("", 80, 8080, "tcp"));
                        },
                        "publishes plain HTTP beyond its host: its port 8080 as 80 on every address"),
                of(
                        Check.BACKUP_SCHEDULE,
                        s -> s.backups = new Inspected.Backups(false, true, Optional.empty()),
                        "the definition says of no time at which one is made"),
                of(
                        Check.COMPLETE_BACKUP,
                        s -> s.backups = new Inspected.Backups(true, false, Optional.empty()),
                        "there is no set to go back to"),
                of(
                        Check.COMPLETE_BACKUP,
                        s -> s.backups = new Inspected.Backups(true, false, Optional.of("the bucket does not answer")),
                        "nobody can say whether there is: the bucket does not answer"));
    }

    static Stream<Harmless> ofWhenItIsHarmlessFindsNothing() {
        return Stream.of(
                new Harmless("nobody expects it", s -> {
                    s.expected = false;
                    s.there = false;
                }),
                new Harmless("it is meant to end", s -> {
                    s.oneShot = true;
                    s.state = ContainerState.EXITED;
                    s.healthCheck = false;
                    s.restartPolicy = "no";
                }),
                new Harmless("a number without a group", s -> s.user = "999"),
                new Harmless("the option without a value", s -> s.securityOptions = List.of("no-new-privileges")),
                new Harmless(
                        "a profile of its own",
                        s -> s.securityOptions = List.of("no-new-privileges=true", "apparmor=docker-shop")),
                new Harmless("harmless folders", s -> {
                    s.mounts.add(bind("/etc/localtime", "/etc/localtime", true));
                    s.mounts.add(bind("/srv/acme", "/srv", false));
                    s.mounts.add(new Mount("volume", "acme_data", "/data", false));
                }),
                new Harmless("the driver that rotates by itself", s -> {
                    s.logDriver = "local";
                    s.logOptions = Map.of();
                }),
                new Harmless("logs that are somebody else's", s -> {
                    s.logDriver = "journald";
                    s.logOptions = Map.of();
                }),
                new Harmless("on-failure", s -> s.restartPolicy = "on-failure"),
                new Harmless("an image by its id", s -> s.image = "sha256:" + "1".repeat(64)),
                new Harmless("an image that was built", s -> {
                    s.image = "acme/shop:1";
                    s.built = true;
                }),
                new Harmless("an image that no registry has", s -> {
                    s.image = "acme/shop:1";
                    s.meant = Optional.of(new Image("sha256:1", "", List.of()));
                }),
                new Harmless("secrets in memory", s -> {
                    s.mounts.add(bind("/run/berth/acme/shop", "/run/berth", true));
                    s.mounts.add(bind("/dev/shm/berth/acme/shop", "/run/secrets", true));
                    s.mounts.add(new Mount("tmpfs", "", "/run/secrets", true));
                }),
                new Harmless("a store on loopback", s -> {
                    s.kind = Kind.REDIS;
                    s.ports.add(new PublishedPort("127.0.0.1", 6379, 6379, "tcp"));
                    s.ports.add(new PublishedPort("::1", 6379, 6379, "tcp"));
                }),
                new Harmless("a store in no network", s -> {
                    s.kind = Kind.REDIS;
                    s.networks.clear();
                    s.networks.put("none", "nowhere");
                }),
                new Harmless("stores beside each other", s -> {
                    Sample pooler = new Sample();
                    pooler.kind = Kind.PGBOUNCER;
                    pooler.ports.add(new PublishedPort("127.0.0.1", 6432, 6432, "tcp"));
                    s.others.add(pooler.service("pooler"));
                    s.kind = Kind.POSTGRES;
                }),
                new Harmless("a gateway with TLS", s -> {
                    s.kind = Kind.HTTP;
                    s.ports.add(new PublishedPort("", 80, 8080, "tcp"));
                    s.ports.add(new PublishedPort("", 443, 8443, "tcp"));
                }),
                new Harmless("a gateway on loopback", s -> {
                    s.kind = Kind.HTTP;
                    s.ports.add(new PublishedPort("127.0.0.1", 8080, 8080, "tcp"));
                }));
    }

    @ParameterizedTest
    @CsvSource({
        "POSTGRES_PASSWORD, x1, true",
        "PGPASSWORD, x1, true",
        "JWT_SECRET, x1, true",
        "GITHUB_TOKEN, x1, true",
        "ANON_KEY, x1, true",
        "STRIPE_APIKEY, x1, true",
        "MYSQL_PWD, x1, true",
        "db.password, x1, true",
        "DATABASE_URL, postgres://app:x1@db/app, true",
        "AMQP, amqps://:x1@mq, true",
        "POSTGRES_PASSWORD, '', false",
        "POSTGRES_PASSWORD_FILE, /run/secrets/pg, false",
        "PGRST_JWT_SECRET, @/run/berth/current/jwt-secret, false",
        "PASSWORD, /run/secrets/pg, false",
        "SECRET_ROTATION, true, false",
        "TOKEN_TTL, 3600, false",
        "GPG_KEY, A035C8C1, false",
        "JWT_PUBLIC_KEY, MFk, false",
        "AWS_ACCESS_KEY_ID, AKIA, false",
        "KEYCLOAK_MODE, x1, false",
        "MONKEY, x1, false",
        "PWD, x1, false",
        "PUBLIC_URL, https://api.acme.example/a@b:c, false",
        "DATABASE_URL, postgres://app@db/app, false",
        "LOG_LEVEL, warn, false"
    })
    void confidentialVariableWhenNamedOrFormedSoIsOne(String name, String value, boolean confidential) {
        assertThat(ConfidentialVariable.is(name, value)).isEqualTo(confidential);
    }

    private static Case of(Check check, Consumer<Sample> change, String... said) {
        return new Case(check, change, List.of(said));
    }

    private static Mount bind(String source, String target, boolean readOnly) {
        return new Mount("bind", source, target, readOnly);
    }
}
