package dev.berth.tui;

import static org.assertj.core.api.Assertions.assertThat;

import com.googlecode.lanterna.input.KeyStroke;
import com.googlecode.lanterna.input.KeyType;
import dev.berth.testing.FuzzTarget;
import dev.berth.testing.Thrift;
import dev.berth.view.RawTerminal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Bytes that a terminal may send: keys, clicks, pastes and what lines of bad quality make of them. */
class BoardInputFuzzTests {
    private static final Duration PATIENCE = Duration.ofMillis(20);

    @FuzzTarget
    void typed(byte[] input) throws Exception {
        Thrift.of(input.length, () -> {
            Typed terminal = new Typed(new ByteArrayInputStream(input));
            BoardInput keys = new BoardInput(terminal);
            BoardTerminal board = new BoardTerminal(terminal, keys);
            keys.begin();
            BoardKeys press = new BoardKeys(new Situation());
            BoardState state = BoardState.FIRST;
            int pressed = 0;
            for (boolean ended = false; !ended; ) {
                KeyStroke key = board.pollInput();
                if (key == null) {
                    keys.await(PATIENCE);
                    continue;
                }
                BoardKeys.Step step = press.press(state, key);
                state = step.state();
                assertThat(step.effect()).isNotNull();
                ended = key.getKeyType() == KeyType.EOF;
                assertThat(++pressed).isLessThanOrEqualTo(input.length + 1);
            }
            keys.pause();
        });
    }

    /** A terminal on which everything has been typed, and which then goes away. */
    private record Typed(InputStream bytes) implements RawTerminal {
        @Override
        public int read(Duration timeout) throws IOException {
            int next = bytes.read();
            return next < 0 ? END : next;
        }

        @Override
        public OutputStream output() {
            return OutputStream.nullOutputStream();
        }

        @Override
        public Size size() {
            return new Size(80, 24);
        }

        @Override
        public void lend(Runnable work) {
            work.run();
        }
    }

    private static final class Situation implements BoardKeys.Situation {
        private static final List<String> SERVICES = List.of("rest", "postgres", "gateway");

        @Override
        public String environment() {
            return "dev";
        }

        @Override
        public boolean isProtected() {
            return true;
        }

        @Override
        public boolean isReadOnly() {
            return false;
        }

        @Override
        public List<String> services() {
            return SERVICES;
        }

        @Override
        public int lines() {
            return 100;
        }

        @Override
        public int page() {
            return 10;
        }

        @Override
        public long lastEntry() {
            return 77;
        }

        @Override
        public OptionalInt find(BoardState searching, int from, boolean older) {
            return from % 2 == 0 ? OptionalInt.empty() : OptionalInt.of(Math.floorMod(from, 100));
        }

        @Override
        public Optional<Picture.Aim> at(int column, int row) {
            return row == 1 ? Optional.of(new Picture.Show(Pane.EVENTS)) : Optional.of(new Picture.Select("postgres"));
        }
    }
}
