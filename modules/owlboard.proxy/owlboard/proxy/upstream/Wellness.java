package owlboard.proxy.upstream;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What the checks of its group ({@code health_check}) have found of one peer: it is well when all of them say so. Guarded by the group's
 * lock. Source: ngx_http_upstream_hc_module, whose documentation has its rules.
 */
final class Wellness {
    /** Of one check; {@code inARow}: results that differ from what it says now. */
    private static final class Finding {
        private boolean waits;
        private boolean well;
        private int inARow;

        Finding(boolean waits) {
            this.waits = waits;
            well = !waits;
        }
    }

    private final Map<String, Finding> findings = new HashMap<>(2);
    private long checks;
    private long fails;
    private long unhealthy;
    private Boolean lastPassed;

    /** A check that has not asked this peer yet; {@code waits}: it is not well before it has. */
    void expect(String check, boolean waits) {
        findings.computeIfAbsent(check, _ -> new Finding(waits));
    }

    /** Those that are no longer in force have no say. */
    void retain(Set<String> checks) {
        findings.keySet().retainAll(checks);
    }

    boolean knows(String check) {
        return findings.containsKey(check);
    }

    /** It is somewhere else now. */
    void forget() {
        findings.clear();
    }

    /** One result; {@code fails}, {@code passes}: as many in a row change what is said. */
    void found(String check, boolean passed, int fails, int passes) {
        var finding = findings.get(check);
        if (finding == null) return;
        boolean wasUnhealthy = isUnhealthy();
        weigh(finding, passed, passed ? passes : fails);
        checks++;
        if (!passed) this.fails++;
        lastPassed = passed;
        if (!wasUnhealthy && isUnhealthy()) unhealthy++;
    }

    private static void weigh(Finding finding, boolean passed, int enough) {
        if (finding.waits) {
            finding.waits = false;
            finding.well = passed;
        } else if (finding.well == passed) {
            finding.inARow = 0;
        } else if (++finding.inARow >= enough) {
            finding.well = passed;
            finding.inARow = 0;
        }
    }

    Peer.Health health(String why) {
        return new Peer.Health(checks, fails, unhealthy, lastPassed, why);
    }

    boolean isChecking() {
        for (var finding : findings.values()) if (finding.waits) return true;
        return false;
    }

    boolean isUnhealthy() {
        for (var finding : findings.values()) if (!finding.waits && !finding.well) return true;
        return false;
    }
}
