package dev.berth.docker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageNameTests {
    private static final String DIGEST = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis",
                "redis:8",
                "berth/postgres:17.12",
                "acme-prod-shop",
                "a__b/c--d.e_f:1",
                "ghcr.io/acme/shop:v1.2_3-rc.1",
                "localhost:5000/shop",
                "Registry.Example:443/shop:1",
                "[::1]:5000/shop:1",
                DIGEST,
                "shop@" + DIGEST,
                "shop:1@" + DIGEST
            })
    void isPossibleWhenTheEngineTakesIt(String text) {
        assertThat(ImageName.isPossible(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\u00dcber:1",
                "a b",
                " redis",
                "Redis",
                "redis:",
                "redis:8:1",
                "redis:\u00fc",
                "/redis",
                "redis/",
                "a//b",
                "-redis",
                "redis-",
                "a._b",
                "redis@sha256:12",
                "http://registry/redis",
                "redis:-1",
                "redis\n"
            })
    void isPossibleWhenTheEngineWouldRefuseItIsFalse(String text) {
        assertThat(ImageName.isPossible(text)).isFalse();
    }
}
