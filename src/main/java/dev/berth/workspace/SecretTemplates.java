package dev.berth.workspace;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What secrets-templates/ says: the secrets a stack needs, and the files they are rendered into.
 *
 * @param secrets by name, in the file's order
 */
public record SecretTemplates(Map<String, Declaration> secrets, List<Template> templates) {

    /** How one secret is made and who uses it; no generator means that it must be set by hand. */
    public record Declaration(
            String name, Optional<Generate> generate, List<String> consumers, Optional<String> from) {}

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
