package dev.berth.environment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.docker.Engine;
import dev.berth.failure.BerthException;
import dev.berth.secret.DotenvText;
import dev.berth.testing.FuzzTarget;
import dev.berth.testing.Thrift;
import dev.berth.workspace.Workspace;
import java.io.ByteArrayInputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;

/** What Berth remembers, damaged or written by a newer version: nothing is known then, or it is said what is wrong. */
class StateDocumentsFuzzTests {
    @TempDir
    static Path folder;

    /** A slot that was not written whole is none, and one that was is the same again. */
    @FuzzTarget
    void slot(byte[] input) throws Exception {
        String text = new String(input, StandardCharsets.UTF_8);
        String written = Slot.encode(7, text);

        Thrift.of(input.length, () -> {
            assertThat(Slot.decode(written)).contains(new Slot(7, text));
            Slot.decode(text)
                    .ifPresent(slot -> assertThat(Slot.decode(Slot.encode(slot.sequence(), slot.text())))
                            .contains(slot));
            StringBuilder damaged = new StringBuilder(written);
            int place = input.length == 0 ? 0 : (input[0] & 0xff) % written.length();
            damaged.setCharAt(place, (char) (damaged.charAt(place) ^ 1));
            Slot.decode(damaged.toString()).ifPresent(slot -> {
                throw new AssertionError("taken for whole: " + slot);
            });
            assertThat(Slot.decode(written.substring(0, place))).isEmpty();
        });
    }

    @FuzzTarget
    void run(byte[] input) throws Exception {
        String text = new String(input, StandardCharsets.UTF_8);

        Thrift.of(input.length, () -> {
            try {
                Run run = RunDocument.parse(text);
                assertThat(RunDocument.parse(RunDocument.write(run))).isEqualTo(run);
            } catch (BerthException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        });
    }

    @FuzzTarget
    void cache(byte[] input) throws Exception {
        Workspace workspace = new Workspace(folder);
        Files.createDirectories(folder.resolve(".berth/cache"));
        Files.createDirectories(folder.resolve(".berth/last-known"));
        Files.write(folder.resolve(".berth/cache/dev.json"), input);
        Files.write(folder.resolve(".berth/last-known/dev"), input);

        Thrift.of(input.length, () -> {
            StackCache cache = new StackCache(workspace, "dev");
            Optional<StackCache.Entry> entry = cache.read();
            if (entry.isPresent()) {
                cache.write(entry.get());
                assertThat(cache.read()).isEqualTo(entry);
            }
            LastKnownState states = new LastKnownState(workspace);
            Optional<LastKnownState.Seen> seen = states.read("dev");
            if (seen.isPresent()) {
                states.write("dev", seen.get());
                assertThat(states.read("dev")).isEqualTo(seen);
            }
        });
    }

    /** What the engine answers may be damaged on its way, and end anywhere. */
    @FuzzTarget
    void archive(byte[] input) throws Exception {
        Engine engine = (Engine) Proxy.newProxyInstance(
                Engine.class.getClassLoader(),
                new Class<?>[] {Engine.class},
                (proxy, method, arguments) -> Optional.of(new ByteArrayInputStream(input)));
        EngineState state = new EngineState(engine, "shop-dev");

        Thrift.of(input.length, () -> {
            try {
                assertThat(state.history()).doesNotContainValue("never written");
                assertThat(state.read("journal")).isNotNull();
            } catch (BerthException e) {
                assertThat(e.getMessage()).contains("shop-dev");
            }
        });
    }

    /** What Compose is given of variables says what was meant, read by the same rules. */
    @FuzzTarget
    void variables(byte[] input) throws Exception {
        String[] values = new String(input, StandardCharsets.UTF_8).split("\u0000", 3);
        Map<String, String> variables = new TreeMap<>();
        for (int i = 0; i < values.length; i++) {
            variables.put("NAME_" + i, values[i]);
        }

        Thrift.of(input.length, () -> {
            Map<String, String> read = new TreeMap<>();
            DotenvText.parse(VariablesFile.format(new TreeMap<>(variables)), "variables")
                    .forEach((name, value) -> read.put(name, value.reveal()));
            assertThat(read).isEqualTo(variables);
        });
    }
}
