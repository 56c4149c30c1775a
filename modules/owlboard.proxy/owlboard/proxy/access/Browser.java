package owlboard.proxy.access;

import static owlboard.config.directive.Browser.ANCIENT_BROWSER;
import static owlboard.config.directive.Browser.ANCIENT_BROWSER_VALUE;
import static owlboard.config.directive.Browser.MODERN_BROWSER;
import static owlboard.config.directive.Browser.MODERN_BROWSER_VALUE;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import owlboard.config.Level;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Feature;
import owlboard.proxy.exchange.Slot;
import owlboard.proxy.exchange.Value;
import owlboard.wire.http.Bytes;
import owlboard.wire.http.Name;

/** {@code $modern_browser}, {@code $ancient_browser} and {@code $msie} of a {@code User-Agent} (ngx_http_browser_module). */
public final class Browser {
    private static final Slot<Browser> SLOT = new Slot<>((scope, _) -> new Browser(scope.level()));
    public static final Feature FEATURE = Feature.of(SLOT).defines(Map.of("modern_browser", part(true), "ancient_browser", part(false),
            "msie", Browser::addMsie));
    private static final String NETSCAPE = "netscape4";
    private static final String UNLISTED = "unlisted";

    /** Where a browser's name stands, and how many characters behind that its version. */
    private record Mask(String name, int skip, int add, String text) {}

    private static final List<Mask> MASKS = List.of(new Mask("opera", 0, 6, "Opera"), new Mask("msie", 25, 5, "MSIE "),
            new Mask("gecko", 13, 3, "rv:"), new Mask("safari", 13, 7, "Safari/"), new Mask("konqueror", 25, 10, "Konqueror/"));

    private record Modern(Mask mask, long version) {}

    /** It may pretend to be MSIE: one that is not listed is not modern, whatever else it says. */
    private static final Modern OLD_OPERA = new Modern(mask("opera"), Long.MAX_VALUE);
    /** Of the longest name and version that are no Netscape 4. */
    private static final int NETSCAPE_MIN = "Mozilla/4.72 ".length();
    /** Behind {@code "MSIE "} there is at least so much. */
    private static final int VERSION_MIN = 3;

    private final List<Modern> modern;
    private final boolean unlistedIsModern;
    private final List<String> ancient;
    private final boolean knowsNetscape;
    private final String modernValue;
    private final String ancientValue;

    private Browser(Level level) {
        var listed = level.get(MODERN_BROWSER);
        var named = listed.stream().filter(one -> !one.name().equals(UNLISTED)).map(one -> new Modern(mask(one.name()), one.version()));
        modern = withOpera(named.toList());
        unlistedIsModern = listed.stream().anyMatch(one -> one.name().equals(UNLISTED));
        var names = level.get(ANCIENT_BROWSER);
        knowsNetscape = names.contains(NETSCAPE);
        ancient = names.stream().filter(name -> !name.equals(NETSCAPE)).toList();
        modernValue = level.get(MODERN_BROWSER_VALUE);
        ancientValue = level.get(ANCIENT_BROWSER_VALUE);
    }

    private static List<Modern> withOpera(List<Modern> named) {
        boolean complete = named.isEmpty() || named.stream().anyMatch(one -> one.mask.equals(OLD_OPERA.mask));
        return Stream.concat(named.stream(), complete ? Stream.empty() : Stream.of(OLD_OPERA))
                .sorted(Comparator.comparingInt(one -> one.mask.skip)).toList();
    }

    private static Mask mask(String name) {
        return MASKS.stream().filter(mask -> mask.name.equals(name)).findFirst().orElseThrow();
    }

    private static Value.Part part(boolean modern) {
        return (out, exchange) -> {
            var browser = exchange.settings.get(SLOT);
            if (browser.isModern(agent(exchange)) == modern) out.add(modern ? browser.modernValue : browser.ancientValue);
            return true;
        };
    }

    private static boolean addMsie(Bytes out, Exchange exchange) {
        var agent = agent(exchange);
        int at = agent == null ? -1 : agent.indexOf("MSIE ");
        if (at >= 0 && at + "MSIE ".length() + VERSION_MIN <= agent.length() && !agent.contains("Opera")) out.add('1');
        return true;
    }

    /** Null: it does not say. */
    private static String agent(Exchange exchange) {
        int line = exchange.head.array == null ? -1 : exchange.head.find(Name.USER_AGENT);
        return line < 0 ? null : exchange.head.value(line);
    }

    private boolean isModern(String agent) {
        if (agent == null) return unlistedIsModern;
        for (var one : modern) {
            int found = one.mask.skip >= agent.length() ? -1 : agent.indexOf(one.mask.text, one.mask.skip);
            if (found < 0 || found + one.mask.add >= agent.length()) continue;
            return isAtLeast(one.version, agent, found + one.mask.add);
        }
        if (knowsNetscape && agent.length() > NETSCAPE_MIN && agent.matches("Mozilla/[1-4].*")) return false;
        return ancient.stream().noneMatch(agent::contains) && unlistedIsModern;
    }

    private static boolean isAtLeast(long version, String agent, int from) {
        long told = 0;
        long number = 0;
        int scale = 1_000_000;
        for (int i = from; i < agent.length(); i++) {
            char c = agent.charAt(i);
            if (c >= '0' && c <= '9') {
                number = Math.min(number * 10 + c - '0', Integer.MAX_VALUE);
                continue;
            }
            if (c != '.') break;
            told += number * scale;
            if (told >= version) return true;
            number = 0;
            scale /= 100;
        }
        return told + number * scale >= version;
    }
}
