#!/bin/sh
# What the tests of published pages need besides Python: Chromium, a Java runtime and Node from Debian where apt and
# the right to use it are there, then axe-core and the Nu HTML checker from npm. What cannot be had is named, its tests
# are skipped, and everything else goes on.
cd "$(dirname "$0")" || exit 1

runs() { command -v "$1" >/dev/null 2>&1 && "$@" >/dev/null 2>&1; }
# Chromium without windows takes half the time; where Debian's release has it not, Chromium itself does.
shell() { runs chromium-headless-shell --version; }
browser() { shell || runs chromium --version || runs chromium-browser --version || runs google-chrome --version; }
packages() {
    shell || echo chromium-headless-shell
    runs java -version || echo default-jre-headless
    runs npm --version || echo nodejs npm
}
apt() { DEBIAN_FRONTEND=noninteractive apt-get -qq -o Acquire::Retries=1 -o Acquire::http::Timeout=30 "$@" >/dev/null; }
absent() { echo "MISSING: $1. The tests of pages that need it will be SKIPPED." >&2; }

wanted=$(packages)
if [ -n "$wanted" ] && runs apt-get --version && [ "$(id -u)" = 0 ]; then
    echo "Installing for the tests of pages:" $wanted "..."
    mkdir -p /usr/share/man/man1 # Java's packages fail where a slim image left this out
    apt update
    for package in $wanted; do apt install --yes --no-install-recommends "$package"; done
    browser || apt install --yes --no-install-recommends chromium
fi
if runs npm --version && ! cmp -s package-lock.json node_modules/.installed; then
    npm ci --ignore-scripts --no-audit --no-fund --loglevel=error && cp package-lock.json node_modules/.installed
fi

browser || absent "Chromium"
runs java -version || absent "a Java runtime"
[ -f node_modules/axe-core/axe.min.js ] || absent "axe-core (npm)"
[ -f node_modules/vnu-jar/build/dist/vnu.jar ] || absent "the Nu HTML checker (npm: vnu-jar)"
exit 0
