package owlboard.proxy.status;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import owlboard.proxy.count.History;
import owlboard.proxy.count.Latencies;

/** A history as a heat map: a column per 2 s, rows from 0.25 ms to 60 s that grow by the square root of two. */
final class Heat {
    private static final double LEAST_NANOS = 250_000;
    private static final int ROWS = 36;
    private static final double MILLIS = 1e6;
    private static final long[] ENDS = new long[ROWS];

    static {
        for (int i = 0; i < ROWS; i++) ENDS[i] = (long) (LEAST_NANOS * Math.pow(2, i / 2.0));
    }

    private Heat() {}

    static Map<String, Object> of(History history) {
        long ticks = history.ticks();
        var columns = new ArrayList<List<Integer>>();
        for (long tick = ticks - History.COLUMNS; tick < ticks; tick++) {
            var rows = history.rows(tick, ENDS);
            columns.add(rows == null ? null : Arrays.stream(rows).boxed().toList());
        }
        var lately = history.last(5);
        var ten = history.last(History.COLUMNS);
        return Tree.map("ends", Arrays.stream(ENDS).mapToObj(end -> end / MILLIS).toList(), "columns", columns, "p50", millis(lately, .5),
                "p99", millis(lately, .99), "p99lately", millis(ten, .99), "p99all", millis(history.all(), .99));
    }

    private static double millis(Latencies of, double share) {
        return Math.round(of.percentile(share) / 1e4) / 100.0;
    }
}
