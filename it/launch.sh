# Read by bin/bench and bin/stress, which set $root (the checkout) and $tool (their name).

target=$root/it/target

# topics FOLDER: its packages, each with the first sentence of its comment.
topics() {
    for package in "$1"/*/; do
        printf '  %-8s %s\n' "$(basename "$package")" \
            "$(sed -n 's,^[/ ]*\** \([^.]*\.\).*,\1,p' "$package/package-info.java" | head -n 1)"
    done
}

# Built from what stands in the checkout now, with every jar still in its place?
is_built() (
    [ -f "$target/runtime.classpath" ] || exit 1
    [ -z "$(find "$root"/pom.xml "$root"/*/pom.xml "$root"/*/src/main \
        -newer "$target/runtime.classpath" 2>/dev/null | head -n 1)" ] || exit 1
    IFS=:
    for jar in $(cat "$target/runtime.classpath"); do
        [ -e "$jar" ] || exit 1
    done
)

# Finds Java, builds module it unless it is built, and sets $java, $jvm_args and $classpath.
prepare() {
    java=java
    if [ -n "${JAVA_HOME:-}" ]; then
        java=$JAVA_HOME/bin/java
    fi
    if ! command -v "$java" >/dev/null 2>&1; then
        echo "$tool: no Java at $java (expected: a JDK 17 or later). Install one or set JAVA_HOME." >&2
        exit 1
    fi

    if ! is_built; then
        echo "$tool: building (half a minute; the first time a few minutes more, to download)" >&2
        (cd "$root" && ./mvnw -q -pl it -am package -Dmaven.test.skip=true -Dspotless.check.skip=true \
            -Djacoco.skip=true) >&2 || {
            echo "$tool: the build failed; its messages are above" >&2
            exit 1
        }
    fi

    classpath=$target/classes:$(cat "$target/runtime.classpath")
    jvm_args=$target/classes/io/chronofabric/it/bench/jvm.args
}
