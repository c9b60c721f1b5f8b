#!/usr/bin/env bash
# The faces of the documents into a directory: fonts.sh TARGET PYTHON. Needs Debian's apt and fonts-noto-cjk; no TeX is
# installed, its package is only unpacked for the four Fandol faces.
set -euo pipefail
target=$1 python=$2
here=$(cd "$(dirname "$0")" && pwd)
stamp=$(cat "$here/fonts.sh" "$here/make_fonts.py" | sha256sum)
if [ -f "$target.stamp" ] && [ "$(cat "$target.stamp")" = "$stamp" ] && [ -d "$target" ]; then exit 0; fi
if ! command -v apt-get >/dev/null || ! command -v dpkg >/dev/null; then
  echo "The faces of the documents come from Debian packages, and this machine has no apt." >&2
  echo "Make them on a Debian 12 machine with scripts/fonts.sh and copy the directory to $target." >&2
  exit 1
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
echo "taking the faces of the documents out of texlive-lang-chinese and fonts-babelstone-han (60 MB)"
chmod 755 "$work"
(cd "$work" && apt-get -o APT::Sandbox::User=root download -q texlive-lang-chinese fonts-babelstone-han >/dev/null)
for package in "$work"/*.deb; do dpkg -x "$package" "$work/unpacked"; done
mkdir -p "$(dirname "$target")"
"$python" "$here/make_fonts.py" /usr/share/fonts/opentype/noto "$work/unpacked" "$target"
if command -v fc-cache >/dev/null; then
  mkdir -p "$(dirname "$target")/font-cache"
  FONTCONFIG_FILE="$(realpath "$target")/fonts.conf" fc-cache
fi
echo "$stamp" >"$target.stamp"
