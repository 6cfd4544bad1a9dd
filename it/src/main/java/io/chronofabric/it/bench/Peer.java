package io.chronofabric.it.bench;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a JMH benchmark is compared with in the same run: the last column of {@code bin/bench}. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Peer {
    /** A benchmark method of the same class, or {@code Class.method} in the same package. */
    String value();
}
