package dev.berth.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad input gets one clear error, with its place and what to do. */
class BadDefinitionTests {
    @TempDir
    private Path root;

    private WorkspaceFolder folder;

    @BeforeEach
    void makeWorkspace() {
        folder = new WorkspaceFolder(root);
    }

    /** Definitions that the schema itself refuses, beside compose files, and what is said of them. */
    static Stream<Arguments> refusedBySchema() {
        return Stream.of(
                bad(
                        "services: {rest: {limits: {memroy: 1GiB}}}",
                        "2:28: unknown key \"memroy\" under services.rest.limits → did you mean: memory"),
                bad("protectd: true", "2:1: unknown key \"protectd\" → did you mean: protected"),
                bad(
                        "engine: {colour: red}",
                        "2:10: unknown key \"colour\" under engine → known are: context, host, type"),
                bad(
                        "protected: yes",
                        "2:12: protected must be true or false, not \"yes\" → docs/environments.md describes every key."),
                bad("onLeave: sotp", "2:10: onLeave must be keep or stop, not \"sotp\" → did you mean: stop"),
                bad("onLeave: delete", "2:10: onLeave must be keep or stop, not \"delete\" → Write one of them."),
                bad(
                        "onLeave: [keep]",
                        "2:10: onLeave must be keep or stop, not a list → docs/environments.md describes every key."),
                bad(
                        "workspace: 12",
                        "2:12: workspace must be a name that Compose allows, not the number 12"
                                + " → Write it in quotes: \"12\""),
                bad(
                        "project: Acme Prod",
                        "2:10: project must be a name that Compose allows, not \"Acme Prod\""
                                + " → Lower-case letters, digits, hyphens and underscores, a letter or digit first, at most"
                                + " 100."),
                bad(
                        "engine: {context: 5}",
                        "2:19: engine.context must be the name of a Docker context, not the number 5"
                                + " → Write it in quotes: \"5\""),
                bad(
                        "engine: {host: db1}",
                        "2:16: engine.host must be an engine's address, not \"db1\""
                                + " → Such as ssh://ops@db1, tcp://10.0.0.5:2376 or unix:///var/run/docker.sock."),
                bad(
                        "services: {rest: {replicas: two}}",
                        "2:29: services.rest.replicas must be a whole number, not \"two\""
                                + " → docs/environments.md describes every key."),
                bad(
                        "services: {rest: {replicas: 1.5}}",
                        "2:29: services.rest.replicas must be a whole number, not the number 1.5"
                                + " → docs/environments.md describes every key."),
                bad(
                        "services: {rest: {replicas: -1}}",
                        "2:29: services.rest.replicas must be at least 0, not -1 → Correct the number."),
                bad(
                        "services: {rest: {limits: {cpus: 0}}}",
                        "2:34: services.rest.limits.cpus must be at least 0.01, not 0 → Correct the number."),
                bad(
                        "services: {rest: {limits: {cpus: 1e-30}}}",
                        "2:34: services.rest.limits.cpus must be at least 0.01, not 1e-30 → Correct the number."),
                bad(
                        "services: {rest: {limits: {cpus: 1e999999999}}}",
                        "2:34: services.rest.limits.cpus must be a number, not \"1e999999999\""
                                + " → docs/environments.md describes every key."),
                bad(
                        "services: {rest: {limits: {cpus: .inf}}}",
                        "2:34: services.rest.limits.cpus must be a number, not \".inf\""
                                + " → docs/environments.md describes every key."),
                bad(
                        "services: {rest: {limits: {memory: 512 megs}}}",
                        "2:36: services.rest.limits.memory must be a size, not \"512 megs\""
                                + " → Such as 512MiB, 2GiB or 1GB, or a number of bytes."),
                bad(
                        "services: {rest: {limits: {memory: 0GiB}}}",
                        "2:36: services.rest.limits.memory must be a size, not \"0GiB\""
                                + " → Such as 512MiB, 2GiB or 1GB, or a number of bytes."),
                bad(
                        "services: {rest: {limits: {pids: 99999999999999999999}}}",
                        "2:34: services.rest.limits.pids must be at most 4194304, not 99999999999999999999"
                                + " → Correct the number."),
                bad(
                        "alerts: {rules: {volume-usage: {above: 80}}}",
                        "2:40: alerts.rules.volume-usage.above must be at most 1, not 80 → Correct the number."),
                bad(
                        "alerts: {rules: {days-to-full: {above: 7}}}",
                        "2:33: unknown key \"above\" under alerts.rules.days-to-full"
                                + " → known are: below, enabled, for, keepFiringFor, receivers, severity"),
                bad(
                        "alerts: {rules: {cpu: {for: 0}}}",
                        "2:29: alerts.rules.cpu.for must be a duration, not the number 0 → Such as 90s, 5m or 2h, or 0s."),
                bad(
                        "alerts: {rules: {service-down: {above: 1}}}",
                        "2:33: unknown key \"above\" under alerts.rules.service-down"
                                + " → known are: enabled, for, keepFiringFor, receivers, severity"),
                bad(
                        "alerts: {rules: {mine: {measurement: volume.usge, above: 1}}}",
                        "2:38: alerts.rules.mine.measurement must be a measurement, not \"volume.usge\""
                                + " → did you mean: volume.usage"),
                bad(
                        "alerts: {rules: {mine: {measurement: colour, above: 1}}}",
                        "2:38: alerts.rules.mine.measurement must be a measurement, not \"colour\""
                                + " → Such as service.memory.ratio; docs/environments.md has all of them."),
                bad(
                        "alerts: {rules: {mine: {measurement: volume.usage, above: 1, target: ' '}}}",
                        "2:70: alerts.rules.mine.target must be a name of what is watched, not \" \""
                                + " → Such as a service's or a volume's; * stands for any characters."),
                bad(
                        "alerts: {receivers: {'on call': {type: command, command: [tell]}}}",
                        "2:22: \"on call\" is not a name of a rule or receiver under alerts.receivers"
                                + " → Letters, digits, dots, hyphens and underscores, a letter or digit first."),
                bad(
                        "alerts: {receivers: {ops: {type: email, to: [ops]}}}",
                        "2:46: alerts.receivers.ops.to[0] must be a mail address, not \"ops\" → Such as ops@example.com."),
                bad(
                        "services:\n  rest:",
                        "3:8: services.rest must be a mapping of keys, not nothing → Give it a value, or remove the key."),
                bad(
                        "services: [rest]",
                        "2:11: services must be a mapping of keys, not a list → docs/environments.md describes every key."),
                bad(
                        "services: {rest: {kind: postgress}}",
                        "2:25: services.rest.kind must be postgres, pgbouncer, redis, postgrest, http, storage or app,"
                                + " not \"postgress\" → did you mean: postgres"),
                bad(
                        "services: {'re st': {}}",
                        "2:12: \"re st\" is not a service's name under services"
                                + " → Letters, digits, dots, hyphens and underscores, as Compose has it."),
                bad(
                        "services: {rest: {reload: kill -HUP 1}}",
                        "2:27: services.rest.reload must be a list of words, not \"kill -HUP 1\""
                                + " → The program and each of its arguments as a word of its own:"
                                + " [program, --option, value]."),
                bad(
                        "services: {rest: {reload: [kill, -1]}}",
                        "2:34: services.rest.reload[1] must be a text, not the number -1 → Write it in quotes: \"-1\""),
                bad(
                        "services: {rest: {endpoints: [{name: API_URL}]}}",
                        "2:31: services.rest.endpoints[0] lacks the key \"url\" → Add it: url: …"),
                bad(
                        "variables: {PATHS: [a, b]}",
                        "2:20: variables.PATHS must be a text, a number, true, false or {secret: NAME}, not a list"
                                + " → docs/environments.md describes every key."),
                bad(
                        "variables: {TOKEN: {sercet: app.token}}",
                        "2:21: unknown key \"sercet\" under variables.TOKEN → did you mean: secret"),
                bad("variables: {TOKEN: {}}", "2:20: variables.TOKEN lacks the key \"secret\" → Add it: secret: …"),
                bad(
                        "variables: {BERTH_PROJECT: x}",
                        "2:13: \"BERTH_PROJECT\" is not a variable's name under variables"
                                + " → Letters, digits and underscores; BERTH_ENVIRONMENT, BERTH_PROJECT and BERTH_SECRETS_DIR"
                                + " are Berth's own."),
                bad(
                        "health: {timeout: 90 seconds}",
                        "2:19: health.timeout must be a duration, not \"90 seconds\" → Such as 500ms, 90s, 5m or 2h."),
                bad(
                        "\"\\e[31mprotected\": true",
                        "2:1: unknown key \"\\u001b[31mprotected\" → known are: alerts, backup, compose, deployment,"
                                + " engine, extends, health, metrics, migrations, onLeave, project, protected, secrets,"
                                + " services, variables, workspace"),
                bad("\"\\u202eprotected\": true", "2:1: unknown key \"\\u202eprotected\" → did you mean: protected"),
                bad(
                        "engine: {context: \"a\\nb\"}",
                        "2:19: engine.context must be the name of a Docker context, not \"a\\nb\""
                                + " → docker context ls lists them."),
                bad(
                        "engine: {host: \"http://ops:hunter2@db1\"}",
                        "2:16: engine.host must be an engine's address, not \"http://ops:••••@db1\""
                                + " → Such as ssh://ops@db1, tcp://10.0.0.5:2376 or unix:///var/run/docker.sock."),
                bad(
                        "migrations: {service: db, database: \"\", user: migrator}",
                        "2:37: migrations.database must be a name in PostgreSQL, not \"\""
                                + " → At least one character, none of them a control character."),
                bad(
                        "secrets: {vault: {mount: ../sys}}",
                        "2:26: secrets.vault.mount must be a path in Vault, not \"../sys\""
                                + " → Such as acme/prod, without .. in it."),
                bad(
                        "secrets: {vault: {namespace: \"a\\r\\nX-Vault-Token: b\"}}",
                        "2:30: secrets.vault.namespace must be a path in Vault, not \"a\\r\\nX-Vault-Token: b\""
                                + " → Such as acme/prod, without .. in it."),
                bad(
                        "health: {timeout: 90}",
                        "2:19: health.timeout must be a duration, not the number 90 → Such as 500ms, 90s, 5m or 2h."),
                bad(
                        "backup: {keep: {daily: seven}}",
                        "2:24: backup.keep.daily must be a whole number, not \"seven\""
                                + " → docs/environments.md describes every key."),
                bad(
                        "backup: {schedule: \"0 2 * *\"}",
                        "2:20: backup.schedule must be a schedule in five cron fields, not \"0 2 * *\" → Minute, hour, day of the month, month and day of the week, such as \"0 2 * * *\", or @daily."),
                bad(
                        "backup: {schedule: \"0 0 2 * * *\"}",
                        "2:20: backup.schedule must be a schedule in five cron fields, not \"0 0 2 * * *\" → Minute, hour, day of the month, month and day of the week, such as \"0 2 * * *\", or @daily."),
                bad(
                        "backup: {repository: {type: nfs}}",
                        "2:29: backup.repository.type must be volume or s3, not \"nfs\" → Write one of them."),
                bad(
                        "backup: {repository: {type: s3, endpoint: 'http://s3.acme.example'}}",
                        "2:43: backup.repository.endpoint must be an https URL, not \"http://s3.acme.example\" → Such as https://s3.example.com."),
                bad(
                        "backup: {repository: {type: s3, bucket: sets/prod}}",
                        "2:41: backup.repository.bucket must be a bucket's name, not \"sets/prod\" → Letters, digits, dots, hyphens and underscores, 3 to 63 of them, a letter or digit first."),
                bad(
                        "backup: {repository: {type: s3, region: \"eu 1\"}}",
                        "2:41: backup.repository.region must be a region's name, not \"eu 1\" → Letters, digits and hyphens, such as eu-central-1."),
                bad(
                        "services: {db: {backup: {password: x}}}",
                        "2:26: unknown key \"password\" under services.db.backup → known are: passwordSecret, user"),
                bad("metrics: {}", "2:10: metrics lacks the key \"listen\" → Add it: listen: …"),
                bad(
                        "metrics: {listen: 70000}",
                        "2:19: metrics.listen must be at most 65535, not 70000 → Correct the number."),
                bad(
                        "metrics: {listen: true}",
                        "2:19: metrics.listen must be an address of this machine and a port, not true"
                                + " → Such as 127.0.0.1:17187, \"[::1]:17187\", or 17187 alone for this machine only."),
                bad(
                        "metrics: {listen: ':17187'}",
                        "2:19: metrics.listen must be an address of this machine and a port, not \":17187\""
                                + " → Such as 127.0.0.1:17187, \"[::1]:17187\", or 17187 alone for this machine only."),
                bad(
                        "metrics: {listen: metrics.acme.example:17187}",
                        "2:19: metrics.listen must be an address of this machine and a port, not"
                                + " \"metrics.acme.example:17187\""
                                + " → Such as 127.0.0.1:17187, \"[::1]:17187\", or 17187 alone for this machine only."),
                bad(
                        "alerts: {receivers: {ops: {smtp: {prot: 25}}}}",
                        "2:35: unknown key \"prot\" under alerts.receivers.ops.smtp → did you mean: port"));
    }

