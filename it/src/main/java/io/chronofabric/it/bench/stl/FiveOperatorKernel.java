package io.chronofabric.it.bench.stl;

/**
 * {@code (historically[0,50](x <= 300) and (x > 50 since[0,200] y > 200)) -> eventually[0,100]
 * always[0,20](y <= 350)} by hand.
 */
final class FiveOperatorKernel {
    private static final int WIDTH = 201;

    private final SlidingFold historically = new SlidingFold(51);
    private final SlidingFold always = new SlidingFold(21);
    private final SlidingFold eventually = new SlidingFold(101);
    private final double[] premises = new double[120];
    private int next;

    private final double[] m = new double[WIDTH];
    private final double[] u = new double[WIDTH];
    private int head;
    private int size;
    private int front;
    private double backM;
    private double backU;

    /** The margin of the moment 120 samples before; meaningless until there is one. */
    double step(double x, double y) {
        double quiet = historically.smallest(300 - x);
        double since = since(x - 50, y - 200);
        double premise = premises[next];
        premises[next] = -(quiet <= since ? quiet : since);
        next = next == 119 ? 0 : next + 1;
        double response = -eventually.smallest(-always.smallest(350 - y));
        return premise >= response ? premise : response;
    }

    private double since(double left, double right) {
        if (size == WIDTH) {
            if (front == 0) {
                turn();
            }
            head = head + 1 == WIDTH ? 0 : head + 1;
            size--;
            front--;
        }
        int place = head + size;
        place = place < WIDTH ? place : place - WIDTH;
        m[place] = left;
        u[place] = right;
        if (size == front) {
            backM = left;
            backU = right;
        } else {
            backU = larger(right, smaller(left, backU));
            backM = smaller(backM, left);
        }
        size++;
        return front == 0 ? backU : larger(backU, smaller(backM, u[head]));
    }

    private void turn() {
        int place = head + size - 1;
        place = place < WIDTH ? place : place - WIDTH;
        double smallest = m[place];
        double fold = u[place];
        for (int i = size - 2; i >= 0; i--) {
            place = place == 0 ? WIDTH - 1 : place - 1;
            fold = larger(fold, smaller(smallest, u[place]));
            smallest = smaller(m[place], smallest);
            u[place] = fold;
            m[place] = smallest;
        }
        front = size;
    }

    private static double smaller(double one, double other) {
        return one <= other ? one : other;
    }

    private static double larger(double one, double other) {
        return one >= other ? one : other;
    }
}
