package io.chronofabric.core;

/** How urgent a packet or task is. Order of declaration is order of urgency, least first. */
public enum Priority {
    /** May wait for anything else. */
    LOW,
    /** The default. */
    NORMAL,
    /** Ahead of ordinary traffic. */
    HIGH,
    /** Safety relevant: ahead of everything. */
    CRITICAL
}
