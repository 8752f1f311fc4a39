package dev.berth.health;

/** What PostgreSQL is asked; every version from 12 on understands it, and pg_monitor is enough. */
final class PostgresQueries {
    private PostgresQueries() {}

    static final String SERVER = """
            SELECT current_setting('server_version') AS version,
                   current_setting('server_version_num')::int AS number,
                   current_setting('max_connections')::int AS max_connections,
                   pg_is_in_recovery() AS standby,
                   pg_has_role(current_user, 'pg_read_all_stats', 'USAGE') AS sees_all""";

    /** The counts of connections are open to everybody, what sessions do is not. */
    static final String SESSIONS = """
            SELECT (SELECT sum(numbackends) FROM pg_stat_database WHERE datid <> 0) AS connections,
                   count(*) FILTER (WHERE state = 'active') AS active,
                   count(*) FILTER (WHERE state LIKE 'idle in transaction%') AS idle_in_transaction,
                   extract(epoch FROM max(clock_timestamp() - xact_start)) AS oldest_transaction,
                   count(*) FILTER (WHERE wait_event_type = 'Lock') AS lock_waits
            FROM pg_stat_activity
            WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()""";

    static final String COUNTERS = """
            SELECT xact_commit, xact_rollback, blks_hit, blks_read, deadlocks, temp_bytes,
                   stats_reset, coalesce(stats_reset::text, '') || ' ' || pg_postmaster_start_time() AS epoch
            FROM pg_stat_database
            WHERE datname = current_database()""";

    static final String SAFETY = """
            SELECT (SELECT sum(checksum_failures) FROM pg_stat_database) AS failures,
                   (SELECT max(checksum_last_failure) FROM pg_stat_database) AS last_failure,
                   (SELECT max(age(datfrozenxid)) FROM pg_database) AS wraparound_age""";

    static final String ARCHIVER = """
            SELECT current_setting('archive_mode') <> 'off' AS enabled,
                   archived_count, failed_count, last_archived_time, last_failed_time
            FROM pg_stat_archiver""";

    /** Only for a login that may look into the server's folders. */
    static final String WAITING_LOG = """
            SELECT extract(epoch FROM clock_timestamp() - min(modification)) AS waiting
            FROM pg_ls_archive_statusdir()
            WHERE name LIKE '%.ready'""";

    static final String REPLICAS = """
            SELECT application_name, state,
                   pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn)::bigint AS lag_bytes,
                   extract(epoch FROM replay_lag) AS lag
            FROM pg_stat_replication
            ORDER BY application_name""";

    /**
     * A standby that receives, and has shown all that it received, is not behind, however long ago that was written. One
     * that does not receive cannot know: it is as old as the last transaction that it shows. A login that may not see how
     * the receiver is sees that there is one. Who names no primary takes its log from an archive, and needs none.
     */
    static final String STANDBY = """
            SELECT CASE WHEN receiving AND pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0
                        ELSE extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()) END AS lag,
                   NOT receiving AND NOT EXISTS (SELECT FROM pg_settings WHERE name = 'primary_conninfo' AND setting = '')
                       AS cut_off
            FROM (SELECT EXISTS (SELECT FROM pg_stat_wal_receiver
                                 WHERE coalesce(status, 'streaming') = 'streaming') AS receiving) r""";

    static final String SIZE = """
            SELECT pg_database_size(current_database()) AS database,
                   (SELECT sum(pg_database_size(oid)) FROM pg_database) AS databases,
                   (SELECT sum(size) FROM pg_ls_waldir()) AS wal""";

    static final String STATEMENTS_PLACE = """
            SELECT quote_ident(nspname) AS schema, extversion
            FROM pg_extension JOIN pg_namespace n ON n.oid = extnamespace
            WHERE extname = 'pg_stat_statements'""";

    /** Without the texts, of which there may be thousands, and without what asking itself runs. */
    static String statements(String schema, int version) {
        return """
                SELECT queryid::text || ':' || userid AS id, sum(calls)::bigint AS calls, sum(%s) AS milliseconds,
                       sum(rows)::bigint AS rows, sum(shared_blks_hit)::bigint AS hit, sum(shared_blks_read)::bigint AS read
                FROM %s.pg_stat_statements(false)
                WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database()) AND queryid IS NOT NULL
                  AND userid <> (SELECT oid FROM pg_roles WHERE rolname = current_user)
                GROUP BY 1""".formatted(version >= 130_000 ? "total_exec_time" : "total_time", schema);
    }

