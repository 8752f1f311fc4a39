package dev.berth.deployment;

import dev.berth.docker.Engine;
import dev.berth.docker.EngineInfo;
import dev.berth.environment.EngineState;
import dev.berth.environment.Environment;
import dev.berth.environment.EnvironmentLock;
import dev.berth.environment.Environments;
import dev.berth.environment.Journal;
import dev.berth.environment.Operator;
import dev.berth.environment.Run;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.workspace.Definition;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Carries out what somebody asks for on an environment: agreed to first, then under its lock and in its journal. */
final class LockedRun {
    private final Environments environments;
    private final HelperImage helperImage;
    private final KilledRun killedRun;
    private final SecretWork secrets;
    private final Clock clock;

    LockedRun(
            Environments environments, HelperImage helperImage, KilledRun killedRun, SecretWork secrets, Clock clock) {
        this.environments = environments;
        this.helperImage = helperImage;
        this.killedRun = killedRun;
        this.secrets = secrets;
        this.clock = clock;
    }

    /** What is done under the lock. */
    interface Work {
        void run(RunContext context, Environment environment);
    }

    /** What will happen, a line each, and whether data is lost by it. */
    record Announcement(List<String> consequences, boolean losesData) {}

    /** What is about to be done: refused or put into words before anybody is asked, carried out under the lock. */
    interface Intent {
        Announcement announce(Environment environment, Engine engine, EngineState state);

        void carryOut(RunContext context, Environment environment);
    }

    void run(RunRequest request, Approval approval, Progress progress, List<String> consequences, Work work) {
        run(request, approval, progress, new Intent() {
            @Override
            public Announcement announce(Environment environment, Engine engine, EngineState state) {
                return new Announcement(consequences, false);
            }

            @Override
            public void carryOut(RunContext context, Environment environment) {
                work.run(context, environment);
            }
        });
    }

    void run(RunRequest request, Approval approval, Progress progress, Intent intent) {
        Definition definition = environments.definition(request.environment());
        approval.require(request.environment(), definition.isProtected());
        Engine engine = environments.engine(environments.address(definition));
        // Whoever prunes images takes it away, and without it not even what was done before can be read.
        helperImage.ensure(engine);
        killedRun.settle(engine, definition.project(), request.command(), progress);
        EngineState state = new EngineState(engine, definition.project());
        String target = engine.info().id();
        Optional<Run> last = new Journal(state, clock).last();
        Environment environment =
                environments.resolve(request.environment(), secrets.knownFolder(definition, engine, state));
        request.services().forEach(name -> environment.stack().service(name));
        Announcement announcement = intent.announce(environment, engine, state);
        approval.confirm(
                request.environment(),
                definition.isProtected(),
                new Takeover(environments)
                        .announced(definition, new Journal(state, clock), approval, announcement.consequences()));
        if (announcement.losesData()) {
            approval.confirmLoss(environment.project(), announcement.consequences());
        }
        try (EnvironmentLock.Held lock =
                new EnvironmentLock(engine, definition.project(), Operator.current(), clock).take(request.command())) {
            EngineState held = state.whileLocked();
            EngineInfo info = engine.info();
            // What speaks against it was looked for before somebody was asked, and others may have been at work since.
            if (!info.id().equals(target) || !new Journal(held, clock).last().equals(last)) {
                throw new BerthException(
                        ErrorCode.FAILED,
                        "%s changed while %s waited: nothing was done"
                                .formatted(request.environment(), request.command()),
                        "Look at it again, and repeat the command where it is still wanted: env history --env "
                                + request.environment());
            }
            RunContext context = new RunContext(
                    engine,
                    info,
                    held,
                    lock,
                    new Journal(held, clock)
                            .begin(
                                    request.environment(),
                                    request.command(),
                                    Operator.current(),
                                    environments.workspace().root().toString()),
                    progress,
                    clock);
            try {
                intent.carryOut(context, environment);
                context.journal().end(Run.Outcome.SUCCEEDED, String.join("; ", announcement.consequences()));
            } catch (BerthException e) {
                throw ended(context, environment, e);
            }
        }
    }

    private BerthException ended(RunContext context, Environment environment, BerthException failure) {
        // An interrupt has done its work by ending the run; what follows must not be cut short by it.
        boolean interrupted = Thread.interrupted() || failure.code() == ErrorCode.INTERRUPTED;
        try {
            if (!KeptSecrets.isAway(failure)) {
                secrets.learn(environment);
            }
            String step =
                    context.journal().run().unfinishedStep().map(Run.Step::name).orElse("start");
            context.journal()
                    .end(
                            interrupted ? Run.Outcome.INTERRUPTED : Run.Outcome.FAILED,
                            interrupted ? "interrupted in step " + step : secrets.redact(failure.getMessage()));
        } catch (BerthException away) {
            // Where even the journal cannot be written, the run stays unfinished, and the next one finds it so.
            failure.addSuppressed(away);
        }
        return failure;
    }
}
