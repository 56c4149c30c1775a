package owlboard.proxy.count;

/** What one loop has counted of one thing. Written by that loop's threads alone, plainly. */
public final class Cell extends Apart {
    private static final int CLASSES = 10;
    private static final int CODES = 100;

    long begun;
    long ended;
    long received;
    long sent;
    long discarded;
    long left;
    /** When the youngest answer that is no failure began, on the loop's clock; 0: none has. */
    long goodNanos;
    long headerNanos;
    long nanos;
    /** By hundreds, made when the first of its kind is there. */
    final long[][] codes = new long[CLASSES][];
    /** By {@link Histogram#bucket}; null until there is something. It goes round. */
    int[] latency;

    public void begins() {
        begun++;
    }

    /** What has begun has ended: with this status, or with 0 when nobody was told one. Bytes went either way. */
    public void ends(int status, long bytesReceived, long bytesSent) {
        ended++;
        received += bytesReceived;
        sent += bytesSent;
        int hundreds = status / CODES;
        if (hundreds < 1 || hundreds >= CLASSES) { // peers may answer 999
            discarded++;
            return;
        }
        var row = codes[hundreds];
        if (row == null) codes[hundreds] = row = new long[CODES];
        row[status % CODES]++;
    }

    /** What no client caused: errors of servers, and no answer at all. */
    long failed() {
        long all = discarded - left;
        var errors = codes[5];
        if (errors != null) for (long count : errors) all += count;
        return all;
    }

    /** What has just ended without an answer did so for its client: nothing has failed. */
    public void leaves() {
        left++;
    }

    /** An answer that is no failure began at {@code nanos}, on the loop's clock. */
    public void answers(long nanos) {
        goodNanos = nanos;
    }

    /** How long it took, in nanoseconds; {@code toHeader} less than 0: no head came. */
    public void took(long all, long toHeader) {
        if (latency == null) latency = new int[Histogram.BUCKET_COUNT];
        latency[Histogram.bucket(all)]++;
        nanos += all;
        if (toHeader > 0) headerNanos += toHeader;
    }
}
