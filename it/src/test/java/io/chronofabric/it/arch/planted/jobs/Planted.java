package io.chronofabric.it.arch.planted.jobs;

/** Breaks, on purpose, what room {@code jobs} must keep. */
public final class Planted {
    /** What nobody may know. */
    public static final class Value {}

    static final class KnowsTestTools {
        org.openjdk.jmh.infra.Blackhole hole;
    }

    static final class KnowsJacksonInJobs {
        com.fasterxml.jackson.databind.JsonNode node;
    }

    static final class MayKnow {
        io.chronofabric.it.arch.planted.bus.Planted.Value value;
        io.chronofabric.it.arch.planted.clogic.egc.stl.Planted.Value formula;
        org.apache.flink.api.common.functions.MapFunction<String, String> function;
        picocli.CommandLine line;
    }
}
