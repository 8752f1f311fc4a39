-- The stack's roles, schemas and grants. Run when the cluster is made and again at every up; safe to repeat.
\set ON_ERROR_STOP on
\set QUIET on
-- Passwords' verifiers must not be kept in the log or the statistics.
SET log_statement = 'none';
SET log_min_duration_statement = -1;
SET log_min_error_statement = 'panic';
SET pg_stat_statements.track = 'none';
SET client_min_messages = 'warning';

BEGIN;
\o /dev/null
SELECT pg_advisory_xact_lock(hashtext('berth converge'));
\o
SELECT format('CREATE ROLE %I NOLOGIN', name)
FROM unnest(ARRAY[
    'network_login',    -- members may log in over the network
    'app_owner',        -- owns the application's database and everything that migrations make in it
    'migrator',         -- runs migrations, as app_owner
    'app',              -- the application's backend: reads and writes rows
    'app_a', 'app_b',   -- its logins, which take turns; PgBouncer's too
    'app_readonly',     -- reads rows
    'monitor',          -- reads statistics
    'authenticator',    -- PostgREST; can do nothing but become one of the last three
    'authenticator_a', 'authenticator_b',
    'anon', 'authenticated', 'service_role'
]) AS name
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name)
\gexec

\i /run/berth/current/passwords.sql
ALTER ROLE app_owner NOLOGIN;
ALTER ROLE migrator LOGIN;
-- Of two logins that take turns, the delivered file opens the one whose turn it is; retire.sql locks the other.
ALTER ROLE app NOLOGIN;
ALTER ROLE app_readonly LOGIN;
ALTER ROLE monitor LOGIN CONNECTION LIMIT 10;
ALTER ROLE authenticator NOLOGIN NOINHERIT;
ALTER ROLE authenticator_a NOINHERIT;
ALTER ROLE authenticator_b NOINHERIT;
ALTER ROLE service_role BYPASSRLS;

GRANT network_login TO migrator, app_a, app_b, app_readonly, monitor, authenticator_a, authenticator_b
    WITH INHERIT FALSE, SET FALSE;
GRANT app_owner TO migrator WITH INHERIT TRUE, SET TRUE;
GRANT app TO app_a, app_b WITH INHERIT TRUE, SET TRUE;
GRANT pg_monitor TO monitor WITH INHERIT TRUE, SET FALSE;
-- To name the session that a migration waits for.
GRANT pg_read_all_stats TO migrator WITH INHERIT TRUE, SET FALSE;
GRANT anon, authenticated, service_role TO authenticator WITH INHERIT FALSE, SET TRUE;
GRANT authenticator TO authenticator_a, authenticator_b WITH INHERIT FALSE, SET TRUE;

ALTER ROLE app_readonly SET default_transaction_read_only = on;
ALTER ROLE monitor SET statement_timeout = '5s';
-- PostgREST applies these to the requests that it makes in the role's name.
ALTER ROLE anon SET statement_timeout = '3s';
ALTER ROLE authenticated SET statement_timeout = '8s';
COMMIT;

SELECT 'CREATE DATABASE app OWNER app_owner' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'app')
\gexec
REVOKE ALL ON DATABASE app, postgres, template1 FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE app TO app, app_readonly;
GRANT CONNECT ON DATABASE app TO migrator, monitor, authenticator_a, authenticator_b;

\connect app
SET log_statement = 'none';
SET client_min_messages = 'warning';
BEGIN;
\o /dev/null
SELECT pg_advisory_xact_lock(hashtext('berth converge'));
\o
ALTER DATABASE app SET search_path = "$user", public, extensions;
-- What migrations make belongs to app_owner, whichever login runs them; what the application makes, to app.
ALTER ROLE migrator IN DATABASE app SET role = 'app_owner';
ALTER ROLE app_a IN DATABASE app SET role = 'app';
ALTER ROLE app_b IN DATABASE app SET role = 'app';

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO app, app_readonly, anon, authenticated, service_role;

CREATE SCHEMA IF NOT EXISTS extensions;
GRANT USAGE ON SCHEMA extensions TO PUBLIC;
GRANT CREATE ON SCHEMA extensions TO app_owner;
CREATE EXTENSION IF NOT EXISTS pg_stat_statements WITH SCHEMA extensions;
-- For `berth db check`.
CREATE EXTENSION IF NOT EXISTS amcheck WITH SCHEMA extensions;

-- Rows are open to the backend's roles at once; what the REST API shows is granted where a table is made.
ALTER DEFAULT PRIVILEGES FOR ROLE app_owner GRANT USAGE ON SCHEMAS TO app, app_readonly, service_role;
ALTER DEFAULT PRIVILEGES FOR ROLE app_owner GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO app, service_role;
ALTER DEFAULT PRIVILEGES FOR ROLE app_owner GRANT SELECT ON TABLES TO app_readonly;
ALTER DEFAULT PRIVILEGES FOR ROLE app_owner GRANT USAGE, SELECT ON SEQUENCES TO app, service_role;
ALTER DEFAULT PRIVILEGES FOR ROLE app_owner GRANT USAGE ON SEQUENCES TO anon, authenticated;
ALTER DEFAULT PRIVILEGES FOR ROLE app_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE app_owner GRANT EXECUTE ON FUNCTIONS TO app, service_role;

-- What policies ask of the request that PostgREST is serving.
CREATE SCHEMA IF NOT EXISTS auth;
GRANT USAGE ON SCHEMA auth TO app_owner, app, app_readonly, anon, authenticated, service_role;
CREATE OR REPLACE FUNCTION auth.jwt() RETURNS jsonb LANGUAGE sql STABLE
RETURN coalesce(nullif(current_setting('request.jwt.claims', true), ''), '{}')::jsonb;
CREATE OR REPLACE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql STABLE
RETURN nullif(auth.jwt() ->> 'sub', '')::uuid;
CREATE OR REPLACE FUNCTION auth.role() RETURNS text LANGUAGE sql STABLE
RETURN auth.jwt() ->> 'role';

-- PostgREST reads the schema again whenever it changes.
CREATE OR REPLACE FUNCTION extensions.notify_postgrest() RETURNS event_trigger LANGUAGE plpgsql AS $$
BEGIN
  NOTIFY pgrst, 'reload schema';
END;
$$;
SELECT format('CREATE EVENT TRIGGER %I ON %I EXECUTE FUNCTION extensions.notify_postgrest()', name, event)
FROM (VALUES ('notify_postgrest_of_changes', 'ddl_command_end'), ('notify_postgrest_of_drops', 'sql_drop')) AS wanted (name, event)
WHERE NOT EXISTS (SELECT FROM pg_event_trigger WHERE evtname = name)
\gexec
COMMIT;
