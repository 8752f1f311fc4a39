package dev.berth;

import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonObject;
import dev.berth.testing.BadInput;
import dev.berth.testing.BerthProgram;
import dev.berth.testing.DockerProgram;
import dev.berth.testing.SpoiltWorkspace;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is wrong is told in words, with what to do next, by the right exit code; and nothing is touched. */
class BadInputIT {
    private static final String DEV = "environments/dev.yaml";
    private static final String[] PLAN = {"env", "plan", "dev"};
    private static final String SECRET = "hunter2-in-the-wrong-place";
    private static final String DECLARED = "app.key: {generate: {length: 32}}\n";
    private static final String KEY_FILE = "config/berth/work/dev.key";
    private static final String STORE = "data/berth/work/dev.secrets";
    private static final String KEY = "berth-key-1 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n";

    @TempDir
    private Path folder;

    @BeforeAll
    static void requireEngine() {
        DockerProgram.requireEngine();
    }

    static Stream<BadInput> definitions() {
        return Stream.of(
                BadInput.of("definition in UTF-16")
                        .where(workspace -> workspace.write(DEV, "project: x\n".getBytes(StandardCharsets.UTF_16)))
                        .running(PLAN)
                        .ends(2, "DEFINITION_INVALID", DEV, "UTF-16", "UTF-8"),
                BadInput.of("definition in Latin-1")
                        .where(workspace -> workspace.write(DEV, new byte[] {'a', ':', ' ', (byte) 0xe9}))
                        .running(PLAN)
                        .ends(2, "DEFINITION_INVALID", DEV + ":1", "byte 0xe9"),
                BadInput.of("definition with a NUL")
                        .defining("variables: {A: \"a\\0b\"}\n")
                        .running(PLAN)
                        .ends(2, "DEFINITION_INVALID", DEV + ":3:16", "U+0000"),
                BadInput.of("definition indented by a tab")
                        .defining("services:\n\tshop: {}\n")
                        .running(PLAN)
                        .ends(2, "DEFINITION_INVALID", DEV + ":4:1", "TAB"),
                BadInput.of("definition with a key twice")
                        .defining("protected: true\nprotected: false\n")
                        .running(PLAN)
                        .ends(2, "DEFINITION_INVALID", DEV + ":4:1", "a second time"),
                BadInput.of("definition that multiplies")
                        .defining("""
                                x-a: &a [1,1,1,1,1,1,1,1,1,1]
                                x-b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]
                                x-c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]
                                x-d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]
                                x-e: [*d,*d,*d]
                                """)
                        .running(PLAN)
                        .ends(2, "DEFINITION_INVALID", "more than 20,000 values"),
                BadInput.of("definition in the middle of a merge")
                        .defining("<<<<<<< HEAD\nprotected: true\n=======\n>>>>>>> other\n")
                        .running(PLAN)
                        .ends(2, "DEFINITION_INVALID", DEV + ":3:1", "merge conflict"),
                BadInput.of("definition that is empty")
                        .where(workspace -> workspace.write(DEV, ""))
                        .running(PLAN)
                        .ends(2, "DEFINITION_INVALID", "the file is empty"),
                BadInput.of("definition that is huge")
                        .where(workspace -> workspace.write(DEV, new byte[3 << 20]))
                        .running(PLAN)
                        .ends(2, "DEFINITION_INVALID", "3,145,728 bytes"),
                BadInput.of("definition that is a folder")
                        .where(workspace -> workspace.folder(DEV))
                        .running(PLAN)
                        .ends(2, "DEFINITION_INVALID", DEV, "a folder, not a file"),
                BadInput.of("definition that is a pipe")
                        .where(workspace -> workspace.pipe(DEV))
                        .running(PLAN)
                        .ends(2, "DEFINITION_INVALID", DEV, "a device or pipe"),
                BadInput.of("definition that links to a device without end")
                        .where(workspace -> workspace.link(DEV, "/dev/zero"))
                        .running(PLAN)
                        .ends(2, "DEFINITION_INVALID", DEV, "a device or pipe"),
                BadInput.of("definition that links to nothing")
                        .where(workspace -> workspace.link(DEV, "gone.yaml"))
                        .running(PLAN)
                        .ends(2, "DEFINITION_INVALID", DEV, "symbolic link leads to no file"),
                BadInput.of("definition that links to itself")
                        .where(workspace -> workspace.link(DEV, "dev.yaml"))
                        .running(PLAN)
                        .ends(2, "DEFINITION_INVALID", DEV, "symbolic link leads to no file"),
                BadInput.of("definition that extends itself")
                        .defining("extends: dev\n")
                        .running(PLAN)
                        .ends(2, "DEFINITION_INVALID", DEV + ":3:10", "round in a circle"),
                BadInput.of("definition called .yml")
                        .where(workspace -> workspace.write("environments/prod.yml", "project: x\n"))
                        .running("env", "plan", "prod")
                        .ends(2, "ENVIRONMENT_UNKNOWN", "environments/prod.yml", "NAME.yaml"),
                BadInput.of("key that would colour the terminal")
                        .defining("\"\\e[31mprotected\": true\n")
                        .running(PLAN)
                        .ends(2, "DEFINITION_INVALID", "unknown key \"\\u001b[31mprotected\""),
                BadInput.of("key that turns the writing around")
                        .defining("\"\\u202eprotected\": true\n")
                        .running(PLAN)
                        .ends(2, "DEFINITION_INVALID", "\\u202eprotected", "did you mean: protected"),
                BadInput.of("limit beyond all numbers")
                        .defining("services: {shop: {limits: {cpus: 1e99}}}\n")
                        .running(PLAN)
                        .ends(2, "DEFINITION_INVALID", "at most 4096, not 1e99"),
                BadInput.of("limit that is no number")
                        .defining("services: {shop: {limits: {cpus: .nan}}}\n")
                        .running(PLAN)
                        .ends(2, "DEFINITION_INVALID", "must be a number"),
                BadInput.of("limit below zero")
                        .defining("services: {shop: {limits: {pids: -1}}}\n")
                        .running(PLAN)
                        .ends(2, "DEFINITION_INVALID", "at least 1, not -1"),
                BadInput.of("limit that no engine takes")
                        .defining("services: {shop: {limits: {memory: 1}}}\n")
                        .running(PLAN)
                        .ends(2, "DEFINITION_INVALID", "at least 6MiB"),
                BadInput.of("duration of a century")
                        .defining("health: {timeout: 1000000h}\n")
                        .running(PLAN)
                        .ends(2, "DEFINITION_INVALID", "health.timeout must be at most 576h"),
                BadInput.of("port beyond the last")
                        .defining("services: {shop: {monitor: {port: 70000}}}\n")
                        .running(PLAN)
                        .ends(2, "DEFINITION_INVALID", "at most 65535"),
                BadInput.of("port of nobody")
                        .defining("services: {shop: {monitor: {port: 0}}}\n")
                        .running(PLAN)
                        .ends(2, "DEFINITION_INVALID", "at least 1"),
                BadInput.of("service that no file defines")
                        .defining("services: {shpo: {}}\n")
                        .running(PLAN)
                        .ends(2, "DEFINITION_INVALID", DEV + ":3:12", "shpo", "shop"),
                BadInput.of("engine's address with a password")
                        .defining("engine: {host: \"ssh://ops:%s@db1\"}\n".formatted(SECRET))
                        .running(PLAN)
                        .ends(2, "DEFINITION_INVALID", "engine.host holds a password"),
                BadInput.of("engine's address with a port beyond the last")
                        .defining("engine: {host: \"tcp://127.0.0.1:99999\"}\n")
                        .running(PLAN)
                        .ends(2, "DEFINITION_INVALID", DEV + ":3:10", "tcp://127.0.0.1:99999"),
                BadInput.of("engine's address that is an option of ssh")
                        .defining("engine: {host: \"ssh://-oProxyCommand=x\"}\n")
                        .running(PLAN)
                        .ends(2, "DEFINITION_INVALID", "must be an engine's address"),
                BadInput.of("profile that is an option of Compose")
                        .where(workspace -> workspace.write(
                                DEV, "compose: {files: [compose.yaml], profiles: [--dry-run]}\nproject: x\n"))
                        .running(PLAN)
                        .ends(2, "DEFINITION_INVALID", "must be a profile's name"),
                BadInput.of("name of a project that is too long")
                        .where(workspace -> workspace.write(
                                DEV, "compose: {files: [compose.yaml]}\nproject: %s\n".formatted("x".repeat(300))))
                        .running(PLAN)
                        .ends(2, "DEFINITION_INVALID", "at most 100"),
                BadInput.of("Vault's mount outside of it")
                        .defining("secrets: {vault: {address: \"https://v\", mount: ../sys, path: p}}\n")
                        .running(PLAN)
                        .ends(2, "DEFINITION_INVALID", "secrets.vault.mount must be a path in Vault"),
                BadInput.of("Vault's address with a password")
                        .defining("secrets: {vault: {address: \"https://u:%s@v\", mount: kv, path: p}}\n"
                                .formatted(SECRET))
                        .running(PLAN)
                        .ends(2, "DEFINITION_INVALID", "is no server's URL"));
    }

