package owlboard.proxy.status;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import owlboard.proxy.exchange.Snapshot;
import owlboard.proxy.upstream.Groups;
import owlboard.proxy.upstream.Peer;

/** The verdict over one picture, in words. */
final class Words {
    private final Snapshot snapshot;
    private final Trends trends;

    Words(Snapshot snapshot, Trends trends) {
        this.snapshot = snapshot;
        this.trends = trends;
    }

    Map<String, Object> verdict(List<Problem> problems, long now) {
        var worst = problems.stream().max(Comparator.comparing(Problem::bad).thenComparing(Problem::lately)).orElse(null);
        var sentences = new ArrayList<String>();
        if (worst != null) sentences.add(worst.text() + ".");
        var further = problems.stream().filter(one -> one.bad() && one != worst).map(Problem::who).distinct().toList();
        if (!further.isEmpty()) sentences.add("Also wrong: " + String.join(", ", further) + ".");
        ups(now).forEach(sentences::add);
        sentences.add(traffic());
        long saved = snapshot.counters.sum(loop -> loop.saved);
        long retried = snapshot.counters.sum(loop -> loop.retried);
        if (retried > 0) {
            sentences.add(String.format(Locale.ROOT, "%,d %s saved %,d %s.", retried, retried == 1 ? "retry" : "retries", saved, saved == 1
                    ? "request" : "requests"));
        }
        var level = worst == null ? "ok" : "warn";
        if (worst != null && worst.bad()) level = "bad";
        return Tree.map("level", level, "text", String.join(" ", sentences), "remedy", worst == null ? "" : worst.remedy());
    }

    private List<String> ups(long now) {
        var all = new ArrayList<String>();
        for (var group : snapshot.get(Groups.SLOT).all()) {
            var state = group.state(Peer.seconds(now));
            if (state.peers().size() < 2) continue;
            var kind = state.name().contains("gateway") ? "gateways" : state.name();
            all.add(state.available() + " of " + state.peers().size() + " " + kind + " up.");
        }
        return all;
    }

    private String traffic() {
        double rate = 0;
        double failed = 0;
        double p99 = 0;
        for (var zone : snapshot.zones.servers()) {
            var trend = trends.of(zone);
            rate += trend.rate();
            failed += trend.failedRate();
            p99 = Math.max(p99, trend.p99());
        }
        var share = rate == 0 ? 0 : 100 * failed / rate;
        return String.format(Locale.ROOT, "%,.0f req/s, %s %% failed, p99 %s ms.", rate, share == 0 ? "0" : String.format(Locale.ROOT,
                "%.2f", share), p99 < 10 ? String.format(Locale.ROOT, "%.1f", p99) : String.format(Locale.ROOT, "%.0f", p99));
    }
}
