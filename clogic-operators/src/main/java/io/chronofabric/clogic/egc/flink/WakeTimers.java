package io.chronofabric.clogic.egc.flink;

import io.chronofabric.clogic.egc.EntityTimers;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.streaming.api.operators.InternalTimerService;

/**
 * Sets the timers of the current key, of which {@link EntityTimers} knows which are set. For one
 * task's thread.
 */
final class WakeTimers {
    private final InternalTimerService<VoidNamespace> timers;

    WakeTimers(InternalTimerService<VoidNamespace> timers) {
        this.timers = timers;
    }

    /** The current watermark, in milliseconds. */
    long watermark() {
        return timers.currentWatermark();
    }

    /** Has the entity called at a time in milliseconds, unless it is called before. */
    void wakeAt(long millis, EntityTimers set) {
        if (millis < set.next()) {
            delete(set.replacedBy(millis));
            timers.registerEventTimeTimer(VoidNamespace.INSTANCE, millis);
            set.set(millis);
        }
    }

    /** Sets an entity free that is to be forgotten. */
    void clear(EntityTimers set) {
        delete(set.soon());
        delete(set.late());
    }

    private void delete(long timer) {
        if (timer != EntityTimers.NONE) {
            timers.deleteEventTimeTimer(VoidNamespace.INSTANCE, timer);
        }
    }
}
