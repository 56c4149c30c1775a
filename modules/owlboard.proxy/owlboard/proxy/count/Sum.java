package owlboard.proxy.count;

import java.util.function.LongBinaryOperator;

/** What has been counted of one thing, over all loops. */
public final class Sum {
    private static final int CLASSES = 10;
    private static final int CODES = 100;

    /** In progress. */
    public long processing;
    /** Those that ended. */
    public long requests;
    public long received;
    public long sent;
    /** Ended without an answer. */
    public long discarded;
    /** Those of them whose client wanted none any more, or was to get none. */
    public long left;
    public long headerNanos;
    public long nanos;
    private final long[] codes = new long[CLASSES * CODES];

    void add(Cell cell) {
        processing += cell.begun - cell.ended;
        requests += cell.ended;
        received += cell.received;
        sent += cell.sent;
        discarded += cell.discarded;
        left += cell.left;
        headerNanos += cell.headerNanos;
        nanos += cell.nanos;
        for (int hundreds = 1; hundreds < CLASSES; hundreds++) {
            var row = cell.codes[hundreds];
            if (row == null) continue;
            for (int i = 0; i < CODES; i++) codes[hundreds * CODES + i] += row[i];
        }
    }

    /** Of several zones. */
    public void add(Sum other) {
        each(other, Long::sum);
    }

    void subtract(Sum other) {
        each(other, (mine, its) -> mine - its);
    }

    private void each(Sum other, LongBinaryOperator how) {
        processing = how.applyAsLong(processing, other.processing);
        requests = how.applyAsLong(requests, other.requests);
        received = how.applyAsLong(received, other.received);
        sent = how.applyAsLong(sent, other.sent);
        discarded = how.applyAsLong(discarded, other.discarded);
        left = how.applyAsLong(left, other.left);
        headerNanos = how.applyAsLong(headerNanos, other.headerNanos);
        nanos = how.applyAsLong(nanos, other.nanos);
        for (int i = 0; i < codes.length; i++) codes[i] = how.applyAsLong(codes[i], other.codes[i]);
    }

    /** Answers with this status, 100 to 999. */
    public long code(int status) {
        return codes[status];
    }

    /** Answers of {@code hundreds}, 1 to 9. */
    public long hundred(int hundreds) {
        long all = 0;
        for (int i = hundreds * CODES; i < (hundreds + 1) * CODES; i++) all += codes[i];
        return all;
    }

    /** What no client caused: errors of servers, and no answer at all. */
    public long failed() {
        return hundred(5) + discarded - left;
    }

    /** All answers. */
    public long answers() {
        long all = 0;
        for (long count : codes) all += count;
        return all;
    }
}
