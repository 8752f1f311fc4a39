-- Locks those of the delivered logins that nobody uses any more, and prints the others. Safe to repeat.
\set ON_ERROR_STOP on
\set QUIET on
\pset tuples_only on
\pset format unaligned
SET client_min_messages = 'warning';
\i /run/berth/current/retired-logins.sql
SELECT format('ALTER ROLE %I NOLOGIN PASSWORD NULL', rolname)
FROM pg_roles
WHERE rolname = ANY (string_to_array(:'retired', ' ')) AND rolcanlogin
    AND NOT EXISTS (SELECT FROM pg_stat_activity WHERE usename = rolname)
\gexec
SELECT format('%s has %s sessions, the oldest since %s', usename, count(*), min(backend_start)::timestamptz(0))
FROM pg_stat_activity JOIN pg_roles ON rolname = usename
WHERE usename = ANY (string_to_array(:'retired', ' ')) AND rolcanlogin
GROUP BY usename;
