package dev.berth.migration;

import dev.berth.failure.BerthException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.internal.parser.ParsingContext;
import org.flywaydb.core.internal.sqlscript.SqlScriptMetadata;
import org.flywaydb.core.internal.sqlscript.SqlStatement;
import org.flywaydb.core.internal.sqlscript.SqlStatementIterator;
import org.flywaydb.database.postgresql.PostgreSQLParser;

/**
 * Finds statements that begin or end a transaction in files that run in one: they would end the one that takes everything
 * back when the file fails.
 */
final class TransactionStatements {
    /** A savepoint stays within the transaction. */
    private static final Pattern CONTROL = Pattern.compile(
            "\\A(BEGIN|START|COMMIT|END|ABORT|PREPARE\\s+TRANSACTION|ROLLBACK(?!(\\s+(WORK|TRANSACTION))?\\s+TO\\b))\\b",
            Pattern.CASE_INSENSITIVE);

    private TransactionStatements() {}

    static Optional<Mismatch> in(MigrationFile file) {
        try {
            return runsInTransaction(file) ? find(file) : Optional.empty();
        } catch (FlywayException e) {
            if (e.getCause() instanceof BerthException own) {
                throw own;
            }
            // What cannot be read as SQL fails before it begins, with Flyway's words.
            return Optional.empty();
        }
    }

    private static Optional<Mismatch> find(MigrationFile file) {
        List<String> found = new ArrayList<>();
        int first = 0;
        PostgreSQLParser parser = new PostgreSQLParser(configuration(), new ParsingContext());
        try (SqlStatementIterator statements = parser.parse(FolderResources.resource(file))) {
            while (statements.hasNext()) {
                SqlStatement statement = statements.next();
                Matcher control = CONTROL.matcher(StatementLine.withoutLeadingComments(statement.getSql()));
                if (control.find()) {
                    first = found.isEmpty() ? statement.getLineNumber() : first;
                    found.add(control.group(1).replaceAll("\\s+", " "));
                }
            }
        }
        if (found.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Mismatch(
                Mismatch.Kind.TRANSACTION,
                file.script(),
                "%s line %d: %s in a file that runs in a transaction: if it failed after that, it could not be taken back"
                        .formatted(file.script(), first, found.getFirst()),
                "Take %s out; where the file is to run outside a transaction, write executeInTransaction=false into %s.conf beside it."
                        .formatted(String.join(", ", found.stream().distinct().toList()), file.name())));
    }

    private static boolean runsInTransaction(MigrationFile file) {
        if (!Files.exists(file.configuration())) {
            return true;
        }
        Boolean said = SqlScriptMetadata.fromResource(FolderResources.configuration(file), null, configuration())
                .executeInTransaction();
        return said == null || said;
    }

    private static FluentConfiguration configuration() {
        return Flyway.configure(TransactionStatements.class.getClassLoader()).placeholderReplacement(false);
    }
}
