package dev.berth.failure;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Locale;

/** Why a file could not be read or written, in words for a sentence that names the file already. */
public final class Refusal {
    private Refusal() {}

    /**
     * The reason alone: {@code permission denied}; with the path before it where that is another one than the sentence's, as
     * of a folder above.
     *
     * @param named the file that the sentence names
     */
    public static String of(IOException failure, Path named) {
        String other = failure instanceof FileSystemException refused && refused.getFile() != null
                ? refused.getFile()
                : named.toString();
        return other.equals(named.toString()) ? reason(failure) : "%s: %s".formatted(other, reason(failure));
    }

    /** The reason, with the path before it where one is known. */
    public static String of(IOException failure) {
        return of(failure, Path.of(""));
    }

    private static String reason(IOException failure) {
        return switch (failure) {
            case NoSuchFileException _ -> "it does not exist";
            case AccessDeniedException _ -> "permission denied";
            case FileAlreadyExistsException _ -> "it is there already";
            case NotDirectoryException _ -> "it is not a folder";
            case DirectoryNotEmptyException _ -> "it is not empty";
            case CharacterCodingException _ -> "it is not UTF-8 text";
            case FileSystemException refused when refused.getReason() != null -> lowerFirst(refused.getReason());
            default -> failure.getMessage() == null ? "no reason is known" : lowerFirst(failure.getMessage());
        };
    }

    /** The operating system begins with a capital; an abbreviation keeps its own. */
    private static String lowerFirst(String text) {
        boolean word = text.length() > 1 && Character.isLowerCase(text.charAt(1));
        return word ? text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1) : text;
    }
}
