#!/usr/bin/env bash
# Every static check; all of them run, and the names of the failed ones close the output.
set -uo pipefail
cd "$(dirname "$0")/.."
failed=()
step() {
  local name=$1
  shift
  if output=$("$@" 2>&1); then echo "ok      $name"; else
    echo "FAILED  $name"
    echo "$output"
    failed+=("$name")
  fi
}
step "ruff lint" ruff check .
step "ruff format" ruff format --check .
step "types" mypy .
step "import direction" lint-imports
step "missing migrations" python manage.py makemigrations --check --dry-run
step "deployment" scripts/check_deployment.sh
step "translations" python scripts/check_messages.py
step "scripts and styles" node scripts/check_static.js
[ ${#failed[@]} -eq 0 ] || { echo "failed: ${failed[*]}"; exit 1; }
