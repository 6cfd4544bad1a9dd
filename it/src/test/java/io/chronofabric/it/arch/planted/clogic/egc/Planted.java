package io.chronofabric.it.arch.planted.clogic.egc;

import java.io.PrintWriter;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Breaks, on purpose, what an algorithm must keep. */
public final class Planted {
    static final class KnowsFlinkInAlgorithm {
        org.apache.flink.api.common.functions.MapFunction<String, String> function;
    }

    static final class KnowsAntlrOutsideStl {
        org.antlr.v4.runtime.Token token;
    }

    static final class KnowsBusToo {
        io.chronofabric.it.arch.planted.bus.Planted.Value value;
    }

    static final class CallsNanoTime {
        long time = System.nanoTime();
    }

    static final class CallsCurrentTimeMillis {
        long time = System.currentTimeMillis();
    }

    static final class RefersToNanoTime {
        LongSupplier clock = System::nanoTime;
    }

    static final class CallsInstantNow {
        Instant time = Instant.now();
    }

    static final class RefersToInstantNow {
        Supplier<Instant> clock = Instant::now;
    }

    static final class CallsLocalDateTimeNow {
        LocalDateTime time = LocalDateTime.now(ZoneOffset.UTC);
    }

    static final class CallsZonedDateTimeNow {
        ZonedDateTime time = ZonedDateTime.now(ZoneOffset.UTC);
    }

    static final class TakesSystemClock {
        Clock clock = Clock.systemUTC();
    }

    static final class IsHandedItsClock {
        Instant now(Clock clock) {
            return Instant.now(clock);
        }
    }

    @SuppressWarnings("JavaUtilDate")
    static final class MakesDate {
        Date time = new Date();
        Date handed = new Date(0);
    }

    static final class Sleeps {
        void rest() throws InterruptedException {
            Thread.sleep(1);
        }
    }

    static final class SleepsByUnit {
        void rest() throws InterruptedException {
            TimeUnit.SECONDS.sleep(1);
        }
    }

    static final class RefersToSleep {
        interface Rest {
            void rest(long millis) throws InterruptedException;
        }

        Rest rest = Thread::sleep;
    }

    static final class PrintsOut {
        void say() {
            System.out.println();
        }
    }

    static final class PrintsErr {
        void say() {
            System.err.println();
        }
    }

    static final class RefersToOut {
        Runnable say = System.out::println;
    }

    static final class PrintsStackTrace {
        void fail(IllegalStateException e) {
            e.printStackTrace();
        }
    }

    static final class IsHandedItsWriter {
        void fail(IllegalStateException e, PrintWriter writer) {
            e.printStackTrace(writer);
        }
    }
}
