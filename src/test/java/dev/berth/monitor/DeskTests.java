package dev.berth.monitor;

import static dev.berth.monitor.AlertSamples.BEGIN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.notification.News;
import dev.berth.workspace.Definition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DeskTests {
    private static final Duration LOOK = Duration.ofSeconds(10);

    private static final Duration RETRY = Duration.ofMinutes(2);

    private final List<News> open = new ArrayList<>();
    private final Set<String> muted = new HashSet<>();
    private final Set<String> held = new HashSet<>();
    private final List<Message> messages = new ArrayList<>();
    private Desk desk = Desk.of("ops");
    private Instant now = BEGIN;
    private boolean reachable = true;

    @Test
    void lookedWhenAHundredFailAtOnceTellsThemTogether() {
        for (int i = 0; i < 100; i++) {
            open.add(news("a" + i));
        }
        pass(Duration.ofHours(1));

        assertThat(messages).hasSize(1);
        assertThat(messages.getFirst().firing()).hasSize(100);
        assertThat(messages.getFirst().madeAt()).isEqualTo(BEGIN.plus(Pace.USUAL.gathering()));
    }

    @Test
    void lookedWhenAHundredFailOneAfterTheOtherTellsThemInTwo() {
        for (int i = 0; i < 100; i++) {
            open.add(news("a" + i));
            look();
            now = now.plusMillis(2_500);
        }
        pass(Duration.ofHours(1));

        assertThat(messages).hasSize(2);
        assertThat(told()).hasSize(100).doesNotHaveDuplicates();
    }

    @Test
    void lookedWhenItIsOverBeforeItWasToldTellsNothing() {
        open.add(news("a"));
        pass(Duration.ofSeconds(20));
        open.clear();
        pass(Duration.ofDays(1));

        assertThat(messages).isEmpty();
    }

    @Test
    void lookedWhenItIsOverAfterItWasToldSaysSoOnce() {
        open.add(news("a"));
        pass(Duration.ofMinutes(1));
        open.clear();
        pass(Duration.ofDays(1));

        assertThat(messages).hasSize(2);
        assertThat(messages.getLast().resolved()).extracting(News::id).containsExactly("a");
        assertThat(messages.getLast().resolved().getFirst().resolvedAt()).contains(BEGIN.plus(Duration.ofMinutes(1)));
        assertThat(messages.getLast().firing()).isEmpty();
    }

    @Test
    void lookedWhenItFiresForLongRemindsOfIt() {
        open.add(news("a"));
        pass(Duration.ofHours(9));

        assertThat(messages).hasSize(3);
        assertThat(messages.get(1).news()).isEmpty();
        assertThat(messages.get(1).reminders()).extracting(News::id).containsExactly("a");
        assertThat(Duration.between(messages.get(1).madeAt(), messages.get(2).madeAt()))
                .isEqualTo(Pace.USUAL.repeat());
    }

    @Test
    void lookedWhenItIsMutedTellsItOnlyWhenItStillFiresAfterwards() {
        open.add(news("a"));
        open.add(news("b"));
        muted.addAll(Set.of("a", "b"));
        pass(Duration.ofHours(1));
        assertThat(messages).isEmpty();

        open.remove(news("b"));
        muted.clear();
        pass(Duration.ofHours(1));
        assertThat(told()).containsExactly("a");
    }

    @Test
    void lookedWhenItsCauseComesAndGoesTellsItAtTheFirstLookWithoutOne() {
        open.add(news("a"));
        open.add(news("b"));
        for (int i = 0; i < 60; i++) {
            held.clear();
            if (i % 2 == 1) {
                held.add("a");
            }
            look();
            now = now.plusSeconds(5);
        }

        assertThat(messages)
                .singleElement()
                .satisfies(message -> assertThat(message.madeAt()).isEqualTo(BEGIN.plus(Pace.USUAL.gathering())));
        assertThat(told()).containsExactly("a", "b");
    }

    @Test
    void lookedWhenOneIsHeldTellsTheOthersAndThatOneAfterwards() {
        open.add(news("a"));
        open.add(news("b"));
        held.add("a");
        pass(Duration.ofMinutes(20));
        assertThat(told()).containsExactly("b");

        held.clear();
        look();
        assertThat(told()).containsExactly("b", "a");
    }

    @Test
    void lookedWhenItIsMutedAfterItWasToldStillSaysThatItIsOver() {
        open.add(news("a"));
        pass(Duration.ofMinutes(1));
        muted.add("a");
        pass(Duration.ofHours(9));
        assertThat(messages).hasSize(1);

        open.clear();
        pass(Duration.ofHours(1));
        assertThat(messages.getLast().resolved()).extracting(News::id).containsExactly("a");
    }

    @Test
    void toSendWhenNobodyAnswersTriesTheSameWhenItIsToldTo() {
        reachable = false;
        open.add(news("a"));
        pass(Duration.ofSeconds(40));
        open.add(news("b"));
        pass(Duration.ofHours(2));

        assertThat(messages)
                .extracting(Message::id)
                .containsOnly(messages.getFirst().id());
        assertThat(messages)
                .allSatisfy(message ->
                        assertThat(message.news()).extracting(News::id).containsExactly("a"));
        assertThat(messages).hasSizeBetween(59, 61);

        reachable = true;
        messages.clear();
        pass(Duration.ofHours(1));
        assertThat(messages).hasSize(2);
        assertThat(told()).containsExactly("a", "b");
        assertThat(Duration.between(
                        messages.getFirst().notBefore(), messages.getLast().madeAt()))
                .isGreaterThanOrEqualTo(Pace.USUAL.interval());
    }

    @Test
    void toSendWhenItIsOverWhileNobodyAnswersTellsBothInTheirOrder() {
        reachable = false;
        open.add(news("a"));
        pass(Duration.ofMinutes(2));
        open.clear();
        pass(Duration.ofMinutes(2));
        reachable = true;
        messages.clear();
        pass(Duration.ofHours(1));

        assertThat(messages).hasSize(2);
        assertThat(messages.getFirst().firing()).extracting(News::id).containsExactly("a");
        assertThat(messages.getLast().resolved()).extracting(News::id).containsExactly("a");
    }

    @Test
    void deliveredWhenItIsAnotherMessageChangesNothing() {
        open.add(news("a"));
        reachable = false;
        pass(Duration.ofMinutes(1));

        assertThat(desk.delivered("other", now)).isEqualTo(desk);
        assertThat(desk.failed("other", now)).isEqualTo(desk);
    }

    @Test
    void putBackWhenTheClockIsSetBackTellsAsSoonAsElse() {
        open.add(news("a"));
        pass(Duration.ofSeconds(20));
        now = now.minus(Duration.ofDays(1));
        desk = desk.putBack(Duration.ofDays(1));
        pass(Duration.ofSeconds(20));

        assertThat(told()).containsExactly("a");
        open.clear();
        now = now.minus(Duration.ofDays(1));
        desk = desk.putBack(Duration.ofDays(1));
        pass(Duration.ofMinutes(6));
        assertThat(messages).hasSize(2);
    }

    private void pass(Duration duration) {
        Instant end = now.plus(duration);
        while (now.isBefore(end)) {
            look();
            now = now.plus(LOOK);
        }
        now = end;
    }

    private void look() {
        desk = desk.looked("dev", open, new Mutes(muted, held), Pace.USUAL, now);
        Optional<Message> message = desk.toSend(now);
        message.ifPresent(messages::add);
        message.ifPresent(
                sent -> desk = reachable ? desk.delivered(sent.id(), now) : desk.failed(sent.id(), now.plus(RETRY)));
    }

    private List<String> told() {
        return messages.stream()
                .flatMap(message -> message.firing().stream())
                .map(News::id)
                .toList();
    }

    private static News news(String id) {
        return new News(id, "memory", "rest", Definition.Severity.WARNING, "rest is full", BEGIN, Optional.empty());
    }
}
