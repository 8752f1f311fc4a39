package dev.berth.testing;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

/** What Jazzer calls: hands its inputs to one {@link FuzzTarget}, without JUnit, which knows nothing of coverage. */
public final class FuzzDriver {
    private static @Nullable Object test;
    private static @Nullable Method target;

    private FuzzDriver() {}

    /**
     * Makes the target ready.
     *
     * @param arguments its class and its method
     */
    public static void fuzzerInitialize(String[] arguments) throws ReflectiveOperationException, IOException {
        Class<?> type = Class.forName(arguments[0]);
        for (Field field : type.getDeclaredFields()) {
            if (field.isAnnotationPresent(TempDir.class) && Modifier.isStatic(field.getModifiers())) {
                field.setAccessible(true);
                field.set(null, temporary());
            }
        }
        Constructor<?> constructor = type.getDeclaredConstructor();
        constructor.setAccessible(true);
        test = constructor.newInstance();
        target = type.getDeclaredMethod(arguments[1], byte[].class);
        target.setAccessible(true);
    }

    private static Path temporary() throws IOException {
        Path folder = Files.createTempDirectory("fuzz");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> Folders.delete(folder)));
        return folder;
    }

    /** One input; an exception is a finding. */
    public static void fuzzerTestOneInput(byte[] input) throws Throwable {
        try {
            Objects.requireNonNull(target).invoke(test, (Object) input);
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
    }
}
