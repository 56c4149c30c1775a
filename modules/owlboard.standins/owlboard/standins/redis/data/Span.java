package owlboard.standins.redis.data;

/** Places {@code from} (with) to {@code to} (without) of a sequence. */
record Span(int from, int to) {
    /** Redis counts both ends with, and negative numbers from the end. */
    static Span of(long start, long stop, int size) {
        long from = Math.max(0, start < 0 ? start + size : start);
        long to = Math.min(size, (stop < 0 ? stop + size : stop) + 1);
        return from >= to ? new Span(0, 0) : new Span((int) from, (int) to);
    }

    boolean isEmpty() {
        return from >= to;
    }

    int size() {
        return to - from;
    }
}
