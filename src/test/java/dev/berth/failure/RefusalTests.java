package dev.berth.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RefusalTests {
    private static final Path FILE = Path.of("/a/b");

    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of(new NoSuchFileException("/a/b"), "it does not exist"),
                Arguments.of(new NoSuchFileException("/a"), "/a: it does not exist"),
                Arguments.of(new AccessDeniedException("/a/b"), "permission denied"),
                Arguments.of(
                        new FileSystemException("/a/b", null, "No space left on device"), "no space left on device"),
                Arguments.of(new FileSystemException("/a", null, "Not a directory"), "/a: not a directory"),
                Arguments.of(new MalformedInputException(1), "it is not UTF-8 text"),
                Arguments.of(new IOException("Is a directory"), "is a directory"),
                Arguments.of(new IOException("EOF"), "EOF"),
                Arguments.of(new IOException(), "no reason is known"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void ofWhenTheFileIsNamedSaysWhyInWords(IOException failure, String expected) {
        assertThat(Refusal.of(failure, FILE)).isEqualTo(expected);
    }

    @Test
    void ofWhenNoFileIsNamedNamesTheOneThatIsKnown() {
        assertThat(Refusal.of(new AccessDeniedException("/a/b"))).isEqualTo("/a/b: permission denied");
        assertThat(Refusal.of(new IOException("Broken pipe"))).isEqualTo("broken pipe");
    }
}
