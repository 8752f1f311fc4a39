package dev.berth.migration;

import dev.berth.datastore.Postgres;
import dev.berth.datastore.PostgresError;
import dev.berth.datastore.PostgresSession;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads what a database's schema consists of from its catalogue, in one transaction that cannot write.
 *
 * <p>Left out is what belongs to the system, to an extension or to Flyway; partitions, which come and go with data; and
 * what is granted to roles that end by themselves, as those are that a secret store makes.
 */
final class SchemaReader {
    private static final String APPLICATION = "berth db drift";

    /** What the parts below choose from. */
    private static final String COMMON = """
            WITH spaces AS (
                SELECT oid, quote_ident(nspname) AS space, nspowner, nspacl
                FROM pg_namespace
                WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'),
            members AS (
                SELECT classid, objid FROM pg_depend WHERE deptype = 'e'),
            relations AS (
                SELECT c.*, s.space, s.space || '.' || quote_ident(c.relname) AS name
                FROM pg_class c JOIN spaces s ON s.oid = c.relnamespace
                WHERE NOT c.relispartition AND c.relname <> 'flyway_schema_history'
                  AND NOT EXISTS (SELECT FROM members m WHERE m.classid = 'pg_class'::regclass AND m.objid = c.oid)),
            routines AS (
                SELECT p.*, s.space,
                       format('%s.%I(%s)', s.space, p.proname, pg_get_function_identity_arguments(p.oid)) AS name
                FROM pg_proc p JOIN spaces s ON s.oid = p.pronamespace
                WHERE NOT EXISTS (SELECT FROM members m WHERE m.classid = 'pg_proc'::regclass AND m.objid = p.oid)),
            types AS (
                SELECT t.*, s.space, s.space || '.' || quote_ident(t.typname) AS name
                FROM pg_type t JOIN spaces s ON s.oid = t.typnamespace LEFT JOIN pg_class c ON c.oid = t.typrelid
                WHERE (t.typtype IN ('d', 'e', 'r') OR (t.typtype = 'c' AND c.relkind = 'c'))
                  AND NOT EXISTS (SELECT FROM members m WHERE m.classid = 'pg_type'::regclass AND m.objid = t.oid)),
            sequences AS (
                SELECT r.*, d.refobjid
                FROM relations r LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = r.oid
                     AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
                WHERE r.relkind = 'S'),
            grants (name, part_of, acl) AS (
                SELECT 'database', '', coalesce(datacl, acldefault('d', datdba))
                FROM pg_database WHERE datname = current_database()
                UNION ALL
                SELECT 'schema ' || space, space, coalesce(nspacl, acldefault('n', nspowner)) FROM spaces
                UNION ALL
                SELECT name, name, coalesce(relacl, acldefault(CASE relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", relowner))
                FROM relations WHERE relkind IN ('r', 'p', 'f', 'v', 'm', 'S')
                UNION ALL
                SELECT r.name || '.' || quote_ident(a.attname), r.name, a.attacl
                FROM relations r JOIN pg_attribute a ON a.attrelid = r.oid
                WHERE a.attacl IS NOT NULL AND a.attnum > 0 AND NOT a.attisdropped
                UNION ALL
                SELECT name, name, coalesce(proacl, acldefault('f', proowner)) FROM routines
                UNION ALL
                SELECT 'type ' || name, name, coalesce(typacl, acldefault('T', typowner)) FROM types
                UNION ALL
                SELECT format('future %s of %s%s',
                              CASE d.defaclobjtype WHEN 'r' THEN 'tables' WHEN 'S' THEN 'sequences' WHEN 'f' THEN 'functions'
                                                   WHEN 'T' THEN 'types' ELSE 'schemas' END,
                              quote_ident(pg_get_userbyid(d.defaclrole)), coalesce(' in ' || s.space, '')),
                       coalesce(s.space, ''), d.defaclacl
                FROM pg_default_acl d LEFT JOIN spaces s ON s.oid = d.defaclnamespace)
            """;

