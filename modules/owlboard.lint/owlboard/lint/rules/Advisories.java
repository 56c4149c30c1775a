package owlboard.lint.rules;

import static owlboard.lint.look.Severity.HIGH;

import java.util.List;
import java.util.function.Predicate;
import owlboard.lint.look.Block;
import owlboard.lint.look.Conf;
import owlboard.lint.look.Found;
import owlboard.lint.look.Rule;

/** Advisories for nginx that a file is open to, for who runs it there. Source: nginx's page of security advisories. */
final class Advisories {
    /** From the first to the last release that has it; {@code uses}: the directive that makes a file open to it. */
    private record Advisory(String id, String first, String last, String what, Predicate<Block.Use> uses) {}

    private static final List<Advisory> KNOWN = List.of(
            new Advisory("CVE-2026-42945", "0.6.27", "1.30.0", "a buffer overflow in rewrite", use -> use.node().name().equals("rewrite")
                    && use.arg(1).contains("?")),
            new Advisory("CVE-2026-9256", "0.1.17", "1.31.0", "a buffer overflow in rewrite", use -> use.node().name().equals("rewrite")
                    && Expression.numbers(use.arg(1)).size() > 1),
            new Advisory("CVE-2026-1642", "1.3.0", "1.29.4", "plain text put into answers of TLS upstreams", use ->
                    use.node().name().equals("proxy_pass") && use.arg(0).startsWith("https:")));

    static final List<Rule> RULES = List.of(Rule.of("nginx_cves T27", HIGH,
            "A known hole of the nginx that was named, in what this file uses.",
            "nginx 1.30.2, 1.31.1 or newer; owlboard has none of them.", Advisories::look));

    private Advisories() {}

    private static void look(Conf conf, Found found) {
        if (conf.nginxVersion().isEmpty()) return;
        for (var known : KNOWN) {
            if (compare(conf.nginxVersion(), known.first) < 0 || compare(conf.nginxVersion(), known.last) > 0) continue;
            conf.main().uses("rewrite", "proxy_pass").filter(known.uses)
                    .forEach(use -> found.at(use, known.id + ": " + known.what + ", nginx " + known.first + " to " + known.last));
        }
    }

    private static int compare(String a, String b) {
        var left = a.split("\\.");
        var right = b.split("\\.");
        for (int i = 0; i < 3; i++) {
            int order = Integer.compare(Integer.parseInt(left[i]), Integer.parseInt(right[i]));
            if (order != 0) return order;
        }
        return 0;
    }
}
