package dev.berth.workspace;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the templates of one folder: whom each is for, and whether every secret in it is declared. */
final class TemplateFile {
    private static final Pattern HEAD =
            Pattern.compile("\\S*\\s*berth:\\s*services=(\\S+)\\s+file=(\\S+)\\s*(?:\\S{1,3})?");
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9._-]*");

    private final Set<String> secrets;
    private final List<Problem> problems;
    private final Map<String, Path> targets = new HashMap<>();

    TemplateFile(Set<String> secrets, List<Problem> problems) {
        this.secrets = secrets;
        this.problems = problems;
    }

    /** Reads one template; empty where it is so wrong that there is nothing to render. */
    Optional<SecretTemplates.Template> read(Path file, Path shown) {
        try {
            String text = TextFile.read(file, shown);
            int end = text.indexOf('\n');
            String first = end < 0 ? text : text.substring(0, end);
            Matcher head = HEAD.matcher(first.strip());
            if (!head.matches()) {
                add(new Place(shown, 1, 1), "the first line does not say whom the template is for", headHint());
                return Optional.empty();
            }
            List<String> services = List.of(head.group(1).split(",", -1));
            String target = head.group(2);
            checkHead(services, target, shown);
            String body = end < 0 ? "" : text.substring(end + 1);
            TemplatePlaces.check(body, 2, shown, secrets, problems);
            return Optional.of(new SecretTemplates.Template(file, services, target, body));
        } catch (DefinitionException e) {
            problems.addAll(e.problems());
            return Optional.empty();
        }
    }

    private void checkHead(List<String> services, String target, Path shown) {
        Place place = new Place(shown, 1, 1);
        List<String> wrong = new ArrayList<>(services);
        wrong.add(target);
        wrong.removeIf(name -> NAME.matcher(name).matches());
        for (String name : wrong) {
            add(place, "%s is neither a service's name nor a file's".formatted(Wording.quoted(name)), headHint());
        }
        for (String service : services) {
            Path other = targets.putIfAbsent(service + "/" + target, shown);
            if (other != null) {
                add(
                        place,
                        "%s is rendered for %s by %s already".formatted(target, service, other),
                        "Give one of them another file=NAME.");
            }
        }
    }

    private static String headHint() {
        return "Write: # berth: services=rest,gateway file=app.conf";
    }

    private void add(Place place, String message, String hint) {
        problems.add(Problem.at(place, "", message, hint));
    }
}