    private static Arguments bad(String keys, String expected) {
        return Arguments.of(keys, expected);
    }

    @ParameterizedTest
    @MethodSource("refusedBySchema")
    void problemsWhenAKeyOrValueIsWrongNamePlaceAndRemedy(String keys, String expected) {
        folder.devWith(keys + "\n");

        assertThat(folder.problems()).first().isEqualTo("environments/dev.yaml:" + expected);
    }

    /** Whole files, and what is said of them. */
    static Stream<Arguments> wholeFiles() {
        return Stream.of(
                bad("", ": the file is empty → Write at least one key into it."),
                bad("# nothing\n", ": the file is empty → Write at least one key into it."),
                bad(
                        "just words\n",
                        ":1:1: the file is \"just words\" where keys with values are expected"
                                + " → Write lines such as \"key: value\"."),
                bad(
                        "- a\n- b\n",
                        ":1:1: the file is a list where keys with values are expected"
                                + " → Write lines such as \"key: value\"."),
                bad(
                        "compose: {files: [compose.yaml]\nprotected: true\n",
                        ":2:1: this is not YAML: expected ',' or '}', but got <scalar>"
                                + " → Check the indentation, the brackets and the quotes here and in the lines above."),
                bad(
                        "compose:\n\tfiles: []\n",
                        ":2:1: this is not YAML: found character '\\t(TAB)' that cannot start any token."
                                + " (Do not use \\t(TAB) for indentation)"
                                + " → Check the indentation, the brackets and the quotes here and in the lines above."),
                bad(
                        "project: one\nproject: two\n",
                        ":2:1: the key \"project\" stands here a second time"
                                + " → The first one is in line 1: keep one of them."),
                bad(
                        "project: one\n---\nproject: two\n",
                        ":2:1: a second document begins here → Keep one document a file: remove the line with ---."),
                bad(
                        "project: !!binary aGk=\n",
                        ":1:10: the tag tag:yaml.org,2002:binary has no meaning here → Remove it."),
                bad(
                        "project: one\n<<<<<<< HEAD\nprotected: true\n=======\nprotected: false\n>>>>>>> other\n",
                        ":2:1: a merge conflict begins here → Decide for one side, and remove the lines with <<<<<<<,"
                                + " ======= and >>>>>>>."),
                bad("? [a, b]\n: c\n", ":1:3: a key must be plain text → Write lines such as \"key: value\"."),
                bad(
                        "a: *b\n",
                        ":1:4: *b refers to an anchor that does not exist → Write &b before a value further up."),
                bad(
                        "a: &b [*b]\n",
                        ":1:8: *b stands inside of what it refers to → Write &b before a value further up."),
                bad("x-a: 1\n<<: 5\n", ":2:5: << takes a mapping, not the number 5 → Write <<: *anchor."),
                bad(
                        "project: a\u0000b\n",
                        ":1: this is not YAML: it holds the unprintable character U+0000"
                                + " → Remove it; is this the right file?"),
                bad(
                        "project: \"a\\0b\"\n",
                        ":1:10: the value holds the character U+0000 → Remove it: no program can be given such a value."),
                bad(
                        "x-deep: " + "[".repeat(100_000) + "\n",
                        ":1:58: values are nested more than 50 deep → Is this the right file?"),
                bad(
                        "x-many: [" + "1,".repeat(50_000) + "]\n",
                        ":1:40004: the file holds more than 20,000 values, aliases expanded"
                                + " → Definitions are small: is this the right file?"),
                bad(
                        "x-ten: '" + "a".repeat(10 * 1024 * 1024) + "'\n",
                        ": the file has 10,485,770 bytes, more than the 1 MiB that is read"
                                + " → Definitions and templates are small: is this the right file?"));
    }

