package dev.berth.workspace;

import dev.berth.failure.Refusal;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/** Reads a folder of secret templates: secrets.yaml, and the files to be rendered. */
final class SecretTemplateFiles {
    private static final String DECLARATIONS = "secrets.yaml";
    private static final int DEFAULT_LENGTH = 32;

    private final Workspace workspace;

    SecretTemplateFiles(Workspace workspace) {
        this.workspace = workspace;
    }

    /**
     * The templates of the folder that a definition's values name; none where they name none.
     *
     * @throws DefinitionException when a file is wrong
     */
    SecretTemplates read(Value.Mapping definition) {
        List<Problem> problems = new ArrayList<>();
        SecretTemplates templates = read(definition, problems);
        if (!problems.isEmpty()) {
            throw new DefinitionException(problems);
        }
        return templates;
    }

    /** What is wrong in the folder, and with the secrets that the definition itself names. */
    List<Problem> problems(Value.Mapping definition) {
        List<Problem> problems = new ArrayList<>();
        SecretTemplates templates = read(definition, problems);
        new SecretReferences(templates.secrets().keySet(), problems).check(definition);
        return problems;
    }

    /** Whether a secret is declared; a file that cannot be read declares none. It is read once, and only when asked. */
    Predicate<String> declared(Value.Mapping definition) {
        AtomicReference<Optional<Set<String>>> known = new AtomicReference<>(Optional.empty());
        return secret -> {
            if (known.get().isEmpty()) {
                known.set(Optional.of(declaredIn(definition)));
            }
            return known.get().orElseThrow().contains(secret);
        };
    }

    private Set<String> declaredIn(Value.Mapping definition) {
        Optional<Path> folder = folder(definition).filter(Files::isDirectory);
        return folder.isPresent()
                ? declarations(folder.get(), new ArrayList<>()).keySet()
                : Set.of();
    }

    private Optional<Path> folder(Value.Mapping definition) {
        return definition.mapping("secrets").text("templates").map(workspace::resolve);
    }

    private SecretTemplates read(Value.Mapping definition, List<Problem> problems) {
        Optional<Path> folder = folder(definition);
        if (folder.isEmpty()) {
            return new SecretTemplates(Map.of(), List.of());
        }
        if (!Files.isDirectory(folder.get())) {
            problems.add(Problem.at(
                    KeyPath.locate(definition, "secrets.templates").orElse(definition.place()),
                    "secrets.templates",
                    "the folder %s does not exist".formatted(workspace.shown(folder.get())),
                    "Create it with a file secrets.yaml in it, or correct secrets.templates."));
            return new SecretTemplates(Map.of(), List.of());
        }
        Map<String, SecretTemplates.Declaration> secrets = declarations(folder.get(), problems);
        TemplateFile reader = new TemplateFile(secrets.keySet(), problems);
        List<SecretTemplates.Template> templates = new ArrayList<>();
        for (Path file : files(folder.get(), problems)) {
            reader.read(file, workspace.shown(file)).ifPresent(templates::add);
        }
        return new SecretTemplates(secrets, List.copyOf(templates));
    }

    private Map<String, SecretTemplates.Declaration> declarations(Path folder, List<Problem> problems) {
        Path file = folder.resolve(DECLARATIONS);
        Path shown = workspace.shown(file);
        Map<String, SecretTemplates.Declaration> secrets = new LinkedHashMap<>();
        try {
            Value.Mapping values = YamlReader.read(TextFile.read(file, shown), shown);
            List<Problem> found =
                    SchemaCheck.of(values, Schema.load("secrets.schema.json")).problems();
            problems.addAll(found);
            if (found.isEmpty()) {
                for (Map.Entry<String, Value.Entry> item : values.entries().entrySet()) {
                    if (item.getValue().value() instanceof Value.Mapping secret
                            && !item.getKey().startsWith(Value.EXTENSION)) {
                        secrets.put(item.getKey(), declaration(item.getKey(), secret));
                    }
                }
            }
        } catch (DefinitionException e) {
            problems.addAll(e.problems());
        }
        return secrets;
    }

    private static SecretTemplates.Declaration declaration(String name, Value.Mapping secret) {
        Optional<SecretTemplates.Generate> generate = Optional.empty();
        if (secret.get("generate") instanceof Value.Mapping mapping) {
            generate = Optional.of(new SecretTemplates.Generate(
                    mapping.number("length")
                            .map(length -> length.intValueExact())
                            .orElse(DEFAULT_LENGTH),
                    mapping.text("alphabet")
                            .map(alphabet -> SecretTemplates.Alphabet.valueOf(alphabet.toUpperCase(Locale.ROOT)))
                            .orElse(SecretTemplates.Alphabet.URL)));
        }
        Value.Mapping logins = secret.mapping("logins");
        return new SecretTemplates.Declaration(
                name,
                generate,
                secret.texts("consumers"),
                secret.text("from"),
                logins.text("first")
                        .map(first -> new SecretTemplates.Logins(
                                first, logins.text("second").orElseThrow())),
                secret.text("overlap").map(Quantities::duration).orElse(Duration.ZERO));
    }

    /** All other files of the folder, sorted; hidden ones and what editors leave behind are none. */
    private Iterable<Path> files(Path folder, List<Problem> problems) {
        TreeSet<Path> files = new TreeSet<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                String name = String.valueOf(entry.getFileName());
                if (!name.equals(DECLARATIONS) && !name.startsWith(".") && !name.endsWith("~")) {
                    files.add(entry);
                }
            }
        } catch (IOException e) {
            problems.add(Problem.at(
                    Place.wholeFile(workspace.shown(folder)),
                    "",
                    "the folder cannot be read: " + Refusal.of(e, folder),
                    "Check its permissions."));
        }
        return files;
    }
}
