package dev.berth.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.failure.BerthException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepositoryTemplatesTests {
    @TempDir
    private Path temporary;

    private WorkspaceFolder folder;

    @BeforeEach
    void makeWorkspace() {
        folder = new WorkspaceFolder(temporary.resolve("acme"));
        folder.write("secrets-templates/secrets.yaml", """
                backup.cipher: {consumers: [db, app]}
                backup.access: {}
                backup.secret: {}
                """);
    }

    @Test
    void templatesWhenADatabaseUsesTheCipherTellItOfTheVolume() {
        folder.devWith("secrets: {templates: secrets-templates}\nservices: {db: {kind: postgres}}\n");

        assertThat(templates()).singleElement().satisfies(template -> {
            assertThat(template.services()).containsExactly("db");
            assertThat(template.file()).isEqualTo("pgbackrest.conf");
            assertThat(template.text()).isEqualTo("""
                    [global]
                    repo1-path=/var/lib/pgbackrest
                    repo1-cipher-type=aes-256-cbc
                    repo1-cipher-pass={{ word "backup.cipher" }}
                    """);
        });
    }

    @Test
    void templatesWhenTheRepositoryIsABucketTellOfItAndWhomToTrust() {
        folder.write("ca.pem", "-----BEGIN CERTIFICATE-----\n");
        folder.devWith("""
                secrets: {templates: secrets-templates}
                services: {db: {kind: postgres}}
                backup:
                  repository: {type: s3, endpoint: 'https://s3.acme.example:9000', region: eu-1, uriStyle: path, bucket: sets,
                    caFile: ca.pem, accessKeySecret: backup.access, secretKeySecret: backup.secret}
                """);

        List<SecretTemplates.Template> templates = templates();

        assertThat(templates)
                .extracting(SecretTemplates.Template::file)
                .containsExactly("pgbackrest.conf", "repository-ca.pem");
        assertThat(templates.getFirst().text()).isEqualTo("""
                [global]
                repo1-type=s3
                repo1-path=/acme-dev
                repo1-s3-endpoint=s3.acme.example
                repo1-storage-port=9000
                repo1-s3-region=eu-1
                repo1-s3-bucket=sets
                repo1-s3-uri-style=path
                repo1-s3-key={{ word "backup.access" }}
                repo1-s3-key-secret={{ word "backup.secret" }}
                repo1-storage-ca-file=/run/berth/current/repository-ca.pem
                repo1-cipher-type=aes-256-cbc
                repo1-cipher-pass={{ word "backup.cipher" }}
                """);
        assertThat(templates.getLast().text()).isEqualTo("-----BEGIN CERTIFICATE-----\n");
    }

    @Test
    void templatesWhenTheCertificatesAreMissingSayWhichFile() {
        folder.devWith("""
                secrets: {templates: secrets-templates}
                services: {db: {kind: postgres}}
                backup:
                  repository: {type: s3, endpoint: 'https://s3.acme.example', region: eu-1, bucket: sets,
                    caFile: nowhere.pem, accessKeySecret: backup.access, secretKeySecret: backup.secret}
                """);

        assertThatThrownBy(this::templates)
                .isInstanceOf(BerthException.class)
                .hasMessageContaining("backup.repository.caFile cannot be read")
                .hasMessageContaining("nowhere.pem");
    }

    @Test
    void templatesWhenNoDatabaseUsesTheCipherAreThoseOfTheFolder() {
        folder.devWith("secrets: {templates: secrets-templates}\nservices: {db: {kind: app}}\n");

        assertThat(templates()).isEmpty();
    }

    private List<SecretTemplates.Template> templates() {
        return folder.definitions().secretTemplates(folder.definition()).templates();
    }
}
