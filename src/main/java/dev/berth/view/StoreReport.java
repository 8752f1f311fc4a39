package dev.berth.view;

import dev.berth.health.PgBouncerHealth;
import dev.berth.health.PostgresHealth;
import dev.berth.health.StoreHealth;
import dev.berth.health.Verdict;

/** What stores say of themselves, as parts of documents. */
public final class StoreReport {
    private StoreReport() {}

    /** The verdict first, then everything that was measured, by the names of the records. */
    public static Document document(StoreHealth store) {
        Verdict verdict = store.verdict();
        Document document = Document.part().put("state", verdict.severity()).put("message", verdict.words());
        return store instanceof Record measured ? document.putAll(RecordDocument.of(measured)) : document;
    }

    /** One statement, with what the numbers are sums of. */
    public static Document statement(
            String service, PostgresHealth.Queries queries, PostgresHealth.Statement statement) {
        return Document.part()
                .put("service", service)
                .put("since", queries.since().or(queries::statisticsSince))
                .put("id", statement.id())
                .put("user", statement.user())
                .put("calls", statement.calls())
                .put("totalSeconds", statement.total())
                .put("meanSeconds", statement.mean())
                .put("rows", statement.rows())
                .put("cacheHitRatio", statement.cacheHitRatio())
                .put("query", statement.text());
    }

    /** One session that waits. */
    public static Document wait(String service, PostgresHealth.LockWait wait) {
        return session(wait.session())
                .put("service", service)
                .put("lock", wait.lock())
                .put("waitedSeconds", wait.waited())
                .put(
                        "blockers",
                        wait.blockers().stream().map(StoreReport::session).toList());
    }

    private static Document session(PostgresHealth.Session session) {
        return Document.part()
                .put("pid", session.process())
                .put("user", session.user())
                .put("application", session.application())
                .put("client", session.client())
                .put("state", session.state())
                .put("transactionSeconds", session.inTransaction())
                .put("stateSeconds", session.inState())
                .put("query", session.query());
    }

    /** One pool, by PgBouncer's own names in camel case. */
    public static Document pool(String service, PgBouncerHealth pooler, PgBouncerHealth.Pool pool) {
        return Document.part()
                .put("service", service)
                .put("database", pool.database())
                .put("user", pool.user())
                .put("clActive", pool.clientsActive())
                .put("clWaiting", pool.clientsWaiting())
                .put("svActive", pool.serversActive())
                .put("svIdle", pool.serversIdle())
                .put("svUsed", pool.serversUsed())
                .put("maxwaitSeconds", pool.maximumWait())
                .put("mode", pool.mode())
                .put("paused", pooler.paused().contains(pool.database()));
    }
}
