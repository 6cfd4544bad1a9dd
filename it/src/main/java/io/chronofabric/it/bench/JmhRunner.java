package io.chronofabric.it.bench;

import java.io.PrintStream;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs the JMH benchmarks of one package, each in JVMs of its own that inherit this JVM's options,
 * and measures time and allocation.
 */
final class JmhRunner {
    private static final String ALLOCATED = "gc.alloc.rate.norm";
    private static final String SUFFIX = "Benchmark";

    private final boolean quick;
    private final PrintStream progress;
    private final OutputFormat log;

    /**
     * @param progress one line a benchmark, for whoever waits
     * @param log everything JMH says
     */
    JmhRunner(boolean quick, PrintStream progress, PrintStream log) {
        this.quick = quick;
        this.progress = progress;
        this.log = OutputFormatFactory.createFormatInstance(log, VerboseMode.NORMAL);
    }

    /** The names of a package's benchmarks, {@code package.Class.method}, in order. */
    static List<String> benchmarksOf(String packageName) {
        OutputFormat silent =
                OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT);
        return BenchmarkList.defaultList().getAll(silent, List.of()).stream()
                .filter(entry -> packageOf(entry).equals(packageName))
                .map(BenchmarkListEntry::getUsername)
                .distinct()
                .sorted()
                .toList();
    }

    /** Runs them one after the other. */
    List<Measurement> run(String packageName) throws RunnerException {
        List<Measurement> rows = new ArrayList<>();
        List<String> names = benchmarksOf(packageName);
        for (String name : names) {
            progress.printf(
                    "[%d/%d] %s%n",
                    rows.size() + 1, names.size(), name.substring(packageName.length() + 1));
            for (RunResult result : new Runner(options(name).build(), log).run()) {
                rows.add(measurement(result));
            }
        }
        return rows;
    }

    private ChainedOptionsBuilder options(String name) {
        return new OptionsBuilder()
                .include("^" + Pattern.quote(name) + "$")
                .shouldFailOnError(true)
                .addProfiler(GCProfiler.class)
                .forks(quick ? 1 : 3)
                .warmupIterations(quick ? 2 : 4)
                .warmupTime(TimeValue.milliseconds(quick ? 300 : 1000))
                .measurementIterations(quick ? 3 : 5)
                .measurementTime(TimeValue.milliseconds(quick ? 300 : 1000));
    }

    private static Measurement measurement(RunResult result) {
        BenchmarkParams params = result.getParams();
        String qualified = params.getBenchmark();
        String method = qualified.substring(qualified.lastIndexOf('.') + 1);
        String owner = qualified.substring(0, qualified.lastIndexOf('.'));
        String simpleOwner = withoutSuffix(owner.substring(owner.lastIndexOf('.') + 1));
        String values =
                params.getParamsKeys().stream()
                        .map(key -> key + "=" + params.getParam(key))
                        .collect(Collectors.joining(",", "(", ")"));
        String suffix = params.getParamsKeys().isEmpty() ? "" : values;
        String peer = peerOf(owner, method);
        if (!peer.isEmpty()) {
            int dot = peer.lastIndexOf('.');
            String peerOwner = dot < 0 ? simpleOwner : withoutSuffix(peer.substring(0, dot));
            peer = peerOwner + "." + peer.substring(dot + 1) + suffix;
        }
        Result<?> score = result.getPrimaryResult();
        Result<?> allocated = result.getSecondaryResults().get(ALLOCATED);
        return new Measurement(
                simpleOwner + "." + method + suffix,
                score.getScore(),
                score.getScoreError(),
                score.getScoreUnit(),
                allocated == null ? Double.NaN : allocated.getScore(),
                peer);
    }

    /** The peer that a benchmark method declares, as it declares it; empty for none. */
    private static String peerOf(String className, String methodName) {
        try {
            for (Method method : Class.forName(className).getMethods()) {
                Peer peer = method.getAnnotation(Peer.class);
                if (peer != null && method.getName().equals(methodName)) {
                    return peer.value();
                }
            }
            return "";
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("JMH lists " + className + ", which is not there", e);
        }
    }

    private static String withoutSuffix(String className) {
        return className.endsWith(SUFFIX)
                ? className.substring(0, className.length() - SUFFIX.length())
                : className;
    }

    private static String packageOf(BenchmarkListEntry entry) {
        String className = entry.getUserClassQName();
        return className.substring(0, className.lastIndexOf('.'));
    }
}
