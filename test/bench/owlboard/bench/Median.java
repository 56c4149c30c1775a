package owlboard.bench;

import java.util.List;

/**
 * The median of measured values, and between which two of them the true one lies in 19 of 20 cases, whatever their distribution; of fewer
 * than six values: the least and the greatest.
 */
record Median(double value, double low, double high) {
    /** So many values tell it. */
    static final int ENOUGH = 6;
    private static final double OUTSIDE = .025;

    static Median of(List<Double> values) {
        var sorted = values.stream().sorted().toList();
        int count = sorted.size();
        double median = (sorted.get((count - 1) / 2) + sorted.get(count / 2)) / 2;
        int beyond = beyond(count);
        return new Median(median, sorted.get(beyond), sorted.get(count - 1 - beyond));
    }

    /** How many values on each side may be left out: how often fewer heads than that fall in so many throws of a coin decides. */
    private static int beyond(int count) {
        double probability = Math.pow(.5, count);
        double all = probability;
        int beyond = 0;
        while (all + probability * (count - beyond) / (beyond + 1) <= OUTSIDE) {
            probability *= (count - beyond) / (double) (beyond + 1);
            all += probability;
            beyond++;
        }
        return beyond;
    }
}
