package io.chronofabric.it.bench.bus;

/**
 * What a paced run says.
 *
 * @param quietShare which part of the windows was quiet
 * @param decile of the tenth of the quiet windows with the lowest medians
 * @param windows the medians of what each quiet window says
 * @param quiet of all quiet windows
 * @param whole of the whole run, from the actual send
 * @param intended of the whole run, from the intended send
 */
record LatencyFigures(
        double quietShare,
        Percentiles decile,
        Percentiles windows,
        Percentiles quiet,
        Percentiles whole,
        Percentiles intended) {}
