package dev.berth.deployment;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import com.grack.nanojson.JsonWriter;
import dev.berth.environment.Environment;
import dev.berth.workspace.Definition;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Variables that take the value of a secret, for projects whose services cannot read a file: Compose needs them at every call. */
public final class SecretVariables {
    private SecretVariables() {}

    /** What everybody should know who uses them, a line each. */
    public static List<String> warnings(Definition definition) {
        return definition.secretVariables().entrySet().stream()
                .map(each ->
                        ("the variable %s holds the secret %s, which then stands in the containers' configuration, for"
                                        + " `docker inspect` to show: a template would keep it out")
                                .formatted(each.getKey(), each.getValue()))
                .toList();
    }

    /** The services whose configuration any of them is part of. */
    static Set<String> users(Environment environment) {
        Set<String> users = new TreeSet<>();
        try {
            JsonObject services =
                    JsonParser.object().from(environment.model().json()).getObject("services", new JsonObject());
            for (String service : services.keySet()) {
                String text = JsonWriter.string(services.getObject(service));
                environment.definition().secretVariables().keySet().stream()
                        .filter(variable -> text.contains("${" + variable + "}"))
                        .forEach(variable -> users.add(service));
            }
        } catch (JsonParserException e) {
            throw new IllegalStateException("Compose printed the project as JSON before", e);
        }
        return users;
    }
}
