# Finds a JDK of at least the given feature release, and exports it as JAVA_HOME. To be sourced:
#
#   . .mvn/find-jdk.sh
#   find_jdk 25 || exit 1
#
# JAVA_HOME wins if it is such a JDK, then the java on PATH, then the newest in the usual places. A JDK is judged by
# its `release` file and its compiler, so that nothing has to be started.

# Prints the version of the JDK in directory $1 as one number (25.0.3 is 25000003), or 0 if there is none.
jdk_version() {
  jdk_number=0
  if [ -x "$1/bin/javac" ] && [ -r "$1/release" ]; then
    jdk_number=$(sed -n 's/^JAVA_VERSION="\([0-9][0-9.]*\).*/\1/p' "$1/release" | tr -d '\r' \
      | awk -F. 'NR == 1 { printf "%d%03d%03d", $1, $2, $3 }')
  fi
  printf '%s\n' "${jdk_number:-0}"
}

find_jdk() {
  jdk_least=${1}000000
  if [ -n "${JAVA_HOME:-}" ] && [ "$(jdk_version "$JAVA_HOME")" -ge "$jdk_least" ]; then
    export JAVA_HOME
    return 0
  fi

  jdk_java=$(command -v java 2>/dev/null || :)
  if [ -n "$jdk_java" ]; then
    jdk_java=$(readlink -f "$jdk_java" 2>/dev/null || printf '%s\n' "$jdk_java")
    jdk_home=${jdk_java%/bin/java}
    if [ "$(jdk_version "$jdk_home")" -ge "$jdk_least" ]; then
      JAVA_HOME=$jdk_home
      export JAVA_HOME
      return 0
    fi
  fi

  jdk_best=0
  jdk_best_home=
  for jdk_home in /usr/lib/jvm/* /usr/java/* /opt/* "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    [ -r "$jdk_home/release" ] || continue
    jdk_found=$(jdk_version "$jdk_home")
    if [ "$jdk_found" -ge "$jdk_least" ] && [ "$jdk_found" -gt "$jdk_best" ]; then
      jdk_best=$jdk_found
      jdk_best_home=$jdk_home
    fi
  done
  if [ -z "$jdk_best_home" ]; then
    printf '%s\n' "no JDK $1 or newer found (JAVA_HOME=${JAVA_HOME:-}): install one, or set JAVA_HOME to it" >&2
    return 1
  fi
  JAVA_HOME=$jdk_best_home
  export JAVA_HOME
}
