package owlboard.proxy.status;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import owlboard.proxy.exchange.Snapshot;
import owlboard.proxy.upstream.Group;

/** The verdict over one picture, in words. */
final class Words {
    private static final Comparator<Problem> WORST = Comparator.comparing(Problem::bad).thenComparing(Problem::isOfNow)
            .thenComparing(Problem::lately);

    private final Snapshot snapshot;
    private final Trends trends;
    private final List<Group.State> groups;

    Words(Snapshot snapshot, Trends trends, List<Group.State> groups) {
        this.snapshot = snapshot;
        this.trends = trends;
        this.groups = groups;
    }

    Map<String, Object> verdict(List<Problem> problems) {
        var worst = problems.stream().max(WORST).orElse(null);
        var sentences = new ArrayList<String>();
        if (worst != null) sentences.add(worst.text() + ".");
        var further = problems.stream().filter(one -> one.bad() && one != worst).map(Problem::who).distinct().toList();
        if (!further.isEmpty()) sentences.add("Also wrong: " + String.join(", ", further) + ".");
        sentences.addAll(ups());
        sentences.add(traffic());
        long saved = snapshot.counters.sum(loop -> loop.saved);
        long retried = snapshot.counters.sum(loop -> loop.retried);
        if (retried > 0) {
            sentences.add(String.format(Locale.ROOT, "%,d %s saved %,d %s.", retried, retried == 1 ? "retry" : "retries", saved, saved == 1
                    ? "request" : "requests"));
        }
        var level = worst == null ? "ok" : "warn";
        if (worst != null && worst.bad()) level = "bad";
        return Tree.map("level", level, "text", String.join(" ", sentences), "remedy", worst == null ? "" : worst.remedy(), "since",
                worst == null ? 0L : worst.sinceMillis());
    }

    private List<String> ups() {
        var all = new ArrayList<String>();
        int alone = 0;
        int upAlone = 0;
        for (var group : groups) {
            int up = (int) group.peers().stream().filter(peer -> Seen.isUp(group, peer)).count();
            if (group.peers().size() < 2) {
                alone += group.peers().size();
                upAlone += up;
                continue;
            }
            var kind = group.name().contains("gateway") ? "gateways" : group.name();
            all.add(up + " of " + group.peers().size() + " " + kind + " up.");
        }
        if (alone > 0) all.add(upAlone + " of " + alone + (alone == 1 ? " lone server up." : " lone servers up."));
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
        var requests = String.format(Locale.ROOT, "%,.0f req/s, %s %% failed", rate, share == 0 ? "0" : String.format(Locale.ROOT, "%.2f",
                share));
        if (p99 == 0) return requests + ".";
        return requests + ", p99 " + String.format(Locale.ROOT, p99 < 10 ? "%.1f" : "%.0f", p99) + " ms.";
    }
}
