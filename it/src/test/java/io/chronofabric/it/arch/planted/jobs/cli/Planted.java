package io.chronofabric.it.arch.planted.jobs.cli;

/** Keeps what the command line must keep. */
public final class Planted {
    static final class MayPrint {
        void say() {
            System.out.println();
        }
    }
}