    @ParameterizedTest
    @MethodSource("wholeFiles")
    void problemsWhenTheFileIsNoDefinitionSayWhy(String text, String expected) {
        assertThat(folder.dev(text).problems()).containsExactly("environments/dev.yaml" + expected);
    }

    @Test
    void problemsWhenAliasesMultiplyStopAtOnce() {
        StringBuilder bomb = new StringBuilder("x-0: &l0 [boom, boom, boom, boom, boom, boom, boom, boom, boom]\n");
        for (int i = 1; i < 30; i++) {
            bomb.append(
                    "x-%d: &l%d [%s]\n".formatted(i, i, "*l%d,".formatted(i - 1).repeat(9)));
        }

        assertThat(folder.dev(bomb.toString()).problems())
                .singleElement()
                .asString()
                .startsWith("environments/dev.yaml:5:")
                .contains("the file holds more than 20,000 values, aliases expanded");
    }

    @Test
    void problemsWhenNotUtf8NameTheLine() throws Exception {
        folder.devWith("");
        Files.write(root.resolve("environments/dev.yaml"), new byte[] {'a', ':', '\n', 'b', ':', ' ', (byte) 0xe9});

        assertThat(folder.problems())
                .containsExactly("environments/dev.yaml:2: the file is not UTF-8 text: byte 0xe9 → Save it as UTF-8.");
    }

