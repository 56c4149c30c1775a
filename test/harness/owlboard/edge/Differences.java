package owlboard.edge;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Everything in which the two systems may differ without a test being marked {@link OwlboardOnly}; what is a difference by itself, by its
 * row of conf/DIFFERENCES.md.
 *
 * <ul>
 * <li>{@code product}: {@code Server: nginx/1.22.1} and the last line of error pages, against {@code owlboard}.
 * <li>{@code upstream-addr}: a peer is shown as configured ({@code a:80}) by us, as an address by nginx, whose configuration had to be
 * rewritten.
 *     Both error logs show the address.
 * <li>A listen port is shown as configured (80) by us, as the real one by nginx, for the same reason.
 * <li>{@code upstream-keepalive}: where a configuration says nothing about {@code Connection}, nginx before 1.29.7 sends
 * {@code Connection: close} upstream.
 *     (Its other old default, HTTP/1.0, is switched by the preamble in {@link ConfText}.)
 * <li>{@code upstream-connection}: we decide about {@code Connection} ourselves, whatever {@code proxy_set_header} makes of it:
 * {@code upgrade} beside an
 *     {@code Upgrade} header, {@code TE} beside one of these, nothing otherwise (HTTP/1.0 aside).
 * <li>{@code all-failed}: {@code owlboard_strict on;} gives nginx's rule of peers that have failed; nginx, which has no other, gets a file
 * without it.
 * <li>{@code cache-age}: an answer from our cache tells its {@code Age}; expected as {@code Age: {any}}, nginx may have none.
 * </ul>
 */
record Differences(boolean nginx, String product, Map<String, String> shownPeers, Map<String, String> addresses, Map<Integer,
        String> shownPorts) {

    /** Of our engine, wherever it runs. */
    static Differences owlboard(UnderTest.Start start) {
        var ports = new HashMap<Integer, String>();
        for (int port : start.conf().listenPorts()) ports.put(port, "" + port);
        var peers = new HashMap<String, String>();
        var addresses = new HashMap<String, String>();
        start.peers().forEach((name, at) -> {
            peers.put(name, name);
            addresses.put(name, "127.0.0.1:" + at.port());
        });
        return new Differences(false, "owlboard", peers, addresses, ports);
    }

    /** What a built-in error page shows below its line. */
    String pageProduct(boolean tokens) {
        return nginx && !tokens ? "nginx" : product;
    }

    /** The Host that a proxy_pass straight to this peer sends: its name, and its port unless that is 80. */
    String hostOf(String peer) {
        return Pattern.quote(shownPeers.get(peer).replaceFirst(":80$", ""));
    }

    /** A text of the error log with the addresses of the peers that it names. */
    String withAddresses(String text) {
        for (var peer : addresses.entrySet()) text = text.replace("{" + peer.getKey() + "}", peer.getValue());
        return text;
    }

    /** The request head that an expectation describes, as this system sends it upstream. */
    List<String> upstreamRequest(List<String> expected, List<String> received) {
        return nginx ? withDefaultClose(expected, received) : withOwnConnection(expected);
    }

    private static List<String> withDefaultClose(List<String> expected, List<String> received) {
        if (expected.stream().anyMatch(line -> isNamed(line, "Connection")) || !received.contains("Connection: close")) return expected;
        var lines = new ArrayList<>(expected);
        lines.add("Connection: close");
        return lines;
    }

    private static List<String> withOwnConnection(List<String> expected) {
        if (expected.getFirst().endsWith("HTTP/1.0")) return expected;
        var lines = new ArrayList<>(expected);
        lines.removeIf(line -> isNamed(line, "Connection"));
        var options = Stream.of("upgrade", "TE").filter(option -> lines.stream().anyMatch(line -> isNamed(line, option))).toList();
        if (!options.isEmpty()) lines.add("Connection: " + String.join(", ", options));
        return lines;
    }

    private static boolean isNamed(String line, String name) {
        return line.regionMatches(true, 0, name + ":", 0, name.length() + 1);
    }
}