    static Stream<BadInput> otherFiles() {
        return Stream.of(
                BadInput.of("Compose file that is a pipe")
                        .where(workspace -> workspace.pipe("compose.yaml"))
                        .running(PLAN)
                        .ends(2, "DEFINITION_INVALID", "compose file compose.yaml is a device or pipe"),
                BadInput.of("Compose file that is a folder")
                        .where(workspace -> workspace.folder("compose.yaml"))
                        .running(PLAN)
                        .ends(2, "DEFINITION_INVALID", "compose file compose.yaml is a folder"),
                BadInput.of("Compose file that is gone")
                        .where(workspace -> workspace.remove("compose.yaml"))
                        .running(PLAN)
                        .ends(2, "DEFINITION_INVALID", DEV + ":2:19", "compose.yaml does not exist"),
                BadInput.of("Compose file that is empty")
                        .composing("")
                        .running(PLAN)
                        .ends(2, "DEFINITION_INVALID", "compose.yaml", "empty"),
                BadInput.of("Compose file with a port beyond the last")
                        .composing("services: {shop: {image: x, ports: [\"70000:80\"]}}\n")
                        .running(PLAN)
                        .ends(2, "DEFINITION_INVALID", "70000"),
                BadInput.of("Compose file whose services wait for each other")
                        .composing("services: {a: {image: x, depends_on: [b]}, b: {image: x, depends_on: [a]}}\n")
                        .running(PLAN)
                        .ends(2, "DEFINITION_INVALID", "cycle"),
                BadInput.of("Compose file that misses a variable")
                        .composing("services: {shop: {image: \"${NOPE:?must be set}\"}}\n")
                        .running(PLAN)
                        .ends(2, "DEFINITION_INVALID", "NOPE", "must be set"),
                BadInput.of("Compose file whose service would colour the terminal")
                        .composing("services: {\"\\e[31mred\": {image: x}}\n")
                        .running(PLAN)
                        .ends(2, "DEFINITION_INVALID", "\\u001b[31mred"),
                BadInput.of("migration that links to nothing")
                        .where(workspace -> workspace.migrate().link("migrations/V1__a.sql", "gone.sql"))
                        .running(PLAN)
                        .ends(2, "DEFINITION_INVALID", "V1__a.sql", "leads to no file"),
                BadInput.of("migration that is a pipe")
                        .where(workspace -> workspace.migrate().pipe("migrations/V1__a.sql"))
                        .running(PLAN)
                        .ends(2, "DEFINITION_INVALID", "V1__a.sql is a device or pipe"),
                BadInput.of("migration in Latin-1")
                        .where(workspace ->
                                workspace.migrate().write("migrations/V1__a.sql", new byte[] {'\n', (byte) 0xe9}))
                        .running(PLAN)
                        .ends(2, "DEFINITION_INVALID", "V1__a.sql:2", "not UTF-8"),
                BadInput.of("migration without a version")
                        .where(workspace -> workspace.migrate().write("migrations/V__a.sql", ""))
                        .running(PLAN)
                        .ends(2, "DEFINITION_INVALID", "not named like a migration", "V<version>__<description>.sql"),
                BadInput.of("migration whose name is two lines")
                        .where(workspace -> workspace.migrate().write("migrations/V1__a\nb.sql", ""))
                        .running(PLAN)
                        .ends(2, "DEFINITION_INVALID", "V1__a\\nb.sql is not named"),
                BadInput.of("migrations of one version")
                        .where(workspace -> workspace
                                .migrate()
                                .write("migrations/V1__a.sql", "")
                                .write("migrations/V1.0__b.sql", ""))
                        .running(PLAN)
                        .ends(2, "DEFINITION_INVALID", "the same migration version 1"),
                BadInput.of("migrations' folder that is a file")
                        .where(workspace ->
                                workspace.migrate().remove("migrations").write("migrations", ""))
                        .running(PLAN)
                        .ends(2, "DEFINITION_INVALID", "migrations is no folder"),
                BadInput.of("state that is a file")
                        .where(workspace -> workspace.remove(".berth").write(".berth", ""))
                        .running("env", "show", "dev")
                        .ends(1, "FAILED", ".berth must be a folder"),
                BadInput.of("state that links to nothing, before a switch")
                        .where(workspace -> workspace.remove(".berth").link(".berth", "gone"))
                        .running("env", "switch", "dev", "--yes")
                        .ends(1, "FAILED", ".berth must be a folder"),
                BadInput.of("active environment that is a pipe")
                        .where(workspace -> workspace.pipe(".berth/active"))
                        .running("env", "current")
                        .ends(1, "FAILED", ".berth/active", "env switch NAME"),
                BadInput.of("active environment that is a folder")
                        .where(workspace -> workspace.folder(".berth/active"))
                        .running("stack", "status")
                        .ends(1, "FAILED", ".berth/active", "env switch NAME"),
                BadInput.of("active environment that is none")
                        .where(workspace -> workspace.write(".berth/active", "../../etc\n"))
                        .running("stack", "status")
                        .ends(2, "USAGE", "no environment is active", "dev"),
                BadInput.of("script that is gone")
                        .running("script", "run", "ROOT/none.berth")
                        .ends(2, "USAGE", "none.berth", "it does not exist", "nothing was run"),
                BadInput.of("script that is a pipe")
                        .where(workspace -> workspace.pipe("s.berth"))
                        .running("script", "run", "ROOT/s.berth")
                        .ends(2, "USAGE", "s.berth is not a file"),
                BadInput.of("script in UTF-16")
                        .where(workspace -> workspace.write("s.berth", "env list\n".getBytes(StandardCharsets.UTF_16)))
                        .running("script", "run", "ROOT/s.berth")
                        .ends(2, "DEFINITION_INVALID", "s.berth is not UTF-8 text", "nothing was run"),
                BadInput.of("script that does not close a quote")
                        .where(workspace -> workspace.write("s.berth", "env list\nenv plan 'dev\n"))
                        .running("script", "run", "ROOT/s.berth")
                        .ends(2, "DEFINITION_INVALID", "s.berth:2", "not closed"),
                BadInput.of("Compose file for a new workspace that is gone")
                        .running("init", "--from", "ROOT/none.yaml", "ROOT/elsewhere")
                        .ends(2, "USAGE", "none.yaml does not exist"),
                BadInput.of("new workspace inside of a file")
                        .running("init", "ROOT/compose.yaml/x")
                        .ends(1, "FAILED", "compose.yaml", "not a directory"));
    }

