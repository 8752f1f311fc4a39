package dev.berth.workspace;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The files of a definition's repository, as templates for the databases that use the secret which encrypts it. */
final class RepositoryTemplates {
    private RepositoryTemplates() {}

    /** The same templates and, where a repository can be encrypted, those that tell a database of it. */
    static SecretTemplates added(SecretTemplates templates, Definition definition) {
        Definition.BackupRepository repository = definition.backup().repository();
        List<String> services = repository.cipherSecret().stream()
                .flatMap(secret -> consumers(templates, secret).stream())
                .filter(service -> definition.service(service).kind() == Definition.Kind.POSTGRES)
                .toList();
        if (services.isEmpty()) {
            return templates;
        }
        List<SecretTemplates.Template> all = new ArrayList<>(templates.templates());
        Path source = Path.of("environments", definition.name() + ".yaml");
        RepositoryFiles.of(definition)
                .forEach((file, text) -> all.add(new SecretTemplates.Template(source, services, file, text)));
        return new SecretTemplates(templates.secrets(), List.copyOf(all));
    }

    private static List<String> consumers(SecretTemplates templates, String secret) {
        SecretTemplates.Declaration declaration = templates.secrets().get(secret);
        return declaration == null ? List.of() : declaration.consumers();
    }
}
