#!/usr/bin/env bash
# jobmanager | standalone-job | taskmanager [ARGS], in the foreground as user flink; anything else is run as it is.
set -euo pipefail
. /opt/flink/bin/settings.sh

as_flink() {
    if [ "$(id -u)" = 0 ]; then
        exec setpriv --reuid=flink --regid=flink --clear-groups "$@"
    fi
    exec "$@"
}

# Merges what the environment says over conf/config.yaml, by Flink's own parser.
configure() {
    local settings=(-Dblob.server.port=6124 "-Djobmanager.rpc.address=${JOB_MANAGER_RPC_ADDRESS:-$(hostname -f)}")
    if [ -n "${TASK_MANAGER_NUMBER_OF_TASK_SLOTS:-}" ]; then
        settings+=("-Dtaskmanager.numberOfTaskSlots=$TASK_MANAGER_NUMBER_OF_TASK_SLOTS")
    fi
    local line
    while IFS= read -r line; do
        [[ $line =~ ^[[:space:]]*([^#:[:space:]]+):[[:space:]]*(.*)$ ]] &&
            settings+=("-D${BASH_REMATCH[1]}=${BASH_REMATCH[2]}")
    done <<<"${FLINK_PROPERTIES:-}"
    local merged
    merged=$(ask_flink UPDATE_AND_GET_FLINK_CONFIGURATION "${settings[@]}")
    printf '%s\n' "$merged" >"$FLINK_CONF_DIR/config.yaml"
    printf 'config file:\n%s\n' "$merged"
}

# start NAME COMMAND MAIN_CLASS [ARGS]
start() {
    local name=$1 answers jvm dynamic
    mapfile -t answers < <(ask_flink "$2")
    # First what the JVM gets, then what the process gets.
    jvm=${answers[0]} dynamic=${answers[1]}
    # shellcheck disable=SC2046,SC2086
    as_flink java $jvm $(configured env.java.opts.all) $(configured "env.java.opts.$name") \
        -Dlog.file="$FLINK_HOME/log/$name.log" \
        -Dlog4j2.configurationFile="file:$FLINK_CONF_DIR/log4j-console.properties" \
        -cp "$FLINK_HOME/lib/*" "$3" --configDir "$FLINK_CONF_DIR" $dynamic "${@:4}"
}

case ${1:-help} in
    jobmanager)
        configure
        start jobmanager GET_JM_RESOURCE_PARAMS \
            org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint \
            --executionMode cluster "${@:2}"
        ;;
    standalone-job)
        # Application mode: one cluster for the one job whose jar lies in usrlib/.
        configure
        start jobmanager GET_JM_RESOURCE_PARAMS \
            org.apache.flink.container.entrypoint.StandaloneApplicationClusterEntryPoint "${@:2}"
        ;;
    taskmanager)
        configure
        start taskmanager GET_TM_RESOURCE_PARAMS \
            org.apache.flink.runtime.taskexecutor.TaskManagerRunner "${@:2}"
        ;;
    help)
        echo "Usage: docker-entrypoint.sh (jobmanager|standalone-job|taskmanager|help)"
        ;;
    *)
        as_flink "$@"
        ;;
esac
