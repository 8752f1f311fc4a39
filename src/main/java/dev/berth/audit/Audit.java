package dev.berth.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What an audit of an environment found.
 *
 * @param findings in the order of the checks, those of one check in the order of the services
 * @param checks those that were made
 */
public record Audit(String environment, boolean isProtected, List<Finding> findings, List<Made> checks) {

    /**
     * A check that was made.
     *
     * @param services how many it was made of; empty where it is about the environment
     */
    public record Made(Check check, OptionalInt services, int findings) {}

    public static Audit of(Inspected inspected) {
        List<Finding> findings = new ArrayList<>();
        List<Made> made = new ArrayList<>();
        for (Check check : Check.values()) {
            if (!check.isFor(inspected)) {
                continue;
            }
            List<Finding> found = findings(check, inspected);
            findings.addAll(found);
            made.add(new Made(
                    check,
                    check.isOfServices()
                            ? OptionalInt.of(check.services(inspected).size())
                            : OptionalInt.empty(),
                    found.size()));
        }
        return new Audit(inspected.environment(), inspected.isProtected(), findings, made);
    }

    public boolean passed() {
        return findings.isEmpty();
    }

    private static List<Finding> findings(Check check, Inspected inspected) {
        if (!check.isOfServices()) {
            return check.faults(inspected)
                    .map(fault -> new Finding(Optional.empty(), check, fault.message(), fault.remedy()))
                    .toList();
        }
        return check.services(inspected).stream()
                .flatMap(service -> check.faults(service, inspected)
                        // Its containers are of one kind: what is so of each is said once.
                        .distinct()
                        .map(fault -> new Finding(Optional.of(service.name()), check, fault.message(), fault.remedy())))
                .toList();
    }
}
