package dev.berth.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.docker.Container;
import dev.berth.docker.ContainerSpecification;
import dev.berth.environment.EngineState;
import dev.berth.environment.Stack;
import dev.berth.testing.FakeEngine;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class HalfReplacedTests {
    private static final String TEMPORARY = "0123456789ab_shop-web-1";

    private final FakeEngine engine = new FakeEngine(EngineState.HELPER_IMAGE);

    @Test
    void settleWhenTheOldOneIsThereRemovesTheOneThatNeverRan() {
        create("shop-web-1", Map.of());
        create(TEMPORARY, Map.of("com.docker.compose.replace", "0123456789abcdef"));

        HalfReplaced.settle(engine, "shop");

        assertThat(names()).containsExactly("shop-web-1");
    }

    @Test
    void settleWhenTheOldOneIsGoneNamesTheNewOne() {
        create(TEMPORARY, Map.of("com.docker.compose.replace", "0123456789abcdef"));

        HalfReplaced.settle(engine, "shop");

        assertThat(names()).containsExactly("shop-web-1");
    }

    @Test
    void settleWhenTheNewOneRunsBesideTheOldOneLeavesBoth() {
        create("shop-web-1", Map.of());
        engine.start(create(TEMPORARY, Map.of("com.docker.compose.replace", "0123456789abcdef")));

        HalfReplaced.settle(engine, "shop");

        assertThat(names()).containsExactlyInAnyOrder("shop-web-1", TEMPORARY);
    }

    @Test
    void settleWhenTheNameOnlyLooksLikeItLeavesIt() {
        create(TEMPORARY, Map.of());

        HalfReplaced.settle(engine, "shop");

        assertThat(names()).containsExactly(TEMPORARY);
    }

    private List<String> names() {
        return engine.containers(Map.of(Stack.PROJECT_LABEL, "shop")).stream()
                .map(Container::name)
                .toList();
    }

    private String create(String name, Map<String, String> labels) {
        Map<String, String> all = new TreeMap<>(labels);
        all.put(Stack.PROJECT_LABEL, "shop");
        return engine.create(new ContainerSpecification(
                Optional.of(name),
                EngineState.HELPER_IMAGE,
                List.of(),
                Optional.empty(),
                all,
                List.of(),
                "none",
                List.of(),
                false,
                false,
                false));
    }
}
