package dev.berth.shell;

import dev.berth.docker.Engine;
import dev.berth.environment.Stack;
import dev.berth.failure.ExitCode;
import dev.berth.health.StackMeter;
import dev.berth.health.StackSnapshot;
import dev.berth.view.TopReport;

/** {@code stack top}: what the services use, live on a terminal, once in a pipe. */
final class TopCommand {
    private TopCommand() {}

    static Verb verb() {
        return Verb.named("stack top", "Show what the services use: CPU, memory, processes, network and disk")
                .detail("""
                        On a terminal live until q, the busiest first; in a pipe once. CPU is percent of one core, memory without \
                        what the system can take back at once, as docker stats has it; network and disk since the containers began.""")
                .example("stack top", "live, until q")
                .example("stack top --format json", "once, as a document like that of stack status")
                .runs(call -> run(call));
    }

    private static int run(Call call) throws InterruptedException {
        StackSnapshot snapshot = StatusCommand.observe(call.services(), call.environment());
        if (call.streams().screen().isPresent()
                && call.get(GlobalOptions.FORMAT).isEmpty()) {
            return StackWatch.run(call, snapshot, new StackWatch.Subject(true, false, TopReport::new));
        }
        Stack stack = call.services().environments().stack(snapshot.environment());
        Engine engine = call.services().environments().engine(stack.engine());
        call.console().print(new TopReport(new StackMeter(engine).measure(stack, snapshot)));
        return ExitCode.OK.status();
    }
}
