#!/bin/sh
# Run once by the image of PostgreSQL, in an empty cluster: the owner of the tables, who migrates, and the application's
# role, who may do no more than `manage.py grant_application` gives it after each migration.
set -eu
owner=${OWNER_ROLE:-electionadmin_owner}
application=${APPLICATION_ROLE:-electionadmin_app}
# psql reads the passwords itself: a command line can be seen by others.
export SECRETS="${SECRETS:-/run/secrets}"

psql --no-psqlrc --quiet --username "$POSTGRES_USER" --dbname postgres \
    --set ON_ERROR_STOP=1 \
    --set owner="$owner" \
    --set application="$application" \
    --set database="${APPLICATION_DATABASE:-electionadmin}" <<'SQL'
\set owner_password `cat "$SECRETS/owner_password"`
\set application_password `cat "$SECRETS/application_password"`
CREATE ROLE :"owner" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'owner_password';
CREATE ROLE :"application" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'application_password';
CREATE DATABASE :"database" OWNER :"owner" TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8';
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE :"database" TO :"application";
\connect :"database"
ALTER SCHEMA public OWNER TO :"owner";
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO :"application";
SQL
