package dev.berth;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The package graph: a package uses what lies below it, never sideways, never up; each outside library has one user. */
@AnalyzeClasses(packages = "dev.berth", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

    @ArchTest
    static final ArchRule packagesAreFreeOfCircles =
            slices().matching("dev.berth.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule failureUsesNothing = uses("failure");

    @ArchTest
    static final ArchRule processUses = uses("process", "failure");

    @ArchTest
    static final ArchRule workspaceUses = uses("workspace", "process", "failure");

    @ArchTest
    static final ArchRule dockerUses = uses("docker", "process", "failure");

    @ArchTest
    static final ArchRule secretUses = uses("secret", "process", "failure");

    @ArchTest
    static final ArchRule environmentUses = uses("environment", "workspace", "docker", "secret", "process", "failure");

    @ArchTest
    static final ArchRule datastoreUses =
            uses("datastore", "environment", "workspace", "docker", "secret", "process", "failure");

    @ArchTest
    static final ArchRule deliveryUses = worker("delivery");

    @ArchTest
    static final ArchRule migrationUses = worker("migration");

    @ArchTest
    static final ArchRule backupUses = worker("backup");

    @ArchTest
    static final ArchRule healthUses = worker("health");

    @ArchTest
    static final ArchRule logsUses = worker("logs");

    @ArchTest
    static final ArchRule auditUses = uses("audit", "docker", "secret", "workspace", "process", "failure");

    @ArchTest
    static final ArchRule notificationUses = uses("notification", "workspace", "secret", "process", "failure");

    @ArchTest
    static final ArchRule onlyMonitorNotifies = noClasses()
            .that()
            .resideOutsideOfPackages("dev.berth", "dev.berth.notification..", "dev.berth.monitor..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.berth.notification..");

    @ArchTest
    static final ArchRule monitorUses = uses(
            "monitor",
            "notification",
            "deployment",
            "delivery",
            "migration",
            "backup",
            "health",
            "logs",
            "datastore",
            "environment",
            "workspace",
            "docker",
            "secret",
            "process",
            "failure");

    @ArchTest
    static final ArchRule metricsUse =
            uses("metrics", "monitor", "health", "logs", "environment", "workspace", "docker", "failure");

    /** It is the watch alone that serves them. */
    @ArchTest
    static final ArchRule onlyTheShellServesMetrics = noClasses()
            .that()
            .resideOutsideOfPackages("dev.berth.shell..", "dev.berth.metrics..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.berth.metrics..");

    @ArchTest
    static final ArchRule nothingBelowMonitorKnowsIt = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "dev.berth",
                    "dev.berth.shell..",
                    "dev.berth.tui..",
                    "dev.berth.view..",
                    "dev.berth.metrics..",
                    "dev.berth.monitor..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.berth.monitor..");

    @ArchTest
    static final ArchRule frontEndsAreStrangers = noClasses()
            .that()
            .resideInAPackage("dev.berth.shell..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.berth.tui..");

    @ArchTest
    static final ArchRule boardKnowsNoShell = noClasses()
            .that()
            .resideInAPackage("dev.berth.tui..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.berth.shell..");

    @ArchTest
    static final ArchRule nothingBelowViewKnowsIt = noClasses()
            .that()
            .resideOutsideOfPackages("dev.berth", "dev.berth.shell..", "dev.berth.tui..", "dev.berth.view..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.berth.shell..", "dev.berth.tui..", "dev.berth.view..");

    @ArchTest
    static final ArchRule onlyProcessStartsPrograms = soleUser("process", "java.lang.ProcessBuilder");

    @ArchTest
    static final ArchRule onlyWorkspaceReadsYaml = libraryOf("workspace", "org.snakeyaml..");

    @ArchTest
    static final ArchRule onlyDockerUsesDockerJava = libraryOf("docker", "com.github.dockerjava..");

    @ArchTest
    static final ArchRule onlyMigrationUsesFlyway = libraryOf("migration", "org.flywaydb..");

    @ArchTest
    static final ArchRule onlyDatastoreUsesTheDatabaseDriver = libraryOf("datastore", "org.postgresql..");

    @ArchTest
    static final ArchRule onlyTheLogStoreUsesSqlite = libraryOf("logs.store", "org.sqlite..");

    /** A feed is read with and without a store. */
    @ArchTest
    static final ArchRule feedsKnowNoStore = noClasses()
            .that()
            .resideInAPackage("dev.berth.logs")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.berth.logs.store..");

    @ArchTest
    static final ArchRule onlySessionsAndTheLogStoreSpeakSql = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "dev.berth.datastore..", "dev.berth.health..", "dev.berth.migration..", "dev.berth.logs.store..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.sql..");

    @ArchTest
    static final ArchRule onlySecretUsesBouncyCastle = libraryOf("secret", "org.bouncycastle..");

    @ArchTest
    static final ArchRule onlySecretUsesTheVaultDriver = libraryOf("secret", "io.github.jopenlibs..");

    @ArchTest
    static final ArchRule onlyNotificationUsesMail = libraryOf("notification", "jakarta.mail..", "org.eclipse.angus..");

    @ArchTest
    static final ArchRule onlyMetricsUsePrometheus = libraryOf("metrics", "io.prometheus..");

    @ArchTest
    static final ArchRule onlyMetricsServeHttp = libraryOf("metrics", "com.sun.net.httpserver..");

    @ArchTest
    static final ArchRule onlyTheBoardUsesLanterna = libraryOf("tui", "com.googlecode.lanterna..");

    @ArchTest
    static final ArchRule onlyTheShellUsesSpringShell = libraryOf("shell", "org.springframework..");

    private static ArchRule uses(String name, String... below) {
        String[] allowed = new String[below.length + 1];
        allowed[0] = "dev.berth." + name + "..";
        for (int i = 0; i < below.length; i++) {
            allowed[i + 1] = "dev.berth." + below[i] + "..";
        }
        return noClasses()
                .that()
                .resideInAPackage(allowed[0])
                .should()
                .dependOnClassesThat(com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage(
                                "dev.berth..")
                        .and(com.tngtech.archunit.base.DescribedPredicate.not(
                                com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage(allowed))))
                .allowEmptyShould(true);
    }

    private static ArchRule worker(String name) {
        return uses(name, "datastore", "environment", "workspace", "docker", "secret", "process", "failure");
    }

    private static ArchRule soleUser(String name, String type) {
        return noClasses()
                .that()
                .resideOutsideOfPackage("dev.berth." + name + "..")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName(type)
                .allowEmptyShould(true);
    }

    private static ArchRule libraryOf(String name, String... library) {
        return classes()
                .that()
                .resideOutsideOfPackage("dev.berth." + name + "..")
                .should()
                .onlyDependOnClassesThat()
                .resideOutsideOfPackages(library)
                .allowEmptyShould(true);
    }
}
