package io.chronofabric.it.bench.stl;

/**
 * {@code (x <= a) until[0,bound] (y > b)} by hand: blocks of (smallest left margin, margin of
 * until) folded on two stacks that share one ring.
 */
final class UntilKernel {
    private final double a;
    private final double b;
    private final int width;
    private final double[] m;
    private final double[] u;
    private int head;
    private int size;
    private int front;
    private double backM;
    private double backU;

    UntilKernel(double a, double b, int bound) {
        this.a = a;
        this.b = b;
        this.width = bound + 1;
        this.m = new double[width];
        this.u = new double[width];
    }

    /** The margin of the moment {@code bound} samples before; meaningless until there is one. */
    double step(double x, double y) {
        double left = a - x;
        double right = y - b;
        if (size == width) {
            if (front == 0) {
                turn();
            }
            head = head + 1 == width ? 0 : head + 1;
            size--;
            front--;
        }
        int place = head + size;
        place = place < width ? place : place - width;
        m[place] = left;
        u[place] = right;
        if (size == front) {
            backM = left;
            backU = right;
        } else {
            backU = larger(backU, smaller(backM, right));
            backM = smaller(backM, left);
        }
        size++;
        return front == 0 ? backU : larger(u[head], smaller(m[head], backU));
    }

    private void turn() {
        int place = head + size - 1;
        place = place < width ? place : place - width;
        double smallest = m[place];
        double fold = u[place];
        for (int i = size - 2; i >= 0; i--) {
            place = place == 0 ? width - 1 : place - 1;
            fold = larger(u[place], smaller(m[place], fold));
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
