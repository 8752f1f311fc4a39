package dev.berth.view;

import dev.berth.audit.Audit;
import dev.berth.audit.Check;
import dev.berth.audit.Finding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What {@code env audit} answers: findings by check, what is so of many services said once. */
public record AuditReport(Audit audit) implements Report {
    private static final String INDENT = "    ";

    @Override
    public Document document() {
        return Document.about(audit.environment())
                .put("protected", audit.isProtected())
                .put("passed", audit.passed())
                .putRows(
                        "findings",
                        audit.findings().stream()
                                .map(finding -> Document.part()
                                        .put("service", finding.service())
                                        .put("check", finding.check().id())
                                        .put("message", finding.message())
                                        .put("remedy", finding.remedy()))
                                .toList())
                .put(
                        "checks",
                        audit.checks().stream()
                                .map(made -> Document.part()
                                        .put("id", made.check().id())
                                        .put("title", made.check().title())
                                        .put("services", made.services())
                                        .put("findings", made.findings()))
                                .toList());
    }

    @Override
    public boolean advises() {
        return true;
    }

    @Override
    public List<String> lines(Theme theme) {
        List<String> lines = new ArrayList<>();
        lines.addAll(Folding.hanging(
                theme.sign(sign()) + " " + theme.environment(audit.environment(), audit.isProtected()) + " ",
                theme.text(verdict()),
                theme));
        for (Audit.Made made : audit.checks()) {
            if (made.findings() > 0) {
                lines.add("");
                lines.addAll(lines(made.check(), theme));
            }
        }
        if (!audit.passed()) {
            lines.add("");
            lines.addAll(Folding.hanging("", theme.text("Why each is on the list: docs/audit.md"), theme));
        }
        return lines;
    }

    private Sign sign() {
        if (audit.passed()) {
            return Sign.DONE;
        }
        return audit.isProtected() ? Sign.FAILED : Sign.DEGRADED;
    }

    private String verdict() {
        String checks = Wording.count(audit.checks().size(), "check");
        if (audit.passed()) {
            return "%s: %s, nothing found".formatted(audit.isProtected() ? "is protected" : "is not protected", checks);
        }
        long failed =
                audit.checks().stream().filter(made -> made.findings() > 0).count();
        String found = "%s by %d of %s".formatted(Wording.count(audit.findings().size(), "finding"), failed, checks);
        return audit.isProtected() ? "is protected: " + found : "is not protected; what it lacks: " + found;
    }

    /** A message with its remedy. */
    private record Said(String message, String remedy) {}

    private List<String> lines(Check check, Theme theme) {
        Map<Said, List<String>> services = new LinkedHashMap<>();
        for (Finding finding : audit.findings()) {
            if (finding.check() == check) {
                services.computeIfAbsent(new Said(finding.message(), finding.remedy()), said -> new ArrayList<>())
                        .addAll(finding.service().stream().toList());
            }
        }
        List<String> lines = new ArrayList<>();
        lines.addAll(Folding.hanging(
                theme.sign(sign()) + " " + theme.paint(Role.STRONG, check.id()) + "  ",
                theme.text(check.title()),
                theme));
        String remedy = "";
        for (Map.Entry<Said, List<String>> said : services.entrySet()) {
            if (!remedy.isEmpty() && !remedy.equals(said.getKey().remedy())) {
                lines.addAll(remedy(remedy, theme));
            }
            remedy = said.getKey().remedy();
            String who = said.getValue().isEmpty() ? "" : String.join(", ", said.getValue()) + ": ";
            lines.addAll(Folding.hanging(INDENT, theme.text(who + said.getKey().message()), theme));
        }
        lines.addAll(remedy(remedy, theme));
        return lines;
    }

    private static List<String> remedy(String remedy, Theme theme) {
        return Folding.hanging(INDENT + theme.text("→ "), theme.text(remedy), theme);
    }
}