    private static final String SCHEMAS = """
            SELECT 'SCHEMA', space, '', 'owned by ' || pg_get_userbyid(nspowner) FROM spaces""";

    private static final String EXTENSIONS = """
            SELECT 'EXTENSION', quote_ident(e.extname), '', format('version %s in %s', e.extversion, n.nspname)
            FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace""";

    private static final String TYPES = """
            SELECT 'TYPE', t.name, t.space, concat_ws(' ',
                CASE t.typtype
                    WHEN 'e' THEN 'enum ' || (SELECT string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder)
                                              FROM pg_enum e WHERE e.enumtypid = t.oid)
                    WHEN 'd' THEN 'domain over ' || format_type(t.typbasetype, t.typtypmod)
                    WHEN 'r' THEN 'range of ' || (SELECT format_type(g.rngsubtype, NULL) FROM pg_range g WHERE g.rngtypid = t.oid)
                    ELSE 'composite' END,
                CASE WHEN t.typnotnull THEN 'NOT NULL' END,
                'DEFAULT ' || t.typdefault,
                (SELECT string_agg(pg_get_constraintdef(k.oid), ' ' ORDER BY k.conname)
                 FROM pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'c'),
                'owned by ' || pg_get_userbyid(t.typowner))
            FROM types t""";

    private static final String TABLES = """
            SELECT 'TABLE', r.name, r.space, concat_ws(', ',
                CASE r.relpersistence WHEN 'u' THEN 'unlogged' END,
                CASE r.relkind WHEN 'p' THEN 'partitioned by ' || pg_get_partkeydef(r.oid) WHEN 'f' THEN 'foreign' END,
                'owned by ' || pg_get_userbyid(r.relowner),
                CASE WHEN r.relrowsecurity THEN 'row security' END,
                CASE WHEN r.relforcerowsecurity THEN 'row security for its owner, too' END,
                'inherits ' || (SELECT string_agg(i.inhparent::regclass::text, ', ' ORDER BY i.inhseqno)
                                FROM pg_inherits i WHERE i.inhrelid = r.oid),
                'with ' || array_to_string(r.reloptions, ', '))
            FROM relations r WHERE r.relkind IN ('r', 'p', 'f')""";

    private static final String COLUMNS = """
            SELECT 'COLUMN', r.name || '.' || quote_ident(a.attname), r.name, concat_ws(' ',
                format_type(a.atttypid, a.atttypmod),
                CASE WHEN a.attcollation <> t.typcollation
                     THEN 'COLLATE ' || (SELECT quote_ident(o.collname) FROM pg_collation o WHERE o.oid = a.attcollation) END,
                CASE WHEN a.attnotnull THEN 'NOT NULL' END,
                CASE a.attidentity WHEN 'a' THEN 'GENERATED ALWAYS AS IDENTITY' WHEN 'd' THEN 'GENERATED BY DEFAULT AS IDENTITY' END,
                CASE a.attgenerated WHEN '' THEN 'DEFAULT ' || pg_get_expr(d.adbin, d.adrelid)
                     ELSE format('GENERATED ALWAYS AS (%s)%s', pg_get_expr(d.adbin, d.adrelid),
                                 CASE a.attgenerated WHEN 's' THEN ' STORED' END) END)
            FROM relations r JOIN pg_attribute a ON a.attrelid = r.oid JOIN pg_type t ON t.oid = a.atttypid
                 LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
            WHERE r.relkind IN ('r', 'p', 'f', 'c') AND a.attnum > 0 AND NOT a.attisdropped""";

    private static final String CONSTRAINTS = """
            SELECT 'CONSTRAINT', r.name || '.' || quote_ident(k.conname), r.name, pg_get_constraintdef(k.oid)
            FROM relations r JOIN pg_constraint k ON k.conrelid = r.oid
            WHERE k.contype IN ('c', 'f', 'p', 'u', 'x')""";

