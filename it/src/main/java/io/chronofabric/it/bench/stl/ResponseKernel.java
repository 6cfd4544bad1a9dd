package io.chronofabric.it.bench.stl;

/** {@code always[0,1000]((x > 250) -> eventually[0,100](x <= 250))} by hand. */
final class ResponseKernel {
    private final double[] premises = new double[100];
    private final SlidingFold eventually = new SlidingFold(101);
    private final SlidingFold always = new SlidingFold(1001);
    private int next;

    /** The margin of the moment 1,100 samples before; meaningless until there is one. */
    double step(double x) {
        double margin = 250 - x;
        double premise = premises[next];
        premises[next] = margin;
        next = next == 99 ? 0 : next + 1;
        double response = -eventually.smallest(-margin);
        return always.smallest(premise >= response ? premise : response);
    }
}
