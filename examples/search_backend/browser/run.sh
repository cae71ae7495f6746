#!/usr/bin/env bash
# The search page in a real browser: installs what is missing, builds the server, runs page.test.mjs.
# Screenshots are written to screenshots/ beside this file. SEARCH_BACKEND may name a server that is built already.
set -euo pipefail
cd "$(dirname "$0")"

packages=()
[ -x /usr/bin/chromium ] || packages+=(chromium)
command -v npm >/dev/null || packages+=(nodejs npm)
for font in core cjk; do
  dpkg -s "fonts-noto-$font" >/dev/null 2>&1 || packages+=("fonts-noto-$font")
done
if [ "${#packages[@]}" -gt 0 ]; then
  apt-get update -q
  apt-get install -q -y --no-install-recommends "${packages[@]}"
fi
npm ci --ignore-scripts --no-audit --no-fund --loglevel=error

if [ -z "${SEARCH_BACKEND:-}" ]; then
  target=$(cargo metadata --format-version 1 --no-deps | node -p 'JSON.parse(require("fs").readFileSync(0)).target_directory')
  cargo build --release -p search_backend --bin search_backend
  export SEARCH_BACKEND="$target/release/search_backend"
fi
exec node --test page.test.mjs