    private static final String INDEXES = """
            SELECT 'INDEX', r.space || '.' || quote_ident(c.relname), r.name,
                   pg_get_indexdef(i.indexrelid) || CASE WHEN i.indisvalid THEN '' ELSE ' INVALID' END
            FROM relations r JOIN pg_index i ON i.indrelid = r.oid JOIN pg_class c ON c.oid = i.indexrelid
            WHERE NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))""";

    private static final String STATISTICS = """
            SELECT 'STATISTICS', s.space || '.' || quote_ident(x.stxname), r.name, pg_get_statisticsobjdef(x.oid)
            FROM pg_statistic_ext x JOIN spaces s ON s.oid = x.stxnamespace JOIN relations r ON r.oid = x.stxrelid""";

    private static final String SEQUENCES = """
            SELECT 'SEQUENCE', s.name, coalesce(t.name, s.space),
                   format('%s from %s by %s within %s and %s, cache %s%s, owned by %s', format_type(q.seqtypid, NULL), q.seqstart,
                          q.seqincrement, q.seqmin, q.seqmax, q.seqcache, CASE WHEN q.seqcycle THEN ', cycling' END,
                          coalesce(t.name, pg_get_userbyid(s.relowner)))
            FROM sequences s JOIN pg_sequence q ON q.seqrelid = s.oid LEFT JOIN relations t ON t.oid = s.refobjid""";

    private static final String VIEWS = """
            SELECT CASE relkind WHEN 'v' THEN 'VIEW' ELSE 'MATERIALIZED_VIEW' END, name, space, concat_ws(', ',
                'owned by ' || pg_get_userbyid(relowner), 'with ' || array_to_string(reloptions, ', '),
                'text ' || left(md5(pg_get_viewdef(oid)), 12))
            FROM relations WHERE relkind IN ('v', 'm')""";

    private static final String ROUTINES = """
            SELECT CASE p.prokind WHEN 'p' THEN 'PROCEDURE' WHEN 'a' THEN 'AGGREGATE' ELSE 'FUNCTION' END, p.name, p.space,
                concat_ws(', ', 'returns ' || pg_get_function_result(p.oid), l.lanname,
                    CASE p.provolatile WHEN 'i' THEN 'immutable' WHEN 's' THEN 'stable' END,
                    CASE WHEN p.prosecdef THEN 'security definer' END,
                    'owned by ' || pg_get_userbyid(p.proowner),
                    'text ' || left(md5(CASE WHEN p.prokind <> 'a' THEN pg_get_functiondef(p.oid)
                        ELSE (SELECT concat_ws(' ', g.aggtransfn, g.aggfinalfn, g.aggcombinefn, g.aggtranstype::regtype, g.agginitval)
                              FROM pg_aggregate g WHERE g.aggfnoid = p.oid) END), 12))
            FROM routines p JOIN pg_language l ON l.oid = p.prolang""";

    private static final String TRIGGERS = """
            SELECT 'TRIGGER', r.name || '.' || quote_ident(t.tgname), r.name, pg_get_triggerdef(t.oid)
                   || CASE t.tgenabled WHEN 'D' THEN ' DISABLED' WHEN 'R' THEN ' ON REPLICAS' WHEN 'A' THEN ' ALWAYS' ELSE '' END
            FROM relations r JOIN pg_trigger t ON t.tgrelid = r.oid WHERE NOT t.tgisinternal""";

    private static final String EVENT_TRIGGERS = """
            SELECT 'EVENT_TRIGGER', quote_ident(v.evtname), '', format('on %s%s, calls %s%s', v.evtevent,
                ' of ' || array_to_string(v.evttags, ', '), v.evtfoid::regproc,
                CASE v.evtenabled WHEN 'D' THEN ', disabled' WHEN 'R' THEN ', on replicas' WHEN 'A' THEN ', always' END)
            FROM pg_event_trigger v
            WHERE NOT EXISTS (SELECT FROM members m WHERE m.classid = 'pg_event_trigger'::regclass AND m.objid = v.oid)""";

