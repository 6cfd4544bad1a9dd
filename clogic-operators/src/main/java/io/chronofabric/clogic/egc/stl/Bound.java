package io.chronofabric.clogic.egc.stl;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Objects;

/** One end of an interval: a duration, or a parameter times a unit. */
public sealed interface Bound {

    /**
     * A duration.
     *
     * @param nanos in nanoseconds, not negative
     */
    record Fixed(long nanos) implements Bound {

        /** Checks the sign. */
        public Fixed {
            if (nanos < 0) {
                throw new IllegalArgumentException(nanos + " ns (expected: >= 0)");
            }
        }

        /** In the largest unit up to seconds that needs no fraction. */
        @Override
        public String toString() {
            if (nanos == 0) {
                return "0";
            }
            Unit unit = Unit.NANOSECONDS;
            for (Unit coarser : new Unit[] {Unit.MICROSECONDS, Unit.MILLISECONDS, Unit.SECONDS}) {
                if (nanos % coarser.nanos() == 0) {
                    unit = coarser;
                }
            }
            return nanos / unit.nanos() + unit.symbol();
        }
    }

    /**
     * A parameter, as in {@code [0, $W min]}.
     *
     * @param name without {@code $}
     * @param unit what the parameter counts
     */
    record Parameter(String name, Unit unit) implements Bound {

        /** Checks that nothing is missing. */
        public Parameter {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(unit, "unit");
        }

        @Override
        public String toString() {
            return "$" + name + " " + unit.symbol();
        }
    }

    /** Units of time of a bound. */
    enum Unit {
        /** {@code ns}. */
        NANOSECONDS("ns", 1L),
        /** {@code us}. */
        MICROSECONDS("us", 1_000L),
        /** {@code ms}. */
        MILLISECONDS("ms", 1_000_000L),
        /** {@code s}, also where no unit is written. */
        SECONDS("s", 1_000_000_000L),
        /** {@code min}. */
        MINUTES("min", 60_000_000_000L),
        /** {@code h}. */
        HOURS("h", 3_600_000_000_000L),
        /** {@code d}, 24 hours. */
        DAYS("d", 86_400_000_000_000L);

        private static final Map<String, Unit> BY_SYMBOL =
                Map.of(
                        "ns", NANOSECONDS,
                        "us", MICROSECONDS,
                        "ms", MILLISECONDS,
                        "s", SECONDS,
                        "min", MINUTES,
                        "h", HOURS,
                        "d", DAYS);

        private final String symbol;
        private final long nanos;

        Unit(String symbol, long nanos) {
            this.symbol = symbol;
            this.nanos = nanos;
        }

        /** As it is written in a formula. */
        public String symbol() {
            return symbol;
        }

        /** Its length in nanoseconds. */
        public long nanos() {
            return nanos;
        }

        /** The unit written so, or null. */
        static Unit of(String symbol) {
            return BY_SYMBOL.get(symbol);
        }

        /**
         * An amount of this unit in nanoseconds.
         *
         * @throws ArithmeticException if that is no whole number of nanoseconds or beyond a long
         */
        long toNanos(BigDecimal amount) {
            // Scale first: "1e999999999" is a small text, but not a small integer.
            if (amount.signum() != 0 && (long) amount.precision() - amount.scale() > 20) {
                throw new ArithmeticException("beyond 292 years");
            }
            return amount.multiply(BigDecimal.valueOf(nanos)).longValueExact();
        }
    }
}
