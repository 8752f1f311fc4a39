package dev.berth.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.audit.Audit;
import dev.berth.audit.Check;
import dev.berth.audit.Finding;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class AuditReportTests {
    private static final Theme NARROW = new Theme(false, true, 80);

    private static final List<Audit.Made> CHECKS = List.of(
            new Audit.Made(Check.NON_ROOT_USER, OptionalInt.of(4), 0),
            new Audit.Made(Check.CAPABILITIES, OptionalInt.of(4), 3),
            new Audit.Made(Check.ULIMITS, OptionalInt.of(4), 1),
            new Audit.Made(Check.SECRETS_STORED, OptionalInt.empty(), 1));

    private static final List<Finding> FINDINGS = List.of(
            finding("rest", Check.CAPABILITIES, "keeps capabilities of root", "Give cap_drop: [ALL], and no cap_add."),
            finding("gateway", Check.CAPABILITIES, "was given NET_ADMIN", "Give cap_drop: [ALL], and no cap_add."),
            finding(
                    "worker",
                    Check.CAPABILITIES,
                    "keeps capabilities of root",
                    "Give cap_drop: [ALL], and no cap_add."),
            finding(
                    "rest",
                    Check.ULIMITS,
                    "how many files it can open is whatever its engine was started with",
                    "Give ulimits: {nofile: 16384}, or what it needs."),
            new Finding(
                    Optional.empty(), Check.SECRETS_STORED, "mail.password is not stored", "Next: secrets set NAME"));

    @Test
    void linesWhenSomethingIsFoundSayItOnceForAllServices() {
        assertThat(new AuditReport(new Audit("prod", true, FINDINGS, CHECKS)).lines(NARROW))
                .containsExactly("""
                        ✗ prod is protected: 5 findings by 3 of 4 checks

                        ✗ capabilities  no capability is kept or added
                            rest, worker: keeps capabilities of root
                            gateway: was given NET_ADMIN
                            → Give cap_drop: [ALL], and no cap_add.

                        ✗ ulimits  open files have a limit
                            rest: how many files it can open is whatever its engine was started with
                            → Give ulimits: {nofile: 16384}, or what it needs.

                        ✗ secrets-stored  every declared secret is stored
                            mail.password is not stored
                            → Next: secrets set NAME

                        Why each is on the list: docs/audit.md""".split("\n", -1));
    }

    @Test
    void linesWhenTheyAreLongAreFolded() {
        List<String> lines =
                new AuditReport(new Audit("prod", true, FINDINGS, CHECKS)).lines(new Theme(false, false, 50));

        assertThat(lines).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(50));
        assertThat(lines)
                .containsSequence(
                        "    rest: how many files it can open is whatever", "    its engine was started with");
    }

    @Test
    void linesWhenItIsNotProtectedSaySo() {
        assertThat(new AuditReport(new Audit("dev", false, FINDINGS, CHECKS)).lines(NARROW))
                .first()
                .isEqualTo("▲ dev is not protected; what it lacks: 5 findings by 3 of 4 checks");
    }

    @Test
    void linesWhenNothingIsFoundAreOne() {
        List<Audit.Made> checks = CHECKS.subList(0, 1);

        assertThat(new AuditReport(new Audit("prod", true, List.of(), checks)).lines(NARROW))
                .containsExactly("✓ prod is protected: 1 check, nothing found");
        assertThat(new AuditReport(new Audit("dev", false, List.of(), checks)).lines(NARROW))
                .containsExactly("✓ dev is not protected: 1 check, nothing found");
    }

    @Test
    void documentHasWhatProgramsNeed() {
        assertThat(new AuditReport(new Audit(
                                "prod", true, FINDINGS.subList(4, 5), List.of(CHECKS.getFirst(), CHECKS.getLast())))
                        .document()
                        .text())
                .isEqualTo("{\"schemaVersion\":1,\"environment\":\"prod\",\"protected\":true,\"passed\":false,"
                        + "\"findings\":[{\"check\":\"secrets-stored\",\"message\":\"mail.password is not stored\","
                        + "\"remedy\":\"Next: secrets set NAME\"}],"
                        + "\"checks\":[{\"id\":\"non-root-user\",\"title\":\"no service runs as root\",\"services\":4,"
                        + "\"findings\":0},{\"id\":\"secrets-stored\",\"title\":\"every declared secret is stored\","
                        + "\"findings\":1}]}");
    }

    private static Finding finding(String service, Check check, String message, String remedy) {
        return new Finding(Optional.of(service), check, message, remedy);
    }
}