    private static final String RULES = """
            SELECT 'RULE', r.name || '.' || quote_ident(w.rulename), r.name, pg_get_ruledef(w.oid)
            FROM relations r JOIN pg_rewrite w ON w.ev_class = r.oid WHERE w.rulename <> '_RETURN'""";

    private static final String POLICIES = """
            SELECT 'POLICY', r.name || '.' || quote_ident(p.polname), r.name, concat_ws(' ',
                CASE WHEN NOT p.polpermissive THEN 'RESTRICTIVE' END,
                'FOR ' || CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE'
                                        WHEN 'd' THEN 'DELETE' ELSE 'ALL' END,
                'TO ' || (SELECT string_agg(o.role, ', ' ORDER BY o.role)
                          FROM (SELECT CASE each WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(each)::text END AS role
                                FROM unnest(p.polroles) each) o),
                'USING (' || pg_get_expr(p.polqual, p.polrelid) || ')',
                'WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')')
            FROM relations r JOIN pg_policy p ON p.polrelid = r.oid""";

    private static final String GRANTS = """
            SELECT 'GRANT', format('%s to %s', g.name, CASE e.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(e.grantee) END),
                   g.part_of,
                   string_agg(DISTINCT e.privilege_type || CASE WHEN e.is_grantable THEN ' with grant option' ELSE '' END, ', ')
            FROM grants g CROSS JOIN LATERAL aclexplode(g.acl) e LEFT JOIN pg_roles o ON o.oid = e.grantee
            WHERE o.rolvaliduntil IS NULL OR NOT isfinite(o.rolvaliduntil)
            GROUP BY g.name, g.part_of, e.grantee""";

    private static final String ALL = COMMON
            + String.join(
                    "\nUNION ALL\n",
                    SCHEMAS,
                    EXTENSIONS,
                    TYPES,
                    TABLES,
                    COLUMNS,
                    CONSTRAINTS,
                    INDEXES,
                    STATISTICS,
                    SEQUENCES,
                    VIEWS,
                    ROUTINES,
                    TRIGGERS,
                    EVENT_TRIGGERS,
                    RULES,
                    POLICIES,
                    GRANTS);

    /** With an empty path every name is written in full, whoever asks; and nobody waits long behind a change of the schema. */
    private static final List<String> SETTINGS = List.of(
            "SET LOCAL search_path = pg_catalog",
            "SET LOCAL lock_timeout = '5s'",
            "SET LOCAL statement_timeout = '60s'");

    private final Postgres postgres;

    SchemaReader(Postgres postgres) {
        this.postgres = postgres;
    }

    Schema read() {
        List<SchemaObject> objects = new ArrayList<>();
        try (PostgresSession session = postgres.open(APPLICATION, true)) {
            session.connection().setAutoCommit(false);
            try (Statement statement = session.connection().createStatement()) {
                for (String setting : SETTINGS) {
                    statement.execute(setting);
                }
                try (ResultSet rows = statement.executeQuery(ALL)) {
                    while (rows.next()) {
                        objects.add(new SchemaObject(
                                SchemaObject.Kind.valueOf(rows.getString(1)),
                                rows.getString(2),
                                rows.getString(3),
                                rows.getString(4)));
                    }
                }
            }
            return Schema.of(objects);
        } catch (SQLException e) {
            String words = PostgresError.in(e).map(PostgresError::message).orElse(String.valueOf(e));
            throw new BerthException(
                    ErrorCode.MIGRATION_FAILED,
                    "cannot read the schema from the catalogue: " + words,
                    "See who holds a lock: berth db locks",
                    e);
        }
    }
}
