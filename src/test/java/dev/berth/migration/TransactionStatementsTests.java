package dev.berth.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.failure.BerthException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Statements that end the transaction of the file that they are in. */
class TransactionStatementsTests {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "COMMIT",
                "commit work",
                "BEGIN",
                "begin isolation level serializable",
                "START TRANSACTION",
                "END",
                "ABORT",
                "ROLLBACK",
                "ROLLBACK AND CHAIN",
                "PREPARE TRANSACTION 'one'",
                "-- done\n/* all /* of */ it */ COMMIT",
            })
    void inWhenAFileEndsItsTransactionNamesLineAndRemedy(String statement) throws IOException {
        assertThat(TransactionStatements.in(file("CREATE TABLE a (id int);\n" + statement + ";\nSELECT 1;")))
                .hasValueSatisfying(mismatch -> {
                    assertThat(mismatch.kind()).isEqualTo(Mismatch.Kind.TRANSACTION);
                    assertThat(mismatch.message()).startsWith("V1__one.sql line ");
                    assertThat(mismatch.hint()).contains("executeInTransaction=false", "V1__one.sql.conf");
                });
    }

    @Test
    void inWhenThereAreSeveralNamesTheFirstLineAndAll() throws IOException {
        assertThat(TransactionStatements.in(file("BEGIN;\nSELECT 1;\nCOMMIT;\nBEGIN;\nCOMMIT;")))
                .hasValueSatisfying(mismatch -> {
                    assertThat(mismatch.message()).startsWith("V1__one.sql line 1: BEGIN in a file");
                    assertThat(mismatch.hint()).startsWith("Take BEGIN, COMMIT out;");
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DO $$ BEGIN PERFORM 1; END $$",
                "DO $do$ BEGIN\nCOMMIT;\nEND $do$",
                "CREATE FUNCTION one() RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN 1; END'",
                "CREATE FUNCTION one() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; END",
                "SELECT 'a;\nCOMMIT;'",
                "-- COMMIT;\nSELECT 1",
                "/* COMMIT; */ SELECT 1",
                "SAVEPOINT a; ROLLBACK TO a; ROLLBACK WORK TO SAVEPOINT a; RELEASE a",
                "CREATE TABLE commit_log (id int)",
                "PREPARE one AS SELECT 1",
                "COPY a FROM STDIN;\nCOMMIT;\n\\.\n",
                "SELECT '${tenant}'",
            })
    void inWhenWordsStandInsideOtherStatementsFindsNone(String text) throws IOException {
        assertThat(TransactionStatements.in(file(text + ";"))).isEmpty();
    }

    @Test
    void inWhenFileRunsOutsideATransactionFindsNone() throws IOException {
        Files.writeString(folder.resolve("V1__one.sql.conf"), "executeInTransaction=false\n");

        assertThat(TransactionStatements.in(file("BEGIN;\nSELECT 1;\nCOMMIT;"))).isEmpty();
    }

    @Test
    void inWhenTheDataOfACopyHasNoEndSaysSo() throws IOException {
        MigrationFile file = file("COPY a FROM STDIN;\n1\n2\n");

        assertThatThrownBy(() -> TransactionStatements.in(file))
                .isInstanceOf(BerthException.class)
                .hasMessage("V1__one.sql: the data of a COPY has no end");
    }

    private MigrationFile file(String text) throws IOException {
        Path path = folder.resolve("V1__one.sql");
        Files.writeString(path, text);
        return MigrationFile.read(folder, path).orElseThrow();
    }
}