    @Test
    void problemsWhenAProfileWouldBeAnOptionSaySo() {
        assertThat(folder.dev("compose: {files: [compose.yaml], profiles: ['*', --debug]}\n")
                        .problems())
                .containsExactly(
                        "environments/dev.yaml:1:50: compose.profiles[1] must be a profile's name, not \"--debug\""
                                + " → Letters, digits, dots, hyphens and underscores, as Compose has it; \"*\" is all of them.");
    }

    @Test
    void problemsWhenUtf16SaySo() throws Exception {
        folder.devWith("");
        Files.writeString(root.resolve("environments/dev.yaml"), "\uFEFFprotected: true\n", StandardCharsets.UTF_16BE);

        assertThat(folder.problems())
                .containsExactly("environments/dev.yaml: the file is UTF-16 text → Save it as UTF-8.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gone.yaml", "dev.yaml"})
    void problemsWhenTheFileIsALinkToNowhereSaySo(String target) throws Exception {
        Files.createDirectories(root.resolve("environments"));
        Files.createSymbolicLink(root.resolve("environments/dev.yaml"), Path.of(target));

        assertThat(folder.problems())
                .containsExactly("environments/dev.yaml: this symbolic link leads to no file"
                        + " → Correct where it points, or put a file in its place.");
    }

