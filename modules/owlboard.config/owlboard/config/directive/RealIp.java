package owlboard.config.directive;

import static owlboard.config.language.Context.*;
import static owlboard.config.directive.Directive.directive;

import owlboard.config.Place;
import owlboard.config.language.Refusal;
import owlboard.config.language.Words;

import java.util.List;

/** ngx_http_realip_module. */
public final class RealIp {
    /**
     * Whom to believe. {@code network} has 4 or 16 bytes; it is null for a {@code name} still to be resolved, and for {@code unix:} peers.
     */
    public record Trusted(Place place, byte[] network, int prefix, boolean unix, String name) {}

    public static final Directive<List<Trusted>> SET_REAL_IP_FROM =
            directive("set_real_ip_from").in(HTTP, SERVER, LOCATION, STREAM, STREAM_SERVER).takes(1)
            .collects(RealIp::trusted).otherwise(List.of());
    /** A header's name, or {@code proxy_protocol}. */
    public static final Directive<String> REAL_IP_HEADER = directive("real_ip_header").in(HTTP, SERVER, LOCATION).takes(1)
            .reads(Words::text).unset("X-Real-IP");
    public static final Directive<Boolean> REAL_IP_RECURSIVE = directive("real_ip_recursive").in(HTTP, SERVER, LOCATION).takes(1)
            .reads(Words::flag).unset("off");

    private RealIp() {}

    private static Trusted trusted(Words words) throws Refusal {
        if (words.text().equals("unix:")) return new Trusted(words.place(), null, 0, true, null);
        var network = Networks.of(words);
        if (network != null) return new Trusted(words.place(), network.address(), network.prefix(), false, null);
        if (!words.text().matches("[A-Za-z0-9_.-]*[A-Za-z_-][A-Za-z0-9_.-]*")) throw words.invalidParameter(0);
        return new Trusted(words.place(), null, 0, false, words.text());
    }
}