    static Stream<BadInput> secrets() {
        return Stream.of(
                BadInput.of("value in the file that declares it")
                        .declaring("app.key: %s\n".formatted(SECRET))
                        .running("secrets", "list")
                        .ends(2, "DEFINITION_INVALID", "secrets.yaml:1:10", "a mapping of keys", "secrets set NAME"),
                BadInput.of("secret that generates nothing")
                        .declaring("app.key: {generate: {length: 0}}\n")
                        .running("secrets", "list")
                        .ends(2, "DEFINITION_INVALID", "at least 16, not 0"),
                BadInput.of("secret named as a path")
                        .declaring("../app: {}\n")
                        .running("secrets", "list")
                        .ends(2, "DEFINITION_INVALID", "\"../app\" is not a secret's name"),
                BadInput.of("template without a first line")
                        .where(workspace -> workspace
                                .declare(DECLARED)
                                .write("secrets-templates/app.conf", "key={{ secret \"app.key\" }}\n"))
                        .running("secrets", "list")
                        .ends(2, "DEFINITION_INVALID", "app.conf:1:1", "# berth: services="),
                BadInput.of("template for a file outside of its folder")
                        .where(workspace -> workspace
                                .declare(DECLARED)
                                .write("secrets-templates/a.conf", "# berth: services=shop file=../../etc/passwd\n"))
                        .running("secrets", "list")
                        .ends(2, "DEFINITION_INVALID", "a.conf:1:1", "../../etc/passwd"),
                BadInput.of("template that wants to run a program")
                        .where(workspace -> workspace
                                .declare(DECLARED)
                                .write(
                                        "secrets-templates/a.conf",
                                        "# berth: services=shop file=a\n{{ exec \"id\" }}\n"))
                        .running("secrets", "list")
                        .ends(2, "DEFINITION_INVALID", "a.conf:2:1", "no function \"exec\""),
                BadInput.of("value as a word")
                        .declaring(DECLARED)
                        .running("secrets", "set", "app.key", SECRET)
                        .ends(2, "USAGE", "takes no value as a word", "--file FILE"),
                BadInput.of("value as an option")
                        .declaring(DECLARED)
                        .running("secrets", "set", "app.key", "--value=" + SECRET)
                        .ends(2, "USAGE", "has no option --value"),
                BadInput.of("value that is empty")
                        .declaring(DECLARED)
                        .running("secrets", "set", "app.key", "--yes")
                        .ends(2, "USAGE", "nothing was stored", "--file FILE"),
                BadInput.of("value without end")
                        .declaring(DECLARED)
                        .running("secrets", "set", "app.key", "--yes", "--file", "/dev/zero")
                        .ends(2, "USAGE", "/dev/zero", "1 MiB", "nothing was stored"),
                BadInput.of("value from a folder")
                        .declaring(DECLARED)
                        .running("secrets", "set", "app.key", "--yes", "--file", ".")
                        .ends(2, "USAGE", "is a folder"),
                BadInput.of("value from a file that is gone")
                        .declaring(DECLARED)
                        .running("secrets", "set", "app.key", "--yes", "--file", "none")
                        .ends(2, "USAGE", "none", "it does not exist"),
                BadInput.of("key that is a pipe")
                        .where(workspace ->
                                stored(workspace).pipe(workspace.home().resolve(KEY_FILE)))
                        .running("secrets", "list")
                        .ends(1, "SECRET_STORE_LOCKED", "dev.key", "a folder, device or pipe", "secrets key import"),
                BadInput.of("key that is no text")
                        .where(workspace ->
                                Files.write(stored(workspace).home().resolve(KEY_FILE), new byte[] {(byte) 0xff, 0, 1}))
                        .running("secrets", "list")
                        .ends(1, "SECRET_STORE_LOCKED", "dev.key is damaged", "secrets key import"),
                BadInput.of("key that others can read")
                        .where(workspace -> Files.setPosixFilePermissions(
                                stored(workspace).home().resolve(KEY_FILE),
                                PosixFilePermissions.fromString("rw-r--r--")))
                        .running("secrets", "list")
                        .ends(1, "SECRET_STORE_LOCKED", "open to others (rw-r--r--)", "chmod 600"),
                BadInput.of("key that is gone")
                        .where(workspace ->
                                Files.delete(stored(workspace).home().resolve(KEY_FILE)))
                        .running("secrets", "generate", "--yes")
                        .ends(1, "SECRET_STORE_LOCKED", "dev.key is not there", "secrets key import"),
                BadInput.of("store that is a pipe")
                        .where(workspace ->
                                stored(workspace).pipe(workspace.home().resolve(STORE)))
                        .running("secrets", "list")
                        .ends(1, "SECRET_STORE_LOCKED", "dev.secrets", "a folder, device or pipe"),
                BadInput.of("store that is empty")
                        .where(workspace -> stored(workspace).writeAtHome(STORE, ""))
                        .running("secrets", "generate", "--yes")
                        .ends(1, "SECRET_STORE_LOCKED", "no secrets file", "nothing was changed"),
                BadInput.of("store on a disk that is not there")
                        .where(workspace ->
                                stored(workspace).link(workspace.home().resolve(STORE), "/gone/dev.secrets"))
                        .running("secrets", "list")
                        .ends(1, "SECRET_STORE_LOCKED", "dev.secrets", "its disk is there"),
                BadInput.of("exported key that is none")
                        .declaring(DECLARED)
                        .reading("no key at all\n")
                        .running("secrets", "key", "import")
                        .ends(2, "USAGE", "no exported key", "eight groups"));
    }

