package owlboard.config;

import java.util.List;

/**
 * A location, or the anonymous one of an {@code if} or {@code limit_except}, with the settings in force. {@code locations} are in file
 * order.
 */
public record Location(Place place, Match match, Level level, List<Step> steps, Content content, List<Location> locations,
        LimitExcept limitExcept) {
    /** How a request's URI finds it. */
    public sealed interface Match {
        record Exact(String uri) implements Match {}
        /** {@code noRegex}: written with {@code ^~}. */
        record Prefix(String uri, boolean noRegex) implements Match {}
        record Matching(Regex regex) implements Match {}
        record Named(String name) implements Match {}
        /** An {@code if} block. */
        record Anonymous() implements Match {}
    }

    /** The handler; null in {@link Location#content()} means static files. */
    public sealed interface Content {
        /** Where the directive stands. */
        Place place();

        /** Its name. */
        default String directive() {
            return switch (this) {
                case Proxy proxy -> proxy.protocol().prefix + "_pass";
                case StubStatus _ -> "stub_status";
                case LbStatus _ -> "lb_status";
                case Api _ -> "api";
                case Metrics _ -> "owlboard_metrics";
                case Page _ -> "owlboard_page";
                case EmptyGif _ -> "empty_gif";
                case Flv _ -> "flv";
                case Mp4 _ -> "mp4";
            };
        }

        /**
         * {@code proxy_pass} and its likes. {@code url} as written, {@code secure} for TLS, {@code uri} null when none was given.
         * When the URL holds a variable, {@code host} and {@code uri} are null and {@code url} is evaluated at run time; otherwise
         * {@code host} is {@code name[:port]} or {@code unix:/path}, as written.
         */
        record Proxy(Place place, Protocol protocol, Template url, boolean secure, String host, String uri) implements Content {
            /** It is known with the request, where the URL holds a variable. */
            public boolean mayBeSecure() {
                return secure || host == null && (protocol == Protocol.HTTP || protocol.secureScheme != null);
            }
        }

        /** {@code stub_status}. */
        record StubStatus(Place place) implements Content {}

        /** {@code lb_status}: ours. */
        record LbStatus(Place place) implements Content {}

        /** {@code api}; {@code writes}: it may change what it shows. */
        record Api(Place place, boolean writes) implements Content {}

        /** {@code owlboard_metrics}: ours. */
        record Metrics(Place place) implements Content {}

        /** {@code owlboard_page}: ours. */
        record Page(Place place) implements Content {}

        /** {@code empty_gif}. */
        record EmptyGif(Place place) implements Content {}

        /** {@code flv}. */
        record Flv(Place place) implements Content {}

        /** {@code mp4}. */
        record Mp4(Place place) implements Content {}
    }

    /** {@code limit_except methods { ... }}: other methods get {@code location}'s access rules. GET implies HEAD. */
    public record LimitExcept(List<String> methods, Location location) {}
}
