package io.chronofabric.it.bench.patterns;

/**
 * An event as the tools that bring no event type of their own like it best: a POJO to Flink, a bean
 * to Esper.
 */
public final class Sample {
    private String service;
    private long at;
    private double lat;

    /** For Flink. */
    public Sample() {}

    Sample(String service, long at, double lat) {
        this.service = service;
        this.at = at;
        this.lat = lat;
    }

    /** Which service. */
    public String getService() {
        return service;
    }

    /** For Flink. */
    public void setService(String service) {
        this.service = service;
    }

    /** When, in milliseconds since the epoch. */
    public long getAt() {
        return at;
    }

    /** For Flink. */
    public void setAt(long at) {
        this.at = at;
    }

    /** Its latency, in milliseconds. */
    public double getLat() {
        return lat;
    }

    /** For Flink. */
    public void setLat(double lat) {
        this.lat = lat;
    }
}