    static Stream<BadInput> words() {
        return Stream.of(
                BadInput.of("no verb of that name")
                        .running("stack", "sta\ntus")
                        .ends(2, "USAGE", "no such command: stack \"sta\\ntus\"", "did you mean: stack status"),
                BadInput.of("word that is empty").running("").ends(2, "USAGE", "no such command: \"\""),
                BadInput.of("environment that would colour the terminal")
                        .running("stack", "status", "--env", "\u001b[31mdev")
                        .ends(2, "ENVIRONMENT_UNKNOWN", "\\u001b[31mdev", "known are: dev"),
                BadInput.of("environment that is a path")
                        .running("stack", "status", "--env", "../../etc/passwd")
                        .ends(2, "ENVIRONMENT_UNKNOWN", "../../etc/passwd"),
                BadInput.of("environment of five thousand letters")
                        .running("stack", "status", "--env", "x".repeat(5000))
                        .ends(2, "ENVIRONMENT_UNKNOWN", "x…\""),
                BadInput.of("service of two lines")
                        .running("stack", "restart", "sh\nop", "--yes")
                        .ends(2, "SERVICE_UNKNOWN", "\"sh\\nop\"", "did you mean: shop"),
                BadInput.of("wait of more than a century")
                        .running("stack", "status", "--wait", "healthy", "--wait-timeout", "1000000h")
                        .ends(2, "USAGE", "--wait-timeout cannot be \"1000000h\""),
                BadInput.of("wait of less than nothing")
                        .running("stack", "status", "--wait", "healthy", "--wait-timeout", "-1s")
                        .ends(2, "USAGE", "--wait-timeout cannot be \"-1s\""),
                BadInput.of("moment before all time")
                        .running("logs", "tail", "--since", "99999999999999h")
                        .ends(2, "USAGE", "--since cannot be"),
                BadInput.of("day that is in no calendar")
                        .running("logs", "tail", "--since", "2026-02-30T00:00:00Z")
                        .ends(2, "USAGE", "--since cannot be"),
                BadInput.of("lines less than none")
                        .running("stack", "logs", "--tail", "-1")
                        .ends(2, "USAGE", "--tail cannot be \"-1\""),
                BadInput.of("pattern that is not closed")
                        .running("logs", "tail", "--grep", "(")
                        .ends(2, "USAGE", "--grep cannot be \"(\""),
                BadInput.of("replicas below zero")
                        .running("stack", "scale", "shop=-1", "--yes")
                        .ends(2, "USAGE", "shop=-1 is not SERVICE=N"),
                BadInput.of("replicas beyond all numbers")
                        .running("stack", "scale", "shop=99999999999", "--yes")
                        .ends(2, "USAGE", "is not SERVICE=N"),
                BadInput.of("replicas given twice")
                        .running("stack", "scale", "shop=2", "shop=3", "--yes")
                        .ends(2, "USAGE", "shop is given two numbers"),
                BadInput.of("version that is none")
                        .where(SpoiltWorkspace::migrate)
                        .running("db", "baseline", "nonsense", "--yes")
                        .ends(2, "USAGE", "nonsense is no version of a migration"),
                BadInput.of("database that is not defined")
                        .running("db", "baseline", "1", "--yes")
                        .ends(2, "DEFINITION_INVALID", "defines no migrations", "migrations: {"),
                BadInput.of("flag with a value")
                        .running("stack", "status", "--yes=no")
                        .ends(2, "USAGE", "--yes takes no value"),
                BadInput.of("run that is in no history")
                        .running("env", "history", "ni\nx")
                        .ends(2, "USAGE", "has no run \"ni\\nx\""));
    }

