package dev.berth.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.secret.MemorySecretStore;
import dev.berth.secret.SecretValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SecretImportTests {
    private static final Set<String> DECLARED = Set.of("postgres.app", "api.jwt", "smtp.password");

    private final MemorySecretStore store = new MemorySecretStore();

    @Test
    void ofWhenNamesAreInCapitalsOrAsDeclaredOrMappedFindsTheirSecrets() {
        SecretImport secrets = of(
                Map.of("POSTGRES_APP", "a", "api.jwt", "b", "MAIL", "c", "PATH", "d"), Map.of("MAIL", "smtp.password"));

        assertThat(secrets.items())
                .extracting(SecretImport.Item::name, SecretImport.Item::from)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("api.jwt", "api.jwt"),
                        org.assertj.core.groups.Tuple.tuple("postgres.app", "POSTGRES_APP"),
                        org.assertj.core.groups.Tuple.tuple("smtp.password", "MAIL"));
        assertThat(secrets.unused()).containsExactly("PATH");
    }

    @Test
    void ofWhenSomethingIsStoredTellsSameFromOther() {
        store.write("postgres.app", SecretValue.of("a"), 0);
        store.write("api.jwt", SecretValue.of("old"), 0);

        SecretImport secrets = of(Map.of("POSTGRES_APP", "a", "API_JWT", "new", "SMTP_PASSWORD", "c"), Map.of());

        assertThat(secrets.items())
                .extracting(SecretImport.Item::action)
                .containsExactly(SecretImport.Action.CHANGE, SecretImport.Action.KEEP, SecretImport.Action.ADD);
        assertThat(secrets.changes()).containsExactly("api.jwt");
    }

    @Test
    void storeWhenAskedWritesWhatIsNewOrChangedAndNothingElse() {
        store.write("postgres.app", SecretValue.of("a"), 0);
        store.write("api.jwt", SecretValue.of("old"), 0);
        List<String> counted = new ArrayList<>();

        of(Map.of("POSTGRES_APP", "a", "API_JWT", "new", "SMTP_PASSWORD", "c"), Map.of())
                .store(store, (done, all) -> counted.add(done + "/" + all));

        assertThat(counted).containsExactly("1/2", "2/2");
        assertThat(store.read("postgres.app").orElseThrow().version()).isEqualTo(1);
        assertThat(store.read("api.jwt").orElseThrow().value().reveal()).isEqualTo("new");
        assertThat(store.read("smtp.password").orElseThrow().version()).isEqualTo(1);
    }

    @Test
    void storeWhenSomebodyElseWroteMeanwhileRefuses() {
        SecretImport secrets = of(Map.of("API_JWT", "mine"), Map.of());
        store.write("api.jwt", SecretValue.of("theirs"), 0);

        assertThatExceptionOfType(BerthException.class)
                .isThrownBy(() -> secrets.store(store, (done, all) -> {}))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.SECRET_CONFLICT));
        assertThat(store.read("api.jwt").orElseThrow().value().reveal()).isEqualTo("theirs");
    }

    @Test
    void storeWhenItFailsHalfWaySaysWhatWasStored() {
        SecretImport secrets = of(Map.of("API_JWT", "mine", "SMTP_PASSWORD", "mine"), Map.of());
        store.write("smtp.password", SecretValue.of("theirs"), 0);

        assertThatExceptionOfType(BerthException.class)
                .isThrownBy(() -> secrets.store(store, (done, all) -> {}))
                .withMessageContaining("stored before that: api.jwt");
    }

    @Test
    void ofWhenItCannotBeSortedSaysWhy() {
        assertRefused(Map.of("API_JWT", "a", "api.jwt", "b"), Map.of(), "are both for api.jwt");
        assertRefused(Map.of("API_JWT", ""), Map.of(), "the value of API_JWT is empty");
        assertRefused(Map.of("A", "a"), Map.of("B", "api.jwt"), "there is no B to be imported");
        assertRefused(Map.of("A", "a"), Map.of("A", "api.jwd"), "no secret api.jwd is declared");
        assertThatExceptionOfType(BerthException.class)
                .isThrownBy(() -> SecretImport.of(store, Set.of("a.b", "a-b"), values(Map.of("A_B", "x")), Map.of()))
                .withMessageStartingWith("A_B may be for ");
    }

    @Test
    void toStringWhenValuesAreInsideShowsNone() {
        assertThat(of(Map.of("API_JWT", "canary"), Map.of()).toString()).doesNotContain("canary");
    }

    private void assertRefused(Map<String, String> values, Map<String, String> mapping, String message) {
        assertThatExceptionOfType(BerthException.class)
                .isThrownBy(() -> of(values, mapping))
                .withMessageContaining(message)
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.USAGE));
    }

    private SecretImport of(Map<String, String> values, Map<String, String> mapping) {
        return SecretImport.of(store, DECLARED, values(values), mapping);
    }

    private static Map<String, SecretValue> values(Map<String, String> texts) {
        Map<String, SecretValue> values = new LinkedHashMap<>();
        texts.forEach((name, text) -> values.put(name, SecretValue.of(text)));
        return values;
    }
}