    static String statementTexts(String schema) {
        return """
                SELECT queryid::text || ':' || userid AS id, pg_get_userbyid(userid)::text AS login, left(max(query), 2000) AS query
                FROM %s.pg_stat_statements
                WHERE queryid::text || ':' || userid = ANY (?)
                GROUP BY queryid, userid""".formatted(schema);
    }

    static String statementsReset(String schema) {
        return "SELECT stats_reset FROM %s.pg_stat_statements_info".formatted(schema);
    }

    static String waits(int version) {
        return """
                SELECT %s,
                       l.mode || ' on ' || coalesce(l.relation::regclass::text, l.locktype) AS lock,
                       extract(epoch FROM clock_timestamp() - %s) AS waited,
                       array_to_string(pg_blocking_pids(a.pid), ' ') AS blockers
                FROM pg_stat_activity a JOIN pg_locks l ON l.pid = a.pid AND NOT l.granted
                ORDER BY waited DESC NULLS LAST, a.pid
                LIMIT 200""".formatted(SESSION, version >= 140_000 ? "l.waitstart" : "a.query_start");
    }

    static final String SESSION = """
            a.pid, coalesce(a.usename::text, '') AS login, coalesce(a.application_name, '') AS application,
            coalesce(host(a.client_addr), 'local') AS client, coalesce(a.state, '') AS state,
            extract(epoch FROM clock_timestamp() - a.xact_start) AS in_transaction,
            extract(epoch FROM clock_timestamp() - a.state_change) AS in_state,
            left(coalesce(a.query, ''), 2000) AS query""";

    static final String SESSIONS_BY_PROCESS =
            "SELECT %s FROM pg_stat_activity a WHERE a.pid = ANY (?)".formatted(SESSION);

    /** An index that holds a constraint is needed whether it is read or not. */
    static final String UNUSED_INDEXES = """
            SELECT s.indexrelid::regclass::text AS name, s.relid::regclass::text AS table_name,
                   pg_relation_size(s.indexrelid) AS bytes
            FROM pg_stat_user_indexes s JOIN pg_index i ON i.indexrelid = s.indexrelid
            WHERE s.idx_scan = 0 AND NOT i.indisunique AND NOT i.indisexclusion
              AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = s.indexrelid)
            ORDER BY bytes DESC, name
            LIMIT 50""";

    static final String DEAD_ROWS = """
            SELECT relid::regclass::text AS table_name, n_dead_tup AS dead, n_live_tup AS live,
                   pg_table_size(relid) AS bytes,
                   (pg_relation_size(relid) * (n_dead_tup::float8 / greatest(n_dead_tup + n_live_tup, 1)))::bigint AS wasted
            FROM pg_stat_user_tables
            WHERE n_dead_tup > 0
            ORDER BY wasted DESC, table_name
            LIMIT 50""";

    static final String OVERDUE = """
            SELECT t.relid::regclass::text AS table_name, t.n_dead_tup AS dead, w.threshold::bigint AS threshold,
                   greatest(t.last_vacuum, t.last_autovacuum) AS last_vacuum
            FROM pg_stat_user_tables t
            JOIN pg_class c ON c.oid = t.relid
            CROSS JOIN LATERAL (
              SELECT coalesce((SELECT option_value::float8 FROM pg_options_to_table(c.reloptions)
                               WHERE option_name = 'autovacuum_vacuum_threshold'),
                              current_setting('autovacuum_vacuum_threshold')::float8)
                   + coalesce((SELECT option_value::float8 FROM pg_options_to_table(c.reloptions)
                               WHERE option_name = 'autovacuum_vacuum_scale_factor'),
                              current_setting('autovacuum_vacuum_scale_factor')::float8) * greatest(c.reltuples, 0) AS threshold) w
            WHERE t.n_dead_tup > w.threshold
            ORDER BY t.n_dead_tup - w.threshold DESC, table_name
            LIMIT 50""";
}
