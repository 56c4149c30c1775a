package owlboard.bench;

import java.io.PrintStream;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Medians of the rounds, a row per load and proxy, and the ratio to nginx. */
record Table(Plan plan, List<Sample> samples) {
    void print(PrintStream out) {
        out.println();
        out.println("Medians of " + plan.rounds() + " round(s) of " + plan.seconds() + " s; in brackets: against nginx");
        out.println();
        out.println("| load | proxy | CPU µs per request | requests/s | p50 ms | p99 ms | RSS MB |");
        out.println("|---|---|---|---|---|---|---|");
        for (var load : plan.loads()) {
            for (var proxy : samples.stream().map(Sample::proxy).distinct().sorted(Comparator.reverseOrder()).toList()) {
                out.println("| " + load.name() + " | " + proxy
                        + " | " + cell(load, proxy, "%.1f", Sample::cpuMicrosPerRequest)
                        + " | " + cell(load, proxy, "%.0f", sample -> sample.result().perSecond())
                        + " | " + cell(load, proxy, "%.2f", sample -> sample.result().p50Millis())
                        + " | " + cell(load, proxy, "%.2f", sample -> sample.result().p99Millis())
                        + " | " + "%.0f".formatted(median(load, proxy, sample -> sample.rssBytes() / 1048576.0)) + " |");
            }
        }
        long broken = samples.stream().filter(sample -> !sample.result().errors().isEmpty()).count();
        if (broken > 0) out.println("\n" + broken + " runs had failed requests, see above");
    }

    private String cell(Load load, String proxy, String format, ToDoubleFunction<Sample> value) {
        double ours = median(load, proxy, value);
        double nginx = median(load, "nginx", value);
        var text = format.formatted(ours);
        return proxy.equals("nginx") || Double.isNaN(nginx) ? text : text + " (%.2f)".formatted(ours / nginx);
    }

    private double median(Load load, String proxy, ToDoubleFunction<Sample> value) {
        var sorted = samples.stream().filter(sample -> sample.load().equals(load.name()) && sample.proxy().equals(proxy)).mapToDouble(value)
                .sorted().toArray();
        int half = sorted.length / 2;
        if (sorted.length == 0) return Double.NaN;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }
}
