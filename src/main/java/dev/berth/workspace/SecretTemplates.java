package dev.berth.workspace;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What secrets-templates/ says: the secrets a stack needs, and the files they are rendered into.
 *
 * @param secrets by name, in the file's order
 */
public record SecretTemplates(Map<String, Declaration> secrets, List<Template> templates) {

    /**
     * How one secret is made and who uses it.
     *
     * @param generate empty where it must be set by hand
     * @param from where it lies in Vault, as PATH#KEY; empty for its usual place
     * @param logins whose password it is, where two of a database take turns
     * @param overlap how long the value before stays valid beside a new one; zero for not at all
     */
    public record Declaration(
            String name,
            Optional<Generate> generate,
            List<String> consumers,
            Optional<String> from,
            Optional<Logins> logins,
            Duration overlap) {}

    /** Two logins with the same rights: each new password goes to the one that is not in use, so that nobody is cut off. */
    public record Logins(String first, String second) {
        /** The one whose turn comes after a login; the first where that is neither. */
        public String after(String login) {
            return login.equals(first) ? second : first;
        }

        public boolean has(String login) {
            return login.equals(first) || login.equals(second);
        }
    }

    /** A random secret: so many characters of one alphabet. */
    public record Generate(int length, Alphabet alphabet) {}

    /** The characters a generated secret is drawn from. */
    public enum Alphabet {
        /** Those that need no escape in an address. */
        URL("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
        HEX("0123456789abcdef"),
        ALPHANUMERIC("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");

        private final String characters;

        Alphabet(String characters) {
            this.characters = characters;
        }

        public String characters() {
            return characters;
        }
    }

    /** A file to be rendered for some services; the text is without the line that says for whom. */
    public record Template(Path source, List<String> services, String file, String text) {}
}
