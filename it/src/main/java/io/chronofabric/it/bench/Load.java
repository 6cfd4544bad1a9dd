package io.chronofabric.it.bench;

import java.util.List;

/**
 * A measurement that JMH is not made for, such as the latencies of a running pipeline. Public, with
 * a public constructor without parameters. Runs alone, in the JVM of {@link Bench}.
 */
public interface Load {
    /**
     * Runs to the end.
     *
     * @param quick whether a short run with rough figures is enough
     * @return one measurement a row; a peer is a row of the same benchmark
     * @throws Exception if it cannot be measured; its message is shown
     */
    List<Measurement> run(boolean quick) throws Exception;
}
