# Sourced by the commands here, with their name in $name and the checkout as working directory.

# The newest JDK that Maven's toolchain would take, JAVA_HOME's first.
jdk=
for home in "${JAVA_HOME:-}" /usr/lib/jvm/* /opt/*jdk*; do
  [ -x "$home/bin/jcmd" ] && [ -f "$home/release" ] || continue
  version=$(sed -n 's/^JAVA_VERSION="\{0,1\}\([0-9]*\).*/\1/p' "$home/release")
  [ "${version:-0}" -ge 21 ] && jdk=$home && break
done
[ -n "$jdk" ] || { echo "bench/$name: no JDK of version 21 or later; set JAVA_HOME" >&2; exit 2; }

# class arguments...: builds unless RMA_SKIP_BUILD=1, and runs it
run() {
  local class=$1
  shift
  [ "${RMA_SKIP_BUILD:-0}" = 1 ] || mvn -B -q -DskipTests package >&2
  local memory=(-Xms256m -Xmx"${heap:-1g}")
  [ -z "${young:-}" ] || memory=(-Xms"$heap" -Xmx"$heap" -Xmn"$young")
  exec "$jdk/bin/java" "${memory[@]}" -XX:+UseSerialGC -Drma.root="$PWD" \
    -cp "$PWD/bench/target/classes:$PWD/platform/target/classes:$PWD/api/target/classes:$PWD/jkademlia/target/classes:$PWD/jkademlia/target/test-classes:$PWD/cli/target/rma.jar" \
    "uk.org.rmatool.bench.$class" "$@"
}