    static Stream<BadInput> variables() {
        return Stream.of(
                BadInput.of("BERTH_ENV that is not defined")
                        .with("BERTH_ENV", "nowhere")
                        .running("stack", "status")
                        .ends(2, "ENVIRONMENT_UNKNOWN", "nowhere", "known are: dev"),
                BadInput.of("BERTH_READ_ONLY that is nonsense")
                        .with("BERTH_READ_ONLY", "banana")
                        .running("stack", "up", "--yes")
                        .ends(5, "PROTECTED", "read-only", "BERTH_READ_ONLY"),
                BadInput.of("DOCKER_HOST that is nonsense")
                        .with("DOCKER_HOST", "nonsense")
                        .running(PLAN)
                        .ends(1, "ENGINE_UNREACHABLE", "nonsense is not an address", "DOCKER_HOST"),
                BadInput.of("DOCKER_HOST of another kind")
                        .with("DOCKER_HOST", "http://127.0.0.1:1")
                        .running(PLAN)
                        .ends(1, "ENGINE_UNREACHABLE", "http://127.0.0.1:1 is not an address", "DOCKER_HOST"),
                BadInput.of("DOCKER_HOST with a port beyond the last")
                        .with("DOCKER_HOST", "tcp://127.0.0.1:99999")
                        .running(PLAN)
                        .ends(1, "ENGINE_UNREACHABLE", "tcp://127.0.0.1:99999"),
                BadInput.of("DOCKER_HOST that is an option of ssh")
                        .with("DOCKER_HOST", "ssh://-oProxyCommand=x")
                        .running(PLAN)
                        .ends(1, "ENGINE_UNREACHABLE", "ssh://-oProxyCommand=x"),
                BadInput.of("DOCKER_HOST with a password")
                        .with("DOCKER_HOST", "tcp://ops:%s@127.0.0.1:1".formatted(SECRET))
                        .running(PLAN)
                        .ends(1, "ENGINE_UNREACHABLE", "tcp://ops:••••@127.0.0.1:1"),
                BadInput.of("DOCKER_HOST that is a file")
                        .with("DOCKER_HOST", "unix:///etc/passwd")
                        .running(PLAN)
                        .ends(1, "ENGINE_UNREACHABLE", "unix:///etc/passwd", "doctor"),
                BadInput.of("DOCKER_CONTEXT that is a path")
                        .with("DOCKER_CONTEXT", "../../x")
                        .running(PLAN)
                        .ends(1, "ENGINE_UNREACHABLE", "no Docker context named ../../x", "docker context ls"),
                BadInput.of("folder for data that is a file")
                        .where(workspace -> workspace.declare(DECLARED))
                        .with("XDG_DATA_HOME", "/etc/passwd")
                        .running("secrets", "generate", "--yes")
                        .ends(1, "FAILED", "/etc/passwd", "not a directory"),
                BadInput.of("folder for data that cannot be made")
                        .where(workspace -> workspace.declare(DECLARED))
                        .with("XDG_DATA_HOME", "/proc/none")
                        .running("secrets", "generate", "--yes")
                        .ends(1, "FAILED", "/proc/none", "it does not exist"));
    }

