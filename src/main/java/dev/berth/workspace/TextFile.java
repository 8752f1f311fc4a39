package dev.berth.workspace;

import dev.berth.failure.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Reads a file of the workspace that should be a small UTF-8 text, and says what it is where it is not. */
final class TextFile {
    static final int LARGEST = 1024 * 1024;

    private TextFile() {}

    /**
     * Reads a file whole.
     *
     * @param shown the path that messages name
     * @throws DefinitionException when it is missing, unreadable, no file, too large or not UTF-8
     */
    static String read(Path file, Path shown) {
        return decode(bytes(file, shown), shown);
    }

    private static byte[] bytes(Path file, Path shown) {
        if (Files.isDirectory(file)) {
            throw wrong(shown, "this is a folder, not a file", "Put a file in its place.");
        }
        if (Files.isSymbolicLink(file) && !Files.exists(file)) {
            throw wrong(
                    shown,
                    "this symbolic link leads to no file",
                    "Correct where it points, or put a file in its place.");
        }
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw wrong(shown, "this is a device or pipe, not a file", "Put a file in its place.");
        }
        try (InputStream input = Files.newInputStream(file)) {
            byte[] bytes = input.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw wrong(
                        shown,
                        "the file has %,d bytes, more than the 1 MiB that is read".formatted(Files.size(file)),
                        "Definitions and templates are small: is this the right file?");
            }
            return bytes;
        } catch (NoSuchFileException e) {
            throw wrong(shown, "the file does not exist", "Create it, or correct the name.");
        } catch (AccessDeniedException e) {
            throw wrong(shown, "the file cannot be read: permission denied", "Next: chmod u+r " + shown);
        } catch (IOException e) {
            throw wrong(
                    shown,
                    "the file cannot be read: " + Refusal.of(e, file),
                    "Check the file system that the workspace lies on.");
        }
    }

    private static String decode(byte[] bytes, Path shown) {
        if (isUtf16(bytes)) {
            throw wrong(shown, "the file is UTF-16 text", "Save it as UTF-8.");
        }
        int start = startsWithMark(bytes) ? 3 : 0;
        ByteBuffer input = ByteBuffer.wrap(bytes, start, bytes.length - start);
        CharBuffer output = CharBuffer.allocate(bytes.length);
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CoderResult result = decoder.decode(input, output, true);
        if (result.isError()) {
            throw new DefinitionException(List.of(Problem.at(
                    new Place(shown, lines(bytes, input.position()), 0),
                    "",
                    "the file is not UTF-8 text: byte 0x%02x".formatted(bytes[input.position()]),
                    "Save it as UTF-8.")));
        }
        return output.flip().toString();
    }

    private static boolean startsWithMark(byte[] bytes) {
        return bytes.length >= 3 && bytes[0] == (byte) 0xef && bytes[1] == (byte) 0xbb && bytes[2] == (byte) 0xbf;
    }

    private static boolean isUtf16(byte[] bytes) {
        return bytes.length >= 2
                && ((bytes[0] == (byte) 0xff && bytes[1] == (byte) 0xfe)
                        || (bytes[0] == (byte) 0xfe && bytes[1] == (byte) 0xff));
    }

    private static int lines(byte[] bytes, int end) {
        int line = 1;
        for (int i = 0; i < end; i++) {
            if (bytes[i] == '\n') {
                line++;
            }
        }
        return line;
    }

    private static DefinitionException wrong(Path shown, String message, String hint) {
        return new DefinitionException(List.of(Problem.at(Place.wholeFile(shown), "", message, hint)));
    }
}
