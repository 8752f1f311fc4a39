package dev.berth.tui;

import static org.assertj.core.api.Assertions.assertThat;

import com.googlecode.lanterna.input.KeyStroke;
import com.googlecode.lanterna.input.KeyType;
import dev.berth.view.RawTerminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BoardInputTests {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final TypedTerminal terminal = new TypedTerminal();
    private final BoardInput input = new BoardInput(terminal);

    @Test
    void pollWhenKeysAreTypedDecodesThem() throws IOException, InterruptedException {
        assertThat(keys("\u001b[Aj\n\u001b[6~ü", 5))
                .extracting(KeyStroke::getKeyType)
                .containsExactly(
                        KeyType.ArrowUp, KeyType.Character, KeyType.Enter, KeyType.PageDown, KeyType.Character);
    }

    @Test
    void pollWhenEscapeIsTypedAloneDecodesIt() throws IOException, InterruptedException {
        assertThat(keys("\u001b", 1)).extracting(KeyStroke::getKeyType).containsExactly(KeyType.Escape);
    }

    @Test
    void pollWhenTerminalIsGoneSaysSo() throws IOException, InterruptedException {
        terminal.typed.add(RawTerminal.END);

        assertThat(keys("", 1)).extracting(KeyStroke::getKeyType).containsExactly(KeyType.EOF);
    }

    @Test
    void pollWhenACharacterIsCutOffGoesOnWithWhatFollows() throws IOException, InterruptedException {
        terminal.typed.add(0xc3);
        terminal.typed.add(0xee);
        terminal.typed.add(0x80);

        assertThat(keys("jü", 2)).extracting(KeyStroke::getCharacter).containsExactly('j', 'ü');
    }

    @Test
    void pauseLeavesWhatIsTypedLaterToOthers() throws IOException, InterruptedException {
        keys("j", 1);
        input.pause();

        terminal.typed.add((int) 'x');

        assertThat(terminal.read(Duration.ZERO)).isEqualTo('x');
    }

    private List<KeyStroke> keys(String typed, int count) throws IOException, InterruptedException {
        for (byte each : typed.getBytes(java.nio.charset.StandardCharsets.UTF_8)) {
            terminal.typed.add(each & 0xff);
        }
        BoardTerminal board = new BoardTerminal(terminal, input);
        input.begin();
        List<KeyStroke> keys = new ArrayList<>();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (keys.size() < count && System.nanoTime() < deadline) {
            input.await(PATIENCE);
            for (KeyStroke key = board.pollInput(); key != null && keys.size() < count; key = board.pollInput()) {
                keys.add(key);
            }
        }
        return keys;
    }

    /** A terminal on which everything has been typed already. */
    private static final class TypedTerminal implements RawTerminal {
        private final BlockingQueue<Integer> typed = new LinkedBlockingQueue<>();

        @Override
        public int read(Duration timeout) throws IOException {
            try {
                Integer next = typed.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
                return next == null ? NOTHING : next;
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }

        @Override
        public OutputStream output() {
            return new ByteArrayOutputStream();
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
}
