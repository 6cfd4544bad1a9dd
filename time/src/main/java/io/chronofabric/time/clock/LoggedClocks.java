package io.chronofabric.time.clock;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes what changes to the log. Safe for use by many threads. */
public final class LoggedClocks implements ClockListener {
    private static final Logger LOG = LoggerFactory.getLogger(LoggedClocks.class);

    /** A listener without state. */
    public LoggedClocks() {}

    @Override
    public void changed(String sentence) {
        LOG.info(sentence);
    }

    @Override
    public void trouble(String sentence) {
        LOG.warn(sentence);
    }
}