    @Test
    void problemsWhenTheFileIsAFolderSaySo() throws Exception {
        Files.createDirectories(root.resolve("environments/dev.yaml"));

        assertThat(folder.problems())
                .containsExactly("environments/dev.yaml: this is a folder, not a file → Put a file in its place.");
    }

    @Test
    void problemsWhenExtendsGoesInACircleShowIt() {
        folder.dev("extends: base\n").write("environments/base.yaml", "workspace: a\nextends: dev\n");

        assertThat(folder.problems())
                .containsExactly("environments/base.yaml:2:10: extends goes round in a circle: dev → base → dev"
                        + " → Remove one of these extends.");
    }

    @Test
    void problemsWhenExtendsIsUnknownNameTheNearest() {
        folder.dev("extends: bsae\n").write("environments/base.yaml", "workspace: a\n");

        assertThat(folder.problems())
                .containsExactly("environments/dev.yaml:1:10: there is no environment \"bsae\" to extend"
                        + " → did you mean: base");
    }

    @Test
    void problemsWhenTheExtendedFileIsWrongNameThatFile() {
        folder.dev("extends: base\n").write("environments/base.yaml", "compose: {file: [compose.yaml]}\n");

        assertThat(folder.problems())
                .containsExactly(
                        "environments/base.yaml:1:11: unknown key \"file\" under compose → did you mean: files");
    }

    @Test
    void problemsWhenAComposeFileIsMissingNameTheNearest() {
        folder.dev("compose:\n  files:\n    - compsoe.yaml\n");

        assertThat(folder.problems())
                .containsExactly("environments/dev.yaml:3:7: compose file compsoe.yaml does not exist"
                        + " → did you mean: compose.yaml");
    }

    @Test
    void problemsWhenAComposeFileIsAFolderSaySo() {
        folder.dev("compose: {files: [environments]}\n");

        assertThat(folder.problems())
                .containsExactly(
                        "environments/dev.yaml:1:19: compose file environments is a folder" + " → Name a file in it.");
    }

