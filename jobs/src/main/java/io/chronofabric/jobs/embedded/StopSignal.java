package io.chronofabric.jobs.embedded;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns the first Ctrl-C, a request to terminate, or the end of the terminal, into an orderly stop
 * with an exit status of our own. A shutdown hook would come too late for that: Flink's own hooks
 * run beside it and tear the job down. The second Ctrl-C ends the process at once.
 *
 * <p>By reflection, since the JDK offers signals only in a package without a contract; where it
 * does not, a signal ends the process as usual.
 */
public final class StopSignal {
    private static final Logger LOG = LoggerFactory.getLogger(StopSignal.class);

    private StopSignal() {}

    /** Completes the promise at the first signal. */
    public static void completes(CompletableFuture<String> stop) {
        for (String name : new String[] {"INT", "TERM", "HUP"}) {
            try {
                handle(name, stop);
            } catch (ReflectiveOperationException | RuntimeException e) {
                LOG.debug("No handler for signal {}.", name, e);
            }
        }
    }

    private static void handle(String name, CompletableFuture<String> stop)
            throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        Method handle = signal.getMethod("handle", signal, handler);
        Object theSignal = signal.getConstructor(String.class).newInstance(name);
        Object theDefault = handler.getField("SIG_DFL").get(null);
        Object ours =
                Proxy.newProxyInstance(
                        StopSignal.class.getClassLoader(),
                        new Class<?>[] {handler},
                        (proxy, method, arguments) -> {
                            if (method.getName().equals("handle")) {
                                stop.complete(name);
                                handle.invoke(null, theSignal, theDefault);
                            }
                            return null;
                        });
        handle.invoke(null, theSignal, ours);
    }
}
