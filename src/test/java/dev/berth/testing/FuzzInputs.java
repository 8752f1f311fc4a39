package dev.berth.testing;

import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

/** The inputs that are kept of a {@link FuzzTarget}, and none at all. */
final class FuzzInputs implements ArgumentsProvider {

    @Override
    public Stream<? extends Arguments> provideArguments(ParameterDeclarations parameters, ExtensionContext context)
            throws IOException, URISyntaxException {
        Class<?> type = context.getRequiredTestClass();
        List<Arguments> inputs = new ArrayList<>();
        inputs.add(argumentSet("nothing", new byte[0]));
        URL folder = type.getResource(type.getSimpleName() + "Inputs/"
                + context.getRequiredTestMethod().getName());
        if (folder != null) {
            try (Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
                for (Path file : files.sorted().toList()) {
                    inputs.add(argumentSet(String.valueOf(file.getFileName()), Files.readAllBytes(file)));
                }
            }
        }
        return inputs.stream();
    }
}
