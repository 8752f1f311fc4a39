package dev.berth.tui;

import static org.assertj.core.api.Assertions.assertThat;

import com.googlecode.lanterna.TerminalSize;
import com.googlecode.lanterna.TextCharacter;
import com.googlecode.lanterna.TextColor;
import com.googlecode.lanterna.screen.TerminalScreen;
import com.googlecode.lanterna.terminal.virtual.DefaultVirtualTerminal;
import dev.berth.health.LiveStack;
import dev.berth.view.Theme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The screens as they are, letter by letter; {@code -Dberth.screens=write} writes them anew, to be looked at. */
class BoardScreenTests {
    private static final Path FOLDER = Path.of("src/test/resources/dev/berth/tui");
    private static final BoardState FIRST = BoardState.FIRST;
    private static final BoardState REST = FIRST.select("rest", List.of("rest", "redis-session", "gateway"));

    @ParameterizedTest
    @CsvSource({"80, 24", "120, 40", "150, 40", "200, 60"})
    void overviewWhenSizeVariesShowsWhatFits(int columns, int rows) throws IOException {
        assertScreen("overview-%dx%d".formatted(columns, rows), BoardSamples.view(FIRST), columns, rows);
    }

    @ParameterizedTest
    @CsvSource({"80, 24", "120, 40", "200, 60"})
    void detailShowsAllThereIsToKnow(int columns, int rows) throws IOException {
        assertScreen("detail-%dx%d".formatted(columns, rows), BoardSamples.view(REST.detail(true)), columns, rows);
    }

    @ParameterizedTest
    @CsvSource({"80, 24", "120, 40", "200, 60"})
    void paneWhenShownFitsTheScreen(int columns, int rows) throws IOException {
        for (Pane pane : List.of(Pane.LOGS, Pane.EVENTS, Pane.QUERIES, Pane.VOLUMES, Pane.ALERTS)) {
            String name = "%s-%dx%d".formatted(pane.title().toLowerCase(Locale.ROOT), columns, rows);
            assertScreen(name, BoardSamples.view(FIRST.show(pane, Optional.empty())), columns, rows);
        }
    }

    @Test
    void alertsWhenSomebodyWatchesShowWhatItFoundAndDid() throws IOException {
        assertScreen("alerts-watched-80x24", BoardSamples.watched(FIRST.show(Pane.ALERTS, Optional.empty())), 80, 24);
    }

    @Test
    void overviewWhenSelectedShowsTheService() throws IOException {
        assertScreen("selected-100x30", BoardSamples.view(REST), 100, 30);
    }

    @Test
    void detailWhenScrolledShowsTheRest() throws IOException {
        assertScreen(
                "detail-scrolled-80x24", BoardSamples.view(REST.detail(true).scroll(99)), 80, 24);
    }

    @Test
    void logsWhenFilteredShowOnlyThat() throws IOException {
        assertScreen(
                "logs-filtered-80x24",
                BoardSamples.view(FIRST.show(Pane.LOGS, Optional.of("rest")).filter("jws")),
                80,
                24);
    }

    @Test
    void logsWhenSearchedMarkTheLineAndStandStill() throws IOException {
        BoardState logs = FIRST.show(Pane.LOGS, Optional.empty());
        Reading reading = logs.reading().search("jws").hold(3).found(1);

        assertScreen("logs-found-80x24", BoardSamples.view(logs.read(reading)), 80, 24);
    }

    @Test
    void logsWhenWrappedLoseNothing() throws IOException {
        BoardState logs = FIRST.show(Pane.LOGS, Optional.empty());

        assertScreen(
                "logs-wrapped-80x24", BoardSamples.view(logs.read(logs.reading().wrap(true))), 80, 24);
    }

    @Test
    void helpShowsTheKeys() throws IOException {
        assertScreen("help-80x24", BoardSamples.view(FIRST.help(true)), 80, 24);
    }

    @Test
    void targetsAreWhereTheirThingsAreDrawn() {
        Picture picture = BoardScreen.picture(BoardSamples.view(FIRST), 100, 30);

        for (Picture.Target target : picture.targets()) {
            String text = picture.lines().get(target.row()).text().substring(target.from(), target.to());
            switch (target.aim()) {
                case Picture.Show(Pane pane) -> assertThat(text).contains(pane.title());
                case Picture.Select(String service) -> assertThat(text).contains(service);
                case Picture.Help help -> assertThat(text).contains("? help");
            }
        }
        assertThat(picture.targets()).hasSize(Pane.values().length + 6 + 1);
    }

