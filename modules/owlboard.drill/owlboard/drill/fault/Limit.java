package owlboard.drill.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What {@code limit_req} of a balancer's file allows an address.
 *
 * @param perSecond requests that become allowed in a second
 * @param burst     how many more may come at once
 */
record Limit(double perSecond, int burst) {
    private static final Pattern USE = Pattern.compile("(?m)^\\s*limit_req\\s+zone=(\\w+)\\s+burst=(\\d{1,7})\\s+nodelay\\s*;");

    /** Of the first use without a delay; empty where there is none, or the limit is not one of addresses. */
    static Optional<Limit> in(Path conf) throws IOException {
        var text = Files.readString(conf);
        for (var use = USE.matcher(text); use.find(); ) {
            var zone = Pattern.compile("limit_req_zone\\s+\\$(?:binary_)?remote_addr\\s+zone=" + use.group(1)
                    + ":\\S+\\s+rate=(\\d{1,7})r/([sm])\\s*;").matcher(text);
            if (!zone.find()) continue;
            double rate = Double.parseDouble(zone.group(1)) / (zone.group(2).equals("m") ? 60 : 1);
            return Optional.of(new Limit(rate, Integer.parseInt(use.group(2))));
        }
        return Optional.empty();
    }

    /** Of requests that never cease to come for so long: one, the burst, and what became allowed meanwhile. */
    double allowed(double seconds) {
        return 1 + burst + perSecond * seconds;
    }
}
