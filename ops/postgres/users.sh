#!/bin/sh
# Runs once, when the database is made: the user of `serve`, who owns nothing and can change no event (migrations/20261201160000_serving_role.sql).
# In a database that was there before, run the two statements by hand.
set -eu
psql --quiet --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" --set password="$SERVING_PASSWORD" <<'SQL'
create role notalone_serve nologin;
create user notalone_bot password :'password' in role notalone_serve;
SQL
