package owlboard.proxy.upstream;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import owlboard.config.Outliers;
import owlboard.proxy.count.Histogram;
import owlboard.proxy.count.Latencies;

/**
 * Who of a group answers unlike the others ({@code owlboard_outliers}). Numbers in, numbers out: what is far has to be so by the terms, and
 * by more than chance makes of that few requests.
 */
final class OutlierRule {
    /** Standard deviations that chance does not reach. */
    private static final double FAR = 4;
    /** Nobody is left alone for less. */
    private static final long SLOWER_NANOS = 100_000_000;
    private static final double SHARE = 0.99;

    private OutlierRule() {}

    /** What a peer did in the time that is looked at: tries that ended, those of them that failed, and how long they took. */
    record Sample(long requests, long failed, Latencies times) {}

    /** {@code index} in what was given; {@code why} with the figures; {@code far} in standard deviations. */
    record Found(int index, String why, double far) {}

    /** The furthest first. */
    static List<Found> find(List<Sample> samples, Outliers terms) {
        var found = new ArrayList<Found>();
        for (int i = 0; i < samples.size(); i++) {
            var others = sum(samples, i);
            if (samples.get(i).requests < terms.requests() || others.requests < terms.requests()) continue;
            var one = judge(i, samples.get(i), others, terms);
            if (one != null) found.add(one);
        }
        found.sort(Comparator.comparingDouble(Found::far).reversed());
        return found;
    }

    private static Sample sum(List<Sample> samples, int but) {
        long requests = 0;
        long failed = 0;
        var times = new Latencies(new long[Histogram.BUCKET_COUNT]);
        for (int i = 0; i < samples.size(); i++) {
            if (i == but) continue;
            requests += samples.get(i).requests;
            failed += samples.get(i).failed;
            times.add(samples.get(i).times);
        }
        return new Sample(requests, failed, times);
    }

    private static Found judge(int index, Sample its, Sample others, Outliers terms) {
        double far = far(its.failed, its.requests, others.failed, others.requests);
        double more = share(its.failed, its.requests) - share(others.failed, others.requests);
        if (far >= FAR && more >= terms.failedPercent() / 100.0) {
            return new Found(index, String.format(Locale.ROOT, "%d of %d failed (%.1f %%), of the others %d of %d (%.1f %%)", its.failed,
                    its.requests, 100 * share(its.failed, its.requests), others.failed, others.requests,
                    100 * share(others.failed, others.requests)), far);
        }
        long usual = others.times.percentile(SHARE);
        long slowest = its.times.percentile(SHARE);
        long bound = Math.max(usual * terms.factor(), usual + SLOWER_NANOS);
        if (usual == 0 || slowest < bound) return null;
        long ended = its.times.count();
        long othersEnded = others.times.count();
        far = far(ended - its.times.within(bound), ended, othersEnded - others.times.within(bound), othersEnded);
        if (far < FAR) return null;
        return new Found(index, String.format(Locale.ROOT, "its p99 was %.0f ms of %d, that of the others %.0f ms of %d", slowest / 1e6,
                ended, usual / 1e6, othersEnded), far);
    }

    private static double share(long part, long all) {
        return all == 0 ? 0 : (double) part / all;
    }

    /** How far one share is above another one, in standard deviations of their difference. */
    private static double far(long part, long all, long otherPart, long otherAll) {
        double both = share(part + otherPart, all + otherAll);
        double deviation = Math.sqrt(both * (1 - both) * (1.0 / Math.max(1, all) + 1.0 / Math.max(1, otherAll)));
        double more = share(part, all) - share(otherPart, otherAll);
        if (deviation == 0) return more > 0 ? FAR : 0;
        return more / deviation;
    }
}
