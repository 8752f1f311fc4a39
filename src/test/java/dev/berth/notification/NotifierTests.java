package dev.berth.notification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.workspace.Alerts;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NotifierTests {
    private static final Alerts.Receiver ANY = new Alerts.Receiver.Command(List.of("tell"));
    private static final Duration PATIENCE = Duration.ofMillis(50);

    @TempDir
    private Path folder;

    @Test
    void postWhenOneReceiverHangsDeliversToTheOtherAndTriesTheFirstLater() throws Exception {
        CountDownLatch hanging = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        Notifier notifier = notifier(Map.of(
                "dead",
                letter -> {
                    hanging.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } finally {
                        interrupted.countDown();
                    }
                    throw new AssertionError("waits for ever");
                },
                "alive",
                letter -> new Delivery.Delivered("it answered 204")));
        CompletableFuture<Delivery> dead = new CompletableFuture<>();
        assertThat(notifier.post("dead", Letters.letter("a"), 0, dead::complete))
                .isTrue();
        hanging.await();

        assertThat(Letters.post(notifier, "alive", Letters.letter("a")))
                .isEqualTo(new Delivery.Delivered("it answered 204"));
        assertThat(dead.get()).isInstanceOf(Delivery.Later.class);
        interrupted.await();
    }

    @Test
    void postWhenALetterIsOnItsWayTakesNoOther() throws Exception {
        CountDownLatch free = new CountDownLatch(1);
        Notifier notifier = new Notifier(
                "prod",
                Map.of("ops", ANY),
                Letters.surroundings(folder, Map.of()),
                (name, receiver) -> letter -> {
                    free.await();
                    return new Delivery.Delivered(letter.id());
                },
                Notifier.TIMEOUT);
        CompletableFuture<Delivery> first = new CompletableFuture<>();
        notifier.post("ops", Letters.letter("a"), 0, first::complete);

        assertThat(notifier.post("ops", Letters.letter("b"), 0, delivery -> {})).isFalse();
        free.countDown();
        assertThat(first.get()).isEqualTo(new Delivery.Delivered("a"));
    }

    @Test
    void postWhenItIsGivenUpKeepsTheLetterForItsOwnerAlone() throws Exception {
        Notifier notifier = notifier(Map.of("ops", letter -> new Delivery.GivenUp("it answered 400")));

        assertThat(Letters.post(notifier, "ops", Letters.letter("a")).sentence("ops"))
                .startsWith("ops does not take it: it answered 400; it is kept in ")
                .endsWith("undelivered/20260105T100000.000Z-ops-a.json");
        assertThat(letters()).singleElement().satisfies(file -> {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            assertThat(Files.readString(file)).contains("memory of rest", "it answered 400", "\"receiver\":\"ops\"");
        });
    }

    @Test
    void postWhenManyAreGivenUpKeepsTheNewest() throws Exception {
        DeadLetters dead =
                new DeadLetters(Letters.surroundings(folder, Map.of()).workspace(), "prod");
        for (int i = 0; i < DeadLetters.MOST + 5; i++) {
            dead.keep("ops", Letters.letter("a" + i), "no", Letters.BEGIN.plusSeconds(i));
        }

        assertThat(letters()).hasSize(DeadLetters.MOST);
        assertThat(letters()).noneMatch(file -> file.toString().endsWith("-a4.json"));
        assertThat(letters()).anyMatch(file -> file.toString().endsWith("-a104.json"));
    }

    @Test
    void postWhenAnAlertmanagerRefusesKeepsNothing() throws Exception {
        Notifier notifier = new Notifier(
                "prod",
                Map.of("team", new Alerts.Receiver.Alertmanager(URI.create("http://localhost"), Optional.empty())),
                Letters.surroundings(folder, Map.of()),
                (name, receiver) -> letter -> new Delivery.GivenUp("it answered 404"),
                Notifier.TIMEOUT);

        assertThat(Letters.post(notifier, "team", Letters.letter("a")))
                .isEqualTo(new Delivery.GivenUp("it answered 404"));
        assertThat(folder.resolve(".berth/monitor/prod/undelivered")).doesNotExist();
    }

    @Test
    void postWhenItFailsOftenEnoughGivesUp() throws Exception {
        Notifier notifier = notifier(Map.of("ops", letter -> Delivery.Later.because("it takes no connection")));
        CompletableFuture<Delivery> told = new CompletableFuture<>();
        notifier.post("ops", Letters.letter("a"), 149, told::complete);

        assertThat(told.get()).isInstanceOf(Delivery.GivenUp.class);
        assertThat(letters()).hasSize(1);
    }

    @Test
    void postWhenASecretIsAwayTriesLaterAndShowsNoValue() throws Exception {
        Surroundings surroundings = Letters.surroundings(folder, Map.of("chat.token", "sup3r-s3cret"));
        Notifier notifier = new Notifier(
                "prod",
                Map.of("away", ANY, "leak", ANY, "fault", ANY),
                surroundings,
                (name, receiver) -> letter -> switch (name) {
                    case "away" -> throw new BerthException(ErrorCode.VAULT_SEALED, "Vault is sealed", null);
                    case "fault" ->
                        throw new IllegalStateException(
                                surroundings.secret("chat.token").reveal());
                    default ->
                        new Delivery.GivenUp(
                                "it said " + surroundings.secret("chat.token").reveal());
                },
                Notifier.TIMEOUT);

        assertThat(Letters.post(notifier, "away", Letters.letter("a")).sentence("away"))
                .isEqualTo("away did not take it now: Vault is sealed");
        assertThat(Letters.post(notifier, "fault", Letters.letter("a")).sentence("fault"))
                .isEqualTo("fault did not take it now: a fault of Berth's own, java.lang.IllegalStateException");
        assertThat(Letters.post(notifier, "leak", Letters.letter("a")).sentence("leak"))
                .contains("it said ••••");
        assertThat(Files.readString(letters().getFirst())).doesNotContain("sup3r");
    }

    @Test
    void testWhenAReceiverAnswersSaysWhat() {
        Notifier notifier = notifier(Map.of(
                "ops", letter -> new Delivery.Delivered("it answered 204 to " + new LetterText(letter).title())));

        assertThat(notifier.test("ops").sentence("ops"))
                .isEqualTo("ops took it: it answered 204 to FIRING: test of ops in prod (info)");
    }

    private Notifier notifier(Map<String, Sender> senders) {
        Map<String, Alerts.Receiver> receivers = new LinkedHashMap<>();
        senders.keySet().forEach(name -> receivers.put(name, ANY));
        return new Notifier(
                "prod",
                receivers,
                Letters.surroundings(folder, Map.of()),
                (name, receiver) -> Objects.requireNonNull(senders.get(name)),
                PATIENCE);
    }

    private List<Path> letters() throws Exception {
        try (var files = Files.list(folder.resolve(".berth/monitor/prod/undelivered"))) {
            return files.sorted().toList();
        }
    }
}
