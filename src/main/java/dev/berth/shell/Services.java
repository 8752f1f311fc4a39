package dev.berth.shell;

import dev.berth.view.Sign;
import dev.berth.workspace.Definitions;
import dev.berth.workspace.Workspace;
import java.util.List;
import java.util.Optional;

/** What commands work with in one workspace; each part is made when it is first asked for. */
public interface Services extends AutoCloseable {

    Workspace workspace();

    Definitions definitions();

    /** The environment that commands act on where none is named. */
    Optional<String> activeEnvironment();

    /** Whether changing it takes its name to be typed; false where its definition cannot be read. */
    boolean isProtected(String environment);

    /** The state in which an environment was last seen from this machine; asks nobody. */
    Optional<Sign> lastKnown(String environment);

    /** Looks at an environment's services now, for {@link #lastKnown} to know. */
    void refresh(String environment);

    /** The names of an environment's services; none where that is not known. */
    List<String> serviceNames(String environment);

    /** The names of the secrets that an environment declares. */
    List<String> secretNames(String environment);

    /** Replaces every secret value that was read so far in a text. */
    String redact(String text);

    @Override
    void close();
}
