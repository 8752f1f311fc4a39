# berth: services=postgres file=passwords.sql
ALTER ROLE app PASSWORD '{{ scram "postgres.app" }}';
ALTER ROLE app_readonly PASSWORD '{{ scram "postgres.app_readonly" }}';
ALTER ROLE migrator PASSWORD '{{ scram "postgres.migrator" }}';
ALTER ROLE monitor PASSWORD '{{ scram "postgres.monitor" }}';
ALTER ROLE pooler PASSWORD '{{ scram "postgres.pooler" }}';
ALTER ROLE authenticator PASSWORD '{{ scram "postgres.authenticator" }}';
