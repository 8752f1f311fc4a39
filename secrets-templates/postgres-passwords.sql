# berth: services=postgres file=passwords.sql
ALTER ROLE {{ login "postgres.app" }} LOGIN PASSWORD '{{ scram "postgres.app" }}';
ALTER ROLE {{ login "postgres.authenticator" }} LOGIN PASSWORD '{{ scram "postgres.authenticator" }}';
ALTER ROLE app_readonly PASSWORD '{{ scram "postgres.app_readonly" }}';
ALTER ROLE migrator PASSWORD '{{ scram "postgres.migrator" }}';
ALTER ROLE monitor PASSWORD '{{ scram "postgres.monitor" }}';
