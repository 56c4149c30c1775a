package owlboard.drill.judge;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import owlboard.drill.traffic.Seen;

/**
 * Of one phase.
 *
 * @param count    requests and echoes
 * @param perSecond how many ended in a second
 * @param statuses {@code 200}, {@code echo}, {@code no answer}, and how many of each
 * @param errors   what failed, and how often
 */
public record Figures(int count, double perSecond, Latencies latencies, Map<String, Integer> statuses, Map<String, Integer> errors) {
    /** In milliseconds; all 0 where nothing was asked. */
    public record Latencies(double min, double mean, double p50, double p95, double p99, double max) {
        private static final double MILLION = 1e6;

        /** Of requests, whatever the answer. */
        public static Latencies of(List<Seen> seen) {
            var sorted = seen.stream().mapToLong(Seen::tookNanos).sorted().toArray();
            if (sorted.length == 0) return new Latencies(0, 0, 0, 0, 0, 0);
            long sum = 0;
            for (long one : sorted) sum += one;
            return new Latencies(sorted[0] / MILLION, sum / MILLION / sorted.length, at(sorted, 0.50), at(sorted, 0.95), at(sorted, 0.99),
                    sorted[sorted.length - 1] / MILLION);
        }

        /** The nearest rank. */
        private static double at(long[] sorted, double share) {
            return sorted[(int) Math.max(0, Math.ceil(share * sorted.length) - 1)] / MILLION;
        }
    }

    static Figures of(List<Seen> seen, double seconds) {
        var statuses = new TreeMap<String, Integer>();
        var errors = new TreeMap<String, Integer>();
        for (var one : seen) {
            statuses.merge(status(one), 1, Integer::sum);
            if (one.isFailed()) errors.merge(one.trouble(), 1, Integer::sum);
        }
        return new Figures(seen.size(), seconds <= 0 ? 0 : seen.size() / seconds, Latencies.of(seen), statuses, errors);
    }

    private static String status(Seen seen) {
        if (seen.outcome().status() == 0) return "no answer";
        return seen.sort() == Seen.Sort.ECHO ? "echo" : Integer.toString(seen.outcome().status());
    }
}