    static Stream<BadInput> all() {
        return Stream.of(definitions(), otherFiles(), secrets(), words(), variables())
                .flatMap(cases -> cases);
    }

    /** A few of each kind: every one of them is a start of the program. */
    static Stream<BadInput> someOfAll() {
        return Stream.of(definitions(), otherFiles(), secrets(), words(), variables())
                .flatMap(cases -> cases.skip(6).limit(3));
    }

    @ParameterizedTest
    @MethodSource("all")
    void runWhenInputIsBadSaysWhatWhereAndWhatNextAndTouchesNothing(BadInput bad) throws Exception {
        SpoiltWorkspace workspace = SpoiltWorkspace.create(folder);
        bad.wrong().spoil(workspace);
        Map<Path, String> before = workspace.content();

        BerthProgram.Result report = run(bad, workspace, List.of("--format", "json"));

        assertThat(report.output()).isEmpty();
        assertThat(report.error().lines()).hasSize(1);
        assertThat(report.error()).doesNotContain("Exception", "unexpected", "java.", SECRET);
        JsonObject error = report.errorJson();
        assertThat(error.getString("code")).isEqualTo(bad.code());
        assertThat(error.getInt("exitCode")).isEqualTo(bad.exitCode());
        assertThat(error.getString("message")).isNotBlank();
        assertThat(error.getString("hint")).isNotBlank();
        assertThat(error.getString("message") + "\n" + error.getString("hint")).contains(bad.said());
        assertThat(workspace.content()).isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("someOfAll")
    void runWhenInputIsBadTellsPeopleInSentences(BadInput bad) throws Exception {
        SpoiltWorkspace workspace = SpoiltWorkspace.create(folder);
        bad.wrong().spoil(workspace);

        BerthProgram.Result told = run(bad, workspace, List.of());

        assertThat(told.error())
                .contains("berth: ")
                .contains(bad.said())
                .doesNotContainPattern("[\\x00-\\x08\\x0b-\\x1f\\x7f]")
                .doesNotContain("Exception", "unexpected", "java.", "\tat ", SECRET);
    }

    private static BerthProgram.Result run(BadInput bad, SpoiltWorkspace workspace, List<String> before) {
        BerthProgram berth = new BerthProgram(workspace.root(), workspace.home()).with("LANG", "C.UTF-8");
        for (Map.Entry<String, String> variable : bad.variables().entrySet()) {
            berth = berth.with(variable.getKey(), variable.getValue());
        }
        List<String> words = new ArrayList<>(before);
        bad.words()
                .forEach(word -> words.add(word.replace("ROOT", workspace.root().toString())));
        return berth.runWithInput(bad.input(), words.toArray(String[]::new)).expect(bad.exitCode());
    }

    /** An own folder that is relative would be another one wherever Berth is started: a key would lie among the files. */
    @Test
    void generateWhenHomeIsRelativeWritesNothingIntoTheWorkspace() throws Exception {
        SpoiltWorkspace workspace = SpoiltWorkspace.create(folder).declare(DECLARED);
        Map<Path, String> before = workspace.content();

        new BerthProgram(workspace.root(), workspace.home())
                .with("HOME", "relative")
                .with("XDG_CONFIG_HOME", "relative")
                .run("secrets", "list")
                .expect(0);

        assertThat(workspace.content()).isEqualTo(before);
    }

    @Test
    void runWhenTheCurrentFolderIsGoneSaysSo() throws Exception {
        Process process = new ProcessBuilder(
                        "sh",
                        "-c",
                        "mkdir gone && cd gone && rmdir ../gone && exec \"$1\" version",
                        "sh",
                        Path.of("bin/berth").toAbsolutePath().toString())
                .directory(folder.toFile())
                .start();

        assertThat(new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("berth: the current folder is not there any more")
                .doesNotContain("Exception", "java.");
        assertThat(process.waitFor()).isEqualTo(1);
    }

    private static SpoiltWorkspace stored(SpoiltWorkspace workspace) throws Exception {
        // What it holds is looked at only once the key is known.
        return workspace.declare(DECLARED).writeAtHome(KEY_FILE, KEY).writeAtHome(STORE, "berth-secrets 1\nnothing");
    }
}
