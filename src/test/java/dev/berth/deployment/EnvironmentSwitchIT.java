package dev.berth.deployment;

import static dev.berth.testing.DockerProgram.starts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.docker.DockerCompose;
import dev.berth.environment.Environments;
import dev.berth.environment.SecretStores;
import dev.berth.process.LocalProgramRunner;
import dev.berth.secret.Passphrases;
import dev.berth.secret.Redactor;
import dev.berth.secret.VaultCredentials;
import dev.berth.secret.VaultProgram;
import dev.berth.testing.DockerProgram;
import dev.berth.testing.RealEngine;
import dev.berth.testing.ReferenceWorkspace;
import dev.berth.workspace.Definitions;
import dev.berth.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class EnvironmentSwitchIT {
    @RegisterExtension
    final RealEngine real = new RealEngine();

    @TempDir
    Path folder;

    @Test
    void runWhenDoneTwiceBringsUpTheStackAndThenChangesNothing() throws IOException {
        ReferenceWorkspace reference = ReferenceWorkspace.create(folder);
        String project = reference.project("dev");
        try (Environments environments = environments(reference)) {
            Deployments deployments = deployments(environments);
            SwitchRequest request = new SwitchRequest("env switch dev", false, false, Optional.empty());

            SwitchReport first = deployments.environmentSwitch().run("dev", request, new YesToAll(), new Printed());
            assertThat(first.healthy()).isEqualTo(6);
            assertThat(first.migrations()).isPositive();

            String before = starts(project);
            SwitchReport second = deployments.environmentSwitch().run("dev", request, new YesToAll(), new Printed());
            assertThat(second.nothingToDo()).isTrue();
            assertThat(starts(project)).isEqualTo(before);
            assertThat(deployments.planner().plan("dev").isChanged()).isFalse();
        } finally {
            DockerProgram.removeProject(project);
        }
    }

    private Environments environments(ReferenceWorkspace reference) {
        Workspace workspace = new Workspace(reference.root());
        DockerCompose compose = real.compose();
        return new Environments(
                workspace, () -> Definitions.in(workspace), real.engines(), () -> compose, definition -> Map.of());
    }

    private Deployments deployments(Environments environments) {
        Redactor redactor = new Redactor();
        SecretStores stores = new SecretStores(
                new SecretStores.Folders(
                        folder, folder.resolve("data"), folder.resolve("config"), folder.resolve("state")),
                environments::secretTemplates,
                new Passphrases(Map.of(), question -> Optional.empty()),
                new VaultCredentials(Map.of(), question -> Optional.empty()),
                new VaultProgram(Map.of(), folder),
                new LocalProgramRunner(),
                redactor,
                Clock.systemUTC());
        return new Deployments(
                environments,
                real::compose,
                stores,
                redactor,
                new LocalProgramRunner(),
                Path.of("").toAbsolutePath(),
                "0",
                Clock.systemUTC());
    }

    private static final class YesToAll implements Approval {
        @Override
        public void require(String environment, boolean isProtected) {}

        @Override
        public void confirm(String environment, boolean isProtected, List<String> consequences) {}

        @Override
        public void agree(String environment, String reason) {}

        @Override
        public void confirmLoss(String word, List<String> consequences) {}
    }

    /** Shows in the test's output how far a run came. */
    private static final class Printed implements Progress {
        @Override
        public void planned(Plan plan) {
            System.out.println(plan);
        }

        @Override
        public void finished(String step, String detail, Duration took) {
            System.out.printf("%-12s %s (%d ms)%n", step, detail, took.toMillis());
        }

        @Override
        public void failed(String step, String reason, List<String> details) {
            System.out.printf("%-12s FAILED %s %s%n", step, reason, details);
        }
    }
}