    @Test
    void confirmationWhenProtectedAsksForTheName() throws IOException {
        BoardState asking = REST.entry(Optional.of(new BoardState.Entry(
                new BoardState.Entry.Confirmation(
                        List.of("stack", "restart", "rest"),
                        "Restarting rest breaks its connections. prod is protected, type its name:",
                        "prod"),
                "pr")));

        assertScreen(
                "confirmation-100x24",
                BoardSamples.view(asking, "prod", true, Optional.empty(), new Theme(false, true)),
                100,
                24);
    }

    @Test
    void headerWhenEngineIsAwaySaysSinceWhen() throws IOException {
        Optional<LiveStack.Outage> outage =
                Optional.of(new LiveStack.Outage(BoardSamples.NOW.minusSeconds(75), "connection refused"));

        assertScreen("outage-100x24", BoardSamples.view(FIRST, "dev", false, outage, new Theme(false, true)), 100, 24);
    }

    @Test
    void headerWhenTheServerOfSecretsIsSealedSaysSinceWhen() throws IOException {
        assertThat(screen(BoardSamples.sealed(FIRST), 100, 24).toString()).contains("· Vault ✗ sealed for 1m 35s ·");
    }

    @Test
    void overviewWhenOnlyAsciiUsesNothingElse() throws IOException {
        BoardView view = BoardSamples.view(FIRST, "dev", false, Optional.empty(), Theme.PLAIN);

        String screen = screen(view, 100, 24).toString();

        // The log's own characters stay what they are.
        assertThat(screen.replaceAll("[日本]", "")).matches("[\\x20-\\x7e\n]*");
    }

    @Test
    void overviewWhenTooSmallSaysSo() throws IOException {
        assertThat(screen(BoardSamples.view(FIRST), 50, 10).toString()).startsWith("50 x 10 is too small");
    }

    @Test
    void headerWhenProtectedIsWhiteOnRedAllAlong() throws IOException {
        BoardView view = BoardSamples.view(FIRST, "prod", true, Optional.empty(), new Theme(true, true));

        DefaultVirtualTerminal terminal = screen(view, 80, 24);

        for (int column = 0; column < 80; column++) {
            TextCharacter character = terminal.getCharacter(column, 0);
            assertThat(character.getBackgroundColor()).isEqualTo(TextColor.ANSI.RED);
        }
    }

    @Test
    void screenWhenWithoutColorUsesNone() throws IOException {
        DefaultVirtualTerminal terminal = screen(BoardSamples.view(REST), 100, 30);

        for (int row = 0; row < 30; row++) {
            for (int column = 0; column < 100; column++) {
                assertThat(terminal.getCharacter(column, row).getForegroundColor())
                        .isEqualTo(TextColor.ANSI.DEFAULT);
            }
        }
    }

    private static void assertScreen(String name, BoardView view, int columns, int rows) throws IOException {
        String screen = screen(view, columns, rows)
                .toString()
                .lines()
                .map(String::stripTrailing)
                .collect(Collectors.joining("\n", "", "\n"));
        if ("write".equals(System.getProperty("berth.screens"))) {
            Files.writeString(FOLDER.resolve(name + ".txt"), screen);
        }
        assertThat(screen)
                .isEqualTo(Files.readString(FOLDER.resolve(name + ".txt")))
                .doesNotContain("never-to-be-seen");
    }

    private static DefaultVirtualTerminal screen(BoardView view, int columns, int rows) throws IOException {
        DefaultVirtualTerminal terminal = new DefaultVirtualTerminal(new TerminalSize(columns, rows));
        // Left open: leaving it would clear the terminal.
        TerminalScreen screen = new TerminalScreen(terminal);
        screen.startScreen();
        screen.setCursorPosition(null);
        new Painter(view.theme().color())
                .paint(List.of(), BoardScreen.picture(view, columns, rows).lines(), screen);
        screen.refresh();
        return terminal;
    }
}
