package dev.berth.shell;

import dev.berth.environment.KnownEnvironments;
import dev.berth.failure.BerthException;
import dev.berth.view.Role;
import dev.berth.view.Theme;
import java.util.List;
import java.util.Optional;

/** The lines above the first prompt: which Berth this is, in which workspace, with which environments. */
final class Greeting {
    private final Session session;
    private final GlobalOptions global;
    private final Theme theme;

    Greeting(Session session, GlobalOptions global, Theme theme) {
        this.session = session;
        this.global = global;
        this.theme = theme;
    }

    List<String> lines() {
        return List.of(
                theme.paint(Role.STRONG, "Berth " + Version.current().number()) + theme.text("  ·  ") + workspace(),
                theme.text("TAB completes, `help` looks around, `stack status` is the board."));
    }

    private String workspace() {
        Services services;
        try {
            services = session.services(global.workspace());
        } catch (BerthException e) {
            return "no workspace here: init makes one";
        }
        return theme.text("workspace " + services.workspace().root().getFileName() + "  ·  ") + environments(services);
    }

    private String environments(Services services) {
        try {
            Optional<String> active = services.activeEnvironment();
            List<String> names = services.knownEnvironments().list().stream()
                    .map(each -> name(each, active.filter(each.name()::equals).isPresent()))
                    .toList();
            return "environments " + String.join(", ", names);
        } catch (BerthException e) {
            return "its definitions have problems: env validate";
        }
    }

    private String name(KnownEnvironments.Known environment, boolean active) {
        String mark = active ? " (active)" : "";
        return environment.isProtected()
                ? theme.paint(Role.PROTECTED, environment.name()) + mark + " (protected)"
                : environment.name() + mark;
    }
}