    /** Keys that each file may have, but not together; beside compose files. */
    static Stream<Arguments> notTogether() {
        return Stream.of(
                bad(
                        "engine: {host: 'ssh://a', context: b}",
                        "2:27: engine has both host and context → Keep one of them."),
                bad(
                        "engine: {host: 'ssh://ops:hunter2@db1'}",
                        "2:10: engine.host holds a password → Take it out, since others can read it: ssh logs in with a key,"
                                + " tcp:// with certificates."),
                bad(
                        "engine: {host: 'tcp://127.0.0.1:70000'}",
                        "2:10: engine.host must be an engine's address, not \"tcp://127.0.0.1:70000\""
                                + " → Such as ssh://ops@db1, tcp://10.0.0.5:2376 or unix:///var/run/docker.sock."),
                bad(
                        "engine: {host: 'ssh://-oProxyCommand=x'}",
                        "2:10: engine.host must be an engine's address, not \"ssh://-oProxyCommand=x\""
                                + " → Such as ssh://ops@db1, tcp://10.0.0.5:2376 or unix:///var/run/docker.sock."),
                bad(
                        "engine: {host: 'unix://docker.sock'}",
                        "2:10: engine.host must be an engine's address, not \"unix://docker.sock\""
                                + " → Such as ssh://ops@db1, tcp://10.0.0.5:2376 or unix:///var/run/docker.sock."),
                bad(
                        "services: {rest: {limits: {memory: 5MiB}}}",
                        "2:28: services.rest.limits.memory must be at least 6MiB, not 5MiB"
                                + " → No engine takes less for a container."),
                bad(
                        "services: {rest: {limits: {memory: 1}}}",
                        "2:28: services.rest.limits.memory must be at least 6MiB, not 1"
                                + " → No engine takes less for a container."),
                bad(
                        "metrics: {listen: 127.0.0.999:17187}",
                        "2:11: metrics.listen must be an address of this machine and a port, not \"127.0.0.999:17187\""
                                + " → Such as 127.0.0.1:17187, \"[::1]:17187\", or 17187 alone for this machine only."),
                bad(
                        "metrics: {listen: 127.0.0.1:70000}",
                        "2:11: metrics.listen must be an address of this machine and a port, not \"127.0.0.1:70000\""
                                + " → Such as 127.0.0.1:17187, \"[::1]:17187\", or 17187 alone for this machine only."),
                bad(
                        "metrics: {listen: '[::1::2]:17187'}",
                        "2:11: metrics.listen must be an address of this machine and a port, not \"[::1::2]:17187\""
                                + " → Such as 127.0.0.1:17187, \"[::1]:17187\", or 17187 alone for this machine only."),
                bad(
                        "metrics: {listen: '0'}",
                        "2:11: metrics.listen must be an address of this machine and a port, not \"0\""
                                + " → Such as 127.0.0.1:17187, \"[::1]:17187\", or 17187 alone for this machine only."),
                bad(
                        "health: {timeout: 1000000h}",
                        "2:10: health.timeout must be at most 576h, not 1000000h"
                                + " → What takes longer than 24 days is not waited for."),
                bad(
                        "migrations: {location: ., service: db, database: app, user: m, lockTimeout: 999999999h}",
                        "2:64: migrations.lockTimeout must be at most 576h, not 999999999h"
                                + " → What takes longer than 24 days is not waited for."),
                bad(
                        "services: {rest: {endpoints: [{name: A, url: x}, {name: A, url: y}]}}",
                        "2:50: the endpoint A stands here a second time → Give one of them another name."),
                bad(
                        "workspace: " + "a".repeat(98),
                        "2:1: the project's name \"" + "a".repeat(60) + "…\" is longer than 100 characters"
                                + " → Give it a shorter one: project: NAME"),
                bad(
                        "protected: true\n"
                                + "migrations: {location: ., service: db, database: app, user: m, promotedFrom: dev}",
                        "3:64: dev would wait for itself: nothing could ever be migrated"
                                + " → Name the environment where migrations are tried first, such as dev."),
                bad(
                        "services: {db: {kind: postgres, replicas: 2}}",
                        "2:33: db is a store (kind postgres) and cannot have more than one replica → Two containers on"
                                + " one volume corrupt it; a read replica is a service with a volume of its own."),
                bad(
                        "services: {cache: {kind: redis, replicas: 3}}",
                        "2:33: cache is a store (kind redis) and cannot have more than one replica → Two containers on"
                                + " one volume corrupt it; a read replica is a service with a volume of its own."),
                bad(
                        "services: {db: {kind: postgres, twin: {service: a, gateway: b, divert: [c], restore: [d]}}}",
                        "2:33: db is a store (kind postgres) and cannot have a twin → Two containers on one volume corrupt it."
                                + " Remove the key: a store is restarted."),
                bad(
                        "services: {db: {kind: postgres, strategy: blue-green}}",
                        "2:33: db is a store (kind postgres) and cannot be replaced by strategy blue-green"
                                + " → Two containers on one volume corrupt it: use recreate."),
                bad(
                        "migrations: {location: ., service: db, user: migrator}",
                        "2:1: migrations lacks the key \"database\" → Add it: database: …"),
                bad(
                        "migrations: {location: sql, service: db, database: app, user: migrator}",
                        "2:14: the folder sql does not exist → Create it, or correct migrations.location."),
                bad(
                        "migrations: {location: ., service: db, database: app, user: migrator, promotedFrom: dve}",
                        "2:71: there is no environment \"dve\" → did you mean: dev"),
                bad(
                        "secrets: {templates: secrets}",
                        "2:11: the folder secrets does not exist"
                                + " → Create it with a file secrets.yaml in it, or correct secrets.templates."));
    }

