package dev.berth.deployment;

import dev.berth.delivery.SecretDelivery;
import dev.berth.environment.EngineState;
import dev.berth.environment.Environments;
import dev.berth.environment.Stack;
import dev.berth.health.Surroundings;
import dev.berth.health.Survey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Tells by the plan of a switch, which changes nothing, what is not as it was defined. */
final class StackSurvey implements Survey {
    private final Environments environments;
    private final Planner planner;
    private final BackupOperations backups;

    StackSurvey(Environments environments, Planner planner, BackupOperations backups) {
        this.environments = environments;
        this.planner = planner;
        this.backups = backups;
    }

    @Override
    public Optional<Surroundings.Backups> backups(Stack stack) {
        return backups.standing(stack.environment());
    }

    @Override
    public Findings of(Stack stack) {
        Plan plan = planner.plan(stack.environment());
        Map<String, String> secrets =
                SecretDelivery.generations(new EngineState(environments.engine(stack.engine()), stack.project()));
        Map<String, Surroundings.Upkeep> services = new HashMap<>();
        for (Plan.Change change : plan.changes()) {
            services.put(
                    change.service(),
                    new Surroundings.Upkeep(drift(change), Optional.ofNullable(secrets.get(change.service()))));
        }
        return new Findings(
                environments.definition(plan.environment()).migrations().map(defined -> migrations(plan)), services);
    }

    static Surroundings.Migrations migrations(Plan plan) {
        return new Surroundings.Migrations(
                plan.pendingMigrations()
                        .map(pending -> OptionalInt.of(pending.size()))
                        .orElse(OptionalInt.empty()),
                plan.pendingMigrations().isPresent() ? "" : whyNotKnown(plan));
    }

    private static String whyNotKnown(Plan plan) {
        return plan.objection()
                .map(refusal -> String.valueOf(refusal.getMessage()))
                .orElse("the database cannot be asked now");
    }

    private static List<Surroundings.Drift> drift(Plan.Change change) {
        List<Surroundings.Drift> drift = new ArrayList<>();
        change.reasons().forEach(reason -> drift(reason).ifPresent(drift::add));
        return drift;
    }

    /** Empty for what the service's own state says already. */
    private static Optional<Surroundings.Drift> drift(Plan.Reason reason) {
        return switch (reason.code()) {
            case MISSING, STOPPED, RUNS_AGAIN, DEPENDENCY -> Optional.empty();
            case CONFIGURATION -> configuration("its configuration is not the one defined");
            case VOLUME -> configuration("its data lies elsewhere than where it is defined");
            case IMAGE -> configuration("its image is not the one that its name means now");
            case REPLICAS -> configuration(difference(reason, " replicas"));
            case LIMIT_LIVE, LIMIT_RESTART ->
                Optional.of(new Surroundings.Drift(Surroundings.Aspect.LIMITS, difference(reason, "")));
            case SECRET_RELOAD, SECRET_REPLACE, SECRET_RESTART ->
                Optional.of(new Surroundings.Drift(
                        Surroundings.Aspect.SECRETS, "a secret that it uses was changed: secrets sync"));
            case UNDEFINED -> configuration("is not defined any more");
        };
    }

    private static Optional<Surroundings.Drift> configuration(String words) {
        return Optional.of(new Surroundings.Drift(Surroundings.Aspect.CONFIGURATION, words));
    }

    private static String difference(Plan.Reason reason, String unit) {
        return "%s%s, defined: %s%s"
                .formatted(reason.from().orElse("none"), unit, reason.to().orElse("none"), unit);
    }
}
