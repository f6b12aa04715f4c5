#!/usr/bin/env bash
# Checks a folder of deployed artifacts against what Maven Central asks for. See docs/releasing.md.
set -euo pipefail
folder=${1:?usage: check-release.sh FOLDER}
failures=0
poms=0

fail() {
  echo "$1" >&2
  failures=$((failures + 1))
}

require_file() {
  [ -s "$1" ] || fail "missing: ${1#"$folder"/}"
}

sum() {
  case $2 in
    md5) md5sum "$1" ;;
    sha1) sha1sum "$1" ;;
  esac | cut -d ' ' -f 1
}

# A file, its signature, and the checksums that Central reads.
require_published() {
  require_file "$1"
  require_file "$1.asc"
  if command -v gpg >/dev/null && [ -n "$(gpg --list-keys 2>/dev/null)" ]; then
    gpg --batch --quiet --verify "$1.asc" "$1" 2>/dev/null || fail "wrong signature: ${1#"$folder"/}.asc"
  else
    grep -q 'BEGIN PGP SIGNATURE' "$1.asc" 2>/dev/null || fail "no signature in ${1#"$folder"/}.asc"
  fi
  for kind in md5 sha1; do
    require_file "$1.$kind"
    if [ -s "$1" ] && [ -s "$1.$kind" ] && [ "$(sum "$1" $kind)" != "$(cut -d ' ' -f 1 "$1.$kind")" ]; then
      fail "wrong: ${1#"$folder"/}.$kind"
    fi
  done
}

# Its own element, or that of its parent, which is published beside it.
require_element() {
  grep -q "^  <$2>" "$1" || { [ -n "$3" ] && grep -q "^  <$2>" "$3"; } || fail "no <$2> in ${1#"$folder"/}"
}

parent=$(find "$folder" -name 'applied-set-parent-*.pom' | head -n 1)
while IFS= read -r pom; do
  poms=$((poms + 1))
  base=${pom%.pom}
  case $base in *-SNAPSHOT | *SNAPSHOT*) fail "a snapshot: ${pom#"$folder"/}" ;; esac
  # Nothing is inherited for these two.
  require_element "$pom" name ""
  require_element "$pom" description ""
  for element in url licenses developers scm; do
    require_element "$pom" "$element" "$parent"
  done
  grep -q -- '-SNAPSHOT</version>' "$pom" && fail "depends on a snapshot: ${pom#"$folder"/}"
  require_published "$pom"
  if ! grep -q '<packaging>pom</packaging>' "$pom"; then
    require_published "$base.jar"
    require_published "$base-sources.jar"
    require_published "$base-javadoc.jar"
    require_published "$base-cyclonedx.json"
  fi
done < <(find "$folder" -name '*.pom' | sort)

[ "$poms" -eq 3 ] || fail "expected 3 artifacts (parent, applied-set-spring-boot, its starter), found $poms"
[ -z "$(find "$folder" -path '*sample-app*')" ] || fail "the sample application is published"
[ "$failures" -eq 0 ] || { echo "$failures problems" >&2; exit 1; }
echo "$poms artifacts, as Maven Central wants them"
