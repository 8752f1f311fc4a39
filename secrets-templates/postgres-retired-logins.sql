# berth: services=postgres file=retired-logins.sql
\set retired '{{ retired "postgres.app" }} {{ retired "postgres.authenticator" }}'
