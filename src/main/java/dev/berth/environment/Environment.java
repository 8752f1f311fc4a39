package dev.berth.environment;

import dev.berth.docker.ComposeModel;
import dev.berth.docker.ComposeProject;
import dev.berth.workspace.Definition;
import dev.berth.workspace.SecretTemplates;
import dev.berth.workspace.Workspace;
import java.util.Objects;

/**
 * An environment, fully resolved: its definition, what Compose makes of its files, and the secrets it declares.
 *
 * @param compose what Compose is pointed at, its env file written
 */
public record Environment(
        Workspace workspace,
        Definition definition,
        ComposeProject compose,
        ComposeModel model,
        SecretTemplates secrets,
        Stack stack) {

    public String name() {
        return definition.name();
    }

    public String project() {
        return model.name();
    }

    /** The same, of which another stack is wanted. */
    public Environment with(Stack other) {
        return new Environment(workspace, definition, compose, model, secrets, other);
    }

    /** Whether a service keeps data that no second process may write to; the name must be one of the model's. */
    public boolean isStore(String name) {
        return StoreData.isStore(stack.service(name).kind(), composeService(name));
    }

    /** A service as Compose resolved it; the name must be one of the model's. */
    public ComposeModel.Service composeService(String name) {
        return Objects.requireNonNull(model.services().get(name), name);
    }
}
