#!/bin/sh
# Makes the secrets of a new installation in ./secrets, once: what is there is never changed.
set -eu
umask 077
directory=${1:-secrets}
mkdir -p "$directory"
# The directory keeps others of this machine out; the containers' own users must read what is mounted.
write() {
    if [ ! -e "$directory/$1" ]; then
        printf '%s\n' "$2" >"$directory/$1"
        chmod 0444 "$directory/$1"
    fi
}
random() { openssl rand -hex "$1"; }

write secret_key "$(random 32)"
write encryption_keys "k$(date +%Y%m):$(random 16)"
write index_key "$(random 32)"
write postgres_password "$(random 24)"
write owner_password "$(random 24)"
write application_password "$(random 24)"
write owner_url "postgresql://electionadmin_owner:$(cat "$directory/owner_password")@postgres:5432/electionadmin"
write application_url "postgresql://electionadmin_app:$(cat "$directory/application_password")@postgres:5432/electionadmin"
echo "The secrets are in $directory. Keep a copy of encryption_keys and index_key where the backups are not."
