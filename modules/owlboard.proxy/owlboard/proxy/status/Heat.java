package owlboard.proxy.status;

import java.util.Arrays;
import owlboard.proxy.count.History;

/** A history as a heat map: a column per 2 s, rows from 0.25 ms to 60 s that grow by the square root of two. */
final class Heat {
    private static final double LEAST_NANOS = 250_000;
    private static final int ROWS = 36;
    private static final double MILLIS = 1e6;
    private static final long[] ENDS = new long[ROWS];
    private static final String ENDS_JSON;
    private static final int LATELY_COLUMNS = 5;
    private static final int CHARS = 32 << 10;

    static {
        for (int i = 0; i < ROWS; i++) ENDS[i] = (long) (LEAST_NANOS * Math.pow(2, i / 2.0));
        ENDS_JSON = Json.of(Arrays.stream(ENDS).mapToObj(end -> end / MILLIS).toList());
    }

    private Heat() {}

    /** JSON, in which a column ends with its last row that is not 0, and one of nothing is null. */
    static String of(History history) {
        var out = new StringBuilder(CHARS).append("{\"ends\":").append(ENDS_JSON).append(",\"columns\":[");
        long ticks = history.ticks();
        for (long tick = ticks - History.COLUMNS; tick < ticks; tick++) {
            if (tick > ticks - History.COLUMNS) out.append(',');
            column(out, history.rows(tick, ENDS));
        }
        var lately = history.last(LATELY_COLUMNS);
        Json.millis(out.append("],\"p50\":"), lately.percentile(.5));
        Json.millis(out.append(",\"p99\":"), lately.percentile(.99));
        Json.millis(out.append(",\"p99lately\":"), history.last(History.COLUMNS).percentile(.99));
        Json.millis(out.append(",\"p99all\":"), history.all().percentile(.99));
        return out.append('}').toString();
    }

    private static void column(StringBuilder out, int[] rows) {
        int length = rows == null ? 0 : rows.length;
        while (length > 0 && rows[length - 1] == 0) length--;
        if (length == 0) {
            out.append("null");
            return;
        }
        for (int i = 0; i < length; i++) out.append(i == 0 ? '[' : ',').append(rows[i]);
        out.append(']');
    }
}
