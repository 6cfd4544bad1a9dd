package io.chronofabric.it.arch.planted.clogic.egc.stl;

/** Keeps what room {@code clogic.egc.stl} must keep. */
public final class Planted {
    /** What the rooms above may know. */
    public static final class Value {}

    static final class MayKnow {
        org.antlr.v4.runtime.Token token;
        io.chronofabric.it.arch.planted.operators.Planted.Value value;
    }
}
