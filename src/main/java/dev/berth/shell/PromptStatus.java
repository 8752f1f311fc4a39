package dev.berth.shell;

import dev.berth.failure.BerthException;
import dev.berth.view.Role;
import dev.berth.view.StatusReport;
import dev.berth.view.Theme;
import java.time.Duration;
import java.util.Optional;
import org.jline.reader.LineReader;
import org.jline.reader.impl.LineReaderImpl;

/** What the prompt says of the environment: its name at once, its health as last known, brought up to date behind it. */
final class PromptStatus implements AutoCloseable {
    private static final Duration HEAD_START = Duration.ofMillis(50);

    private final Session session;
    private final GlobalOptions global;
    private final Theme theme;
    private final LineReader reader;
    private volatile boolean closed;
    private boolean refreshing;

    PromptStatus(Session session, GlobalOptions global, Theme theme, LineReader reader) {
        this.session = session;
        this.global = global;
        this.theme = theme;
        this.reader = reader;
    }

    /** The prompt. */
    String text() {
        Optional<Services> services = services();
        Optional<String> environment = global.environment().or(() -> services.flatMap(Services::activeEnvironment));
        if (services.isEmpty() || environment.isEmpty()) {
            return theme.paint(Role.STRONG, "berth") + " > ";
        }
        String name = environment.get();
        return theme.environment(name, isProtected(services.get(), name)) + " "
                + services.get()
                        .lastKnownState()
                        .read(name)
                        .map(seen -> theme.sign(StatusReport.sign(seen.state())) + " ")
                        .orElse("")
                + "> ";
    }

    /** Looks at the environment in the background, and redraws the prompt when it has changed meanwhile. */
    synchronized void refresh() {
        if (!refreshing) {
            refreshing = true;
            Thread.ofPlatform().name("prompt-status").daemon().start(this::look);
        }
    }

    private void look() {
        try {
            // The prompt is to be on the screen first.
            Thread.sleep(HEAD_START);
            if (closed) {
                return;
            }
            String before = text();
            services()
                    .ifPresent(services -> global.environment()
                            .or(services::activeEnvironment)
                            .ifPresent(name -> StatusCommand.observe(services, name)));
            String now = text();
            if (!closed && !now.equals(before) && reader.isReading() && reader instanceof LineReaderImpl drawn) {
                drawn.setPrompt(now);
                drawn.callWidget(LineReader.REDISPLAY);
            }
        } catch (InterruptedException | BerthException | IllegalStateException e) {
            // The prompt shows what was known before; a command will say what is wrong. Reading may have ended
            // meanwhile.
            return;
        } finally {
            synchronized (this) {
                refreshing = false;
            }
        }
    }

    private static boolean isProtected(Services services, String name) {
        try {
            return services.knownEnvironments().list().stream()
                    .anyMatch(each -> each.name().equals(name) && each.isProtected());
        } catch (BerthException e) {
            return false;
        }
    }

    private Optional<Services> services() {
        try {
            return Optional.of(session.services(global.workspace()));
        } catch (BerthException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