    /** What is said of backups, beside compose files and templates that declare the secrets a, b and db.saver. */
    static Stream<Arguments> wrongBackups() {
        return Stream.of(
                bad(
                        "backup: {schedule: \"0 24 * * *\"}",
                        "3:20: backup.schedule is no schedule: the hour \"24\" is not from 0 to 23 → Its fields are minute, hour, day of the month, month and day of the week, such as \"0 2 * * *\"."),
                bad(
                        "backup: {schedule: \"@reboot\"}",
                        "3:20: backup.schedule is no schedule: \"@reboot\" is none of @hourly, @daily, @weekly, @monthly and @yearly → Its fields are minute, hour, day of the month, month and day of the week, such as \"0 2 * * *\"."),
                bad(
                        "backup: {keep: {daily: 0, weekly: 0, monthly: 0}}",
                        "3:10: backup.keep would keep no set at all → Give one of daily, weekly and monthly a number above 0."),
                bad(
                        "backup: {repository: {type: s3, endpoint: 'https://s3.acme.example', region: eu-1, accessKeySecret: a, secretKeySecret: b}}",
                        "3:10: backup.repository.bucket is missing, which a repository of type s3 needs → Add it: the bucket's name."),
                bad(
                        "backup: {repository: {bucket: sets}}",
                        "3:23: bucket is of a repository of type s3, and this one is a volume → Add type: s3, or remove the key."),
                bad(
                        "backup: {repository: {type: volume, bucket: sets}}",
                        "3:37: bucket is of a repository of type s3, and this one is a volume → Add type: s3, or remove the key."),
                bad(
                        "backup: {repository: {type: s3, endpoint: 'https://s3.acme.example/sets', region: eu-1, bucket: sets, accessKeySecret: a, secretKeySecret: b}}",
                        "3:33: \"https://s3.acme.example/sets\" is no S3 service's address → Write it as https://HOST or https://HOST:PORT; the bucket has a key of its own."),
                bad(
                        "backup: {repository: {type: s3, endpoint: 'https://10.0.0.5:9000', region: eu-1, bucket: sets, accessKeySecret: a, secretKeySecret: b}}",
                        "3:33: no bucket's name can stand before the address 10.0.0.5 → Add uriStyle: path, or give the service a name."),
                bad(
                        "services: {db: {backup: {passwordSecret: db.saver}}}",
                        "3:17: services.db.backup.user is missing → Add it: who Berth is there when it backs it up."),
                bad(
                        "backup: {repository: {type: s3, endpoint: 'https://s3.acme.example', region: eu-1, bucket: sets,"
                                + " accessKeySecret: a, secretKeySecret: c}}",
                        "3:135: the secret \"c\" is not declared → did you mean: a"),
                bad(
                        "backup: {repository: {cipherSecret: db.savr}}",
                        "3:37: the secret \"db.savr\" is not declared → did you mean: db.saver"),
                bad(
                        "services: {db: {backup: {user: saver, passwordSecret: db.savr}}}",
                        "3:55: the secret \"db.savr\" is not declared → did you mean: db.saver"));
    }

    @ParameterizedTest
    @MethodSource("wrongBackups")
    void problemsWhenABackupIsWrongSayWhy(String keys, String expected) {
        folder.write("secrets/secrets.yaml", "a: {}\nb: {}\ndb.saver: {}\n");
        folder.devWith("secrets: {templates: secrets}\n" + keys + "\n");

        assertThat(folder.problems()).containsExactly("environments/dev.yaml:" + expected);
    }

    @ParameterizedTest
    @MethodSource("notTogether")
    void problemsWhenKeysDoNotGoTogetherSayWhy(String keys, String expected) {
        folder.devWith(keys + "\n");

        assertThat(folder.problems()).containsExactly("environments/dev.yaml:" + expected);
    }

