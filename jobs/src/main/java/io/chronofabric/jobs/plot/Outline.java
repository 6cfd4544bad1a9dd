package io.chronofabric.jobs.plot;

/** Steps over the columns of a time axis, as the data of an SVG path. */
final class Outline {
    private final StringBuilder data = new StringBuilder();
    private final TimeAxis axis;

    private Outline(TimeAxis axis) {
        this.axis = axis;
    }

    /** Heights of columns. */
    interface Height {
        /** Where a column ends, upward. */
        double of(int column);
    }

    /** A line at the columns' heights. */
    static String line(TimeAxis axis, Height height) {
        return new Outline(axis).forward(height, axis.columns()).data.toString();
    }

    /** The area between two heights. */
    static String between(TimeAxis axis, Height one, Height other) {
        return new Outline(axis)
                .forward(one, axis.columns())
                .back(other, axis.columns())
                .data
                .append('Z')
                .toString();
    }

    private Outline forward(Height height, int columns) {
        String last = Figures.place(height.of(0));
        data.append('M').append(Figures.place(axis.left())).append(' ').append(last);
        for (int column = 1; column < columns; column++) {
            String next = Figures.place(height.of(column));
            if (!next.equals(last)) {
                data.append('H').append(Figures.place(axis.xOfColumn(column)));
                data.append('V').append(next);
                last = next;
            }
        }
        data.append('H').append(Figures.place(axis.right()));
        return this;
    }

    private Outline back(Height height, int columns) {
        String last = Figures.place(height.of(columns - 1));
        data.append('V').append(last);
        for (int column = columns - 2; column >= 0; column--) {
            String next = Figures.place(height.of(column));
            if (!next.equals(last)) {
                data.append('H').append(Figures.place(axis.xOfColumn(column + 1)));
                data.append('V').append(next);
                last = next;
            }
        }
        data.append('H').append(Figures.place(axis.left()));
        return this;
    }
}
