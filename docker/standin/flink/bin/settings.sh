# Sourced by the entry point and by bin/flink: where things lie, and what the configuration says.

FLINK_HOME=${FLINK_HOME:-/opt/flink}
FLINK_CONF_DIR=${FLINK_CONF_DIR:-$FLINK_HOME/conf}
export FLINK_HOME FLINK_CONF_DIR
export FLINK_LIB_DIR=$FLINK_HOME/lib FLINK_PLUGINS_DIR=$FLINK_HOME/plugins FLINK_BIN_DIR=$FLINK_HOME/bin

# Flink's own answers to a start script: the command first, then its arguments. Each answer is a line.
ask_flink() {
    java -XX:TieredStopAtLevel=1 -cp "$FLINK_HOME/lib/*" \
        org.apache.flink.runtime.util.bash.BashJavaUtils "$1" --configDir "$FLINK_CONF_DIR" "${@:2}" |
        sed -n 's/^BASH_JAVA_UTILS_EXEC_RESULT://p'
}

# The value of one key, empty where it is not set.
configured() {
    ask_flink UPDATE_AND_GET_FLINK_CONFIGURATION -flatten |
        sed -n "s/^$(printf %s "$1" | sed 's/\./\\./g'): //p" | sed "s/^['\"]//;s/['\"]\$//"
}
