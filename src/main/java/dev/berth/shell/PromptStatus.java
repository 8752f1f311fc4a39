package dev.berth.shell;

import dev.berth.failure.BerthException;
import dev.berth.view.Role;
import dev.berth.view.StatusReport;
import dev.berth.view.Theme;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jline.reader.LineReader;
import org.jline.reader.impl.LineReaderImpl;

/** What the prompt says of the environment: its name at once, its health as last known, brought up to date behind. */
final class PromptStatus implements AutoCloseable {
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

    /** The lines above the first prompt. */
    List<String> banner() {
        List<String> lines = new ArrayList<>();
        Optional<Services> services = services();
        String workspace = services.map(
                        each -> "workspace " + each.workspace().root().getFileName() + "  ·  " + environments(each))
                .orElse("no workspace here: init makes one");
        lines.add(
                theme.text(theme.paint(Role.STRONG, "Berth " + Version.current().number()) + "  ·  " + workspace));
        lines.add(theme.text("Type a command, TAB to complete, `help` to look around, `stack status` for the board."));
        return lines;
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
            Thread.ofVirtual().name("prompt-status").start(this::look);
        }
    }

    private void look() {
        try {
            String before = text();
            services()
                    .ifPresent(services -> global.environment()
                            .or(services::activeEnvironment)
                            .ifPresent(name -> StackCommands.observe(services, name)));
            String now = text();
            if (!closed && !now.equals(before) && reader.isReading() && reader instanceof LineReaderImpl drawn) {
                drawn.setPrompt(now);
                drawn.callWidget(LineReader.REDISPLAY);
            }
        } catch (BerthException | IllegalStateException e) {
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
            return services.definitions().read(name).isProtected();
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

    private String environments(Services services) {
        try {
            Optional<String> active = services.activeEnvironment();
            List<String> names = services.definitions().names().stream()
                    .map(name -> {
                        String mark = active.filter(name::equals).isPresent() ? " (active)" : "";
                        return isProtected(services, name)
                                ? theme.paint(Role.PROTECTED, name) + mark + " (protected)"
                                : name + mark;
                    })
                    .toList();
            return "environments " + String.join(", ", names);
        } catch (BerthException e) {
            return "its definitions have problems: env validate";
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
