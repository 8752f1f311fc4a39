package dev.berth.shell;

import dev.berth.monitor.Repair;
import dev.berth.monitor.Sight;
import dev.berth.monitor.Standing;
import dev.berth.monitor.Watch;
import dev.berth.view.Document;
import dev.berth.view.MonitorReports;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * Prints what a watch tells; of a rehearsal, what it would do.
 *
 * @param sights takes what a watch saw
 */
record WatchPrinting(Call call, String environment, boolean rehearses, Consumer<Sight> sights)
        implements Watch.Listener {
    @Override
    public synchronized void changed(Standing standing, Instant at) {
        boolean forPrograms = call.console().format().isForPrograms();
        // What is pending may be over before anybody has read of it.
        if (forPrograms || standing.state() == Standing.State.FIRING || standing.state() == Standing.State.RESOLVED) {
            call.console()
                    .output()
                    .print((forPrograms
                                    ? MonitorReports.document(environment, standing, at)
                                            .text()
                                    : MonitorReports.line(standing, at))
                            + "\n");
            call.console().output().flush();
        }
    }

    @Override
    public synchronized void repaired(Repair repair) {
        if (rehearses && repair.outcome() != Repair.Outcome.UNDERWAY) {
            return;
        }
        call.console()
                .output()
                .print((call.console().format().isForPrograms()
                                ? MonitorReports.document(environment, repair).text()
                                : MonitorReports.line(repair, rehearses))
                        + "\n");
        call.console().output().flush();
    }

    @Override
    public synchronized void notice(String sentence) {
        // At once, whatever the format: it may be weeks until a report is out.
        call.console()
                .error()
                .println("%sZ  %s".formatted(Document.time(Instant.now()).substring(0, 19), sentence));
        call.console().error().flush();
    }

    @Override
    public void looked(Sight sight) {
        sights.accept(sight);
    }
}
