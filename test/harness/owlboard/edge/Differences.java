package owlboard.edge;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Everything in which the two systems may differ without a test being marked {@link OwlboardOnly}.
 *
 * <ul>
 * <li>The product: {@code Server: nginx/1.22.1} and the last line of error pages, against {@code owlboard}.
 * <li>A peer is shown as configured ({@code a:80}) by us, as an address by nginx, whose configuration had to be rewritten.
 * <li>A listen port is shown as configured (80) by us, as the real one by nginx, for the same reason.
 * <li>Where a configuration says nothing about {@code Connection}, nginx before 1.29.7 sends {@code Connection: close} upstream.
 *     (Its other old default, HTTP/1.0, is switched by the preamble in {@link ConfText}.)
 * </ul>
 */
record Differences(boolean nginx, String product, Map<String, String> shownPeers, Map<Integer, String> shownPorts) {

    /** What a built-in error page shows below its line. */
    String pageProduct(boolean tokens) {
        return nginx && !tokens ? "nginx" : product;
    }

    /** The Host that a proxy_pass straight to this peer sends: its name, and its port unless that is 80. */
    String hostOf(String peer) {
        return Pattern.quote(shownPeers.get(peer).replaceFirst(":80$", ""));
    }

    /** The request head that an expectation describes, as this system sends it upstream. */
    List<String> upstreamRequest(List<String> expected, List<String> received) {
        boolean silent = expected.stream().noneMatch(line -> line.regionMatches(true, 0, "Connection:", 0, 11));
        if (!nginx || !silent || !received.contains("Connection: close")) return expected;
        var lines = new ArrayList<>(expected);
        lines.add(1, "Connection: close");
        return lines;
    }
}
