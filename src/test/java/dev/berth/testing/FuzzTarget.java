package dev.berth.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/**
 * A promise about any bytes at all. As a test it is held to the inputs that lie in CLASSInputs/METHOD beside its class, real
 * ones and those that once broke it; {@code scripts/fuzz} looks for more of them.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest(name = "{0}")
@ArgumentsSource(FuzzInputs.class)
public @interface FuzzTarget {}
