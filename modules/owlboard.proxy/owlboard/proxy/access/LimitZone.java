package owlboard.proxy.access;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import owlboard.config.Template;
import owlboard.proxy.count.Tally;
import owlboard.proxy.count.TopKeys;
import owlboard.wire.loop.Loop;

/** What has become of the requests that a zone of limits was asked about. */
public final class LimitZone {
    /** In the paid nginx's order and words. */
    public enum Outcome { PASSED, DELAYED, REJECTED, DELAYED_DRY_RUN, REJECTED_DRY_RUN }

    private static final int TOP_MOST = 8;

    public final String name;
    /** Of {@code limit_req}; false: of {@code limit_conn}, which delays nobody. */
    public final boolean isOfRequests;
    private final boolean isOfAddresses;
    private final Tally tally = new Tally(Outcome.values().length);
    private final TopKeys top = new TopKeys();

    LimitZone(String name, boolean isOfRequests, Template key) {
        this.name = name;
        this.isOfRequests = isOfRequests;
        isOfAddresses = key.source().equals("$binary_remote_addr");
    }

    void count(Loop loop, Outcome outcome) {
        tally.count(loop, outcome.ordinal());
    }

    void rejected(Loop loop, boolean dryRun, String key) {
        count(loop, dryRun ? Outcome.REJECTED_DRY_RUN : Outcome.REJECTED);
        top.add(key);
    }

    /**
     * Whether the key that was rejected is the address of a machine inside: everybody behind it (a bridge, a proxy, an office) may share
     * the limit.
     */
    boolean isShared(String key) {
        return isOfAddresses && isInside(key);
    }

    /** RFC 1918 and RFC 4193; loopback is this machine, whose user knows. */
    private static boolean isInside(String key) {
        try {
            var address = InetAddress.getByAddress(key.getBytes(StandardCharsets.ISO_8859_1));
            return address.isSiteLocalAddress() || address.getAddress().length == 16 && (address.getAddress()[0] & 0xfe) == 0xfc;
        } catch (UnknownHostException noAddress) {
            return false;
        }
    }

    public long sum(Outcome outcome) {
        return tally.sum(outcome.ordinal());
    }

    public void reset() {
        tally.reset();
    }

    /** Whom it rejects most, as a sentence; empty: nobody. */
    public String top() {
        var first = top.first();
        if (first == null) return "";
        return String.format(Locale.ROOT, "%.0f %% of the rejections are one key (%s)", 100 * first.getValue(), shown(first.getKey()));
    }

    /** Those whom it rejects most, each with its share of the rejections in percent at the least; some of them, and no others. */
    public Map<String, Long> topKeys() {
        var all = new LinkedHashMap<String, Long>();
        for (var one : top.first(TOP_MOST)) all.put(shown(one.getKey()), Math.round(100 * one.getValue()));
        return all;
    }

    private String shown(String key) {
        if (!isOfAddresses) return key;
        try {
            return InetAddress.getByAddress(key.getBytes(StandardCharsets.ISO_8859_1)).getHostAddress();
        } catch (UnknownHostException noAddress) {
            return key.isEmpty() ? "a unix socket" : key;
        }
    }
}
