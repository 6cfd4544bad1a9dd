#!/usr/bin/env bash
# zookeeper.sh start-foreground PEER-ID: a ZooKeeper server as conf/zoo.cfg says, for trying high
# availability; not for keeping anything that matters.
set -euo pipefail
. "$(dirname "$(readlink -f "$0")")/settings.sh"
if [ "${1:-}" != start-foreground ] || [ -z "${2:-}" ]; then
    echo "Usage: zookeeper.sh start-foreground PEER-ID" >&2
    exit 1
fi
# Options of the JVM are separate words.
# shellcheck disable=SC2086
exec java ${JVM_ARGS:--Xmx256m} \
    -Dlog4j2.configurationFile="file:$FLINK_CONF_DIR/log4j-console.properties" \
    -cp "$FLINK_HOME/lib/*" org.apache.flink.runtime.zookeeper.FlinkZooKeeperQuorumPeer \
    --zkConfigFile "$FLINK_CONF_DIR/zoo.cfg" --peerId "$2"
