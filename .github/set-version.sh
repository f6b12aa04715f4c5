#!/usr/bin/env bash
# Sets the version wherever it is named. With a release, two builds from now on have the same bytes. See docs/releasing.md.
set -euo pipefail
cd "$(dirname "$0")/.."
new=${1:?usage: set-version.sh VERSION, such as 0.1.0 or 0.2.0-SNAPSHOT}
[[ $new =~ ^[0-9]+\.[0-9]+\.[0-9]+(-SNAPSHOT)?$ ]] || { echo "not a version: $new" >&2; exit 2; }
old=$(sed -n '0,/<version>/s/.*<version>\(.*\)<\/version>.*/\1/p' pom.xml)

git ls-files -z -- '*pom.xml' README.md 'docs/*.md' ':!docs/decisions' ':!docs/changelog.md' \
  | xargs -0 sed -i "s|<version>${old//./\\.}</version>|<version>$new</version>|"
case $new in
  *-SNAPSHOT) sed -i "0,/^## \[/s/^## \[/## [Unreleased] ${new%-SNAPSHOT}\n\n&/" docs/changelog.md ;;
  *)
    day=$(date --utc +%F)
    sed -i "s|\(<project.build.outputTimestamp>\)[^T]*|\1$day|" pom.xml
    sed -i "s|^## \[Unreleased\] ${new//./\\.}\$|## [$new] - $day|" docs/changelog.md
    ;;
esac
git diff --stat