    /** Sections {@code alerts}, and what is said of the first thing that is wrong in them. */
    static Stream<Arguments> wrongAlerts() {
        return Stream.of(
                bad(
                        "alerts: {receivers: {ops: {to: [a@b.example]}}}",
                        "2:22: alerts.receivers.ops lacks the key \"type\""
                                + " → Add it: email, webhook, command or alertmanager."),
                bad(
                        "alerts: {receivers: {ops: {type: webhook}}}",
                        "2:22: alerts.receivers.ops lacks the key \"url\" → Add it: url: https://…"),
                bad(
                        "alerts: {receivers: {ops: {type: email, to: [a@b.example]}}}",
                        "2:22: alerts.receivers.ops lacks the key \"smtp\" → Add it: smtp: {host: HOST}"),
                bad(
                        "alerts: {receivers: {ops: {type: email, to: [a@b.example], smtp: {}}}}",
                        "2:60: alerts.receivers.ops.smtp lacks the key \"host\" → Add it: host: HOST"),
                bad(
                        "alerts: {receivers: {ops: {type: email, to: [a@b.example], smtp: {host: m, user: u}}}}",
                        "2:60: alerts.receivers.ops.smtp has a user and no password"
                                + " → Add passwordSecret: NAME, or remove user."),
                bad(
                        "alerts: {receivers: {ops: {type: command, command: [tell], url: 'https://a.example'}}}",
                        "2:60: url is of no receiver of type command → Remove it, or correct the type."),
                bad(
                        "alerts: {receivers: {ops: {type: webhook, url: 'https://user:pass@a.example/x'}}}",
                        "2:43: the URL of ops is none that Berth can take → Write it as https://HOST/PATH;"
                                + " what nobody may know goes into a secret, named by urlSecret."),
                bad(
                        "alerts: {receivers: {ops: {type: webhook, url: 'https://a.example', urlSecret: ops.url}}}",
                        "2:69: alerts.receivers.ops has both url and urlSecret → Keep one of them."),
                bad(
                        "alerts: {receivers: {ops: {type: email, to: [a@b.example],"
                                + " smtp: {host: m, user: u, passwordSecret: p, security: none}}}}",
                        "2:104: a password is not sent to where everybody on the way can read it"
                                + " → Write security: starttls or tls, or remove user and passwordSecret."),
                bad(
                        "alerts: {receivers: {ops: {type: webhook, url: 'https://a.example', headers: {Host: b}}}}",
                        "2:79: Host is a header that is not yours to set → Remove it."),
                bad(
                        "alerts: {receivers: {ops: {type: webhook, url: 'https://a.example', headers: {A: \"b\\n\"}}}}",
                        "2:79: a header is one line of ASCII characters → Correct A."),
                bad(
                        "alerts: {receivers: {ops: {type: webhook, url: 'https://a.example', headers: {content-type: a/b}}}}",
                        "2:79: Berth writes bodies as JSON or as plain text only"
                                + " → Write application/json or text/plain; charset=utf-8."),
                bad(
                        "alerts: {receivers: {ops: {type: webhook, url: 'https://a.example', body: '{\"a\": {{ text }}}'}}}",
                        "2:69: alerts.receivers.ops.body is no JSON → Write fields in double quotes, as in"
                                + " {\"text\": \"{{ text }}\"}, or add the header Content-Type: text/plain."),
                bad(
                        "alerts: {receivers: {ops: {type: webhook, url: 'https://a.example', body: '\"{{ txt }}\"'}}}",
                        "2:69: what follows {{ in alerts.receivers.ops.body is no field of a message: \"txt\" → Fields are"
                                + " environment, firing, id, resolved, rule, severity, state, target, text, time, title."),
                bad(
                        "alerts: {rules: {volume-usge: {above: 0.9}}}",
                        "2:18: there is no rule \"volume-usge\" to change, and one that is added lacks the key"
                                + " \"measurement\" → did you mean: volume-usage"),
                bad(
                        "alerts: {rules: {mine: {measurement: volume.usage}}}",
                        "2:18: alerts.rules.mine needs above or below, and only one of them"
                                + " → Write the number that is not to be passed."),
                bad(
                        "alerts: {rules: {mine: {measurement: volume.usage, above: 1, below: 2}}}",
                        "2:18: alerts.rules.mine needs above or below, and only one of them"
                                + " → Write the number that is not to be passed."),
                bad(
                        "alerts: {receivers: {ops: {type: command, command: [tell]}}, rules: {cpu: {receivers: [osp]}}}",
                        "2:88: there is no receiver \"osp\" → did you mean: ops"),
                bad(
                        "alerts: {rules: {volume-usage: {for: 400000h}}}",
                        "2:33: alerts.rules.volume-usage.for must be at most 576h, not 400000h"
                                + " → What takes longer than 24 days is not waited for."));
    }

    @ParameterizedTest
    @MethodSource("wrongAlerts")
    void problemsWhenAlertsAreWrongSayWhatToWrite(String keys, String expected) {
        folder.devWith(keys + "\n");

        assertThat(folder.problems()).first().isEqualTo("environments/dev.yaml:" + expected);
    }

    @Test
    void problemsWhenAReceiversSecretIsNotDeclaredNameIt() {
        folder.write("secrets-templates/secrets.yaml", "smtp.password: {}\n");
        folder.devWith("""
                secrets: {templates: secrets-templates}
                alerts:
                  receivers:
                    ops: {type: email, to: [a@b.example], smtp: {host: m, user: u, passwordSecret: smtp.pasword}}
                    chat: {type: webhook, url: "https://chat.example", hmacSecret: chat.hmac}
                """);

        assertThat(folder.problems())
                .containsExactlyInAnyOrder(
                        "environments/dev.yaml:5:84: the secret \"smtp.pasword\" is not declared → did you mean:"
                                + " smtp.password",
                        "environments/dev.yaml:6:68: the secret \"chat.hmac\" is not declared → Declare it in"
                                + " secrets.yaml of the folder that secrets.templates names.");
    }

    @Test
    void problemsWhenKindAndReplicasStandInTwoFilesFindThem() {
        folder.write("environments/base.yaml", "services: {db: {kind: postgres}}\n");
        folder.devWith("extends: base\nservices: {db: {replicas: 2}}\n");

        assertThat(folder.problems())
                .singleElement()
                .asString()
                .startsWith("environments/dev.yaml:3:17: db is a store");
    }

    @Test
    void problemsWhenThereAreNoComposeFilesSayHowToName() {
        assertThat(folder.dev("protected: true\n").problems())
                .containsExactly("environments/dev.yaml:1:1: the environment has no compose files → Add them: compose:"
                        + " {files: [compose.yaml]}, or extend an environment that has some.");
    }
}
