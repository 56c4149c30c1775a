package owlboard.config;

import java.util.List;
import java.util.Map;

/** The {@code http} block; or the {@code stream} block, which has a part of it. */
public record Http(Level level, List<Server> servers, List<Upstream> upstreams, List<Variable> variables,
        List<LimitReqZone> limitReqZones, List<LimitConnZone> limitConnZones, Map<String, LogFormat> logFormats,
        List<CachePath> cachePaths, List<HealthMatch> matches) {

    /** A variable that the configuration defines; its position in the list is its slot. */
    public record Variable(String name, Source source) {}

    public sealed interface Source {
        /**
         * {@code set} or a named capture: written while a request runs. {@code bySet}: by {@code set} alone, which makes it empty before,
         * instead of not there.
         */
        record Assigned(boolean bySet) implements Source {}

        /** {@code map source $name { ... }}. Keys are lower case and so is the comparison. */
        record Mapped(Place place, Template input, Map<String, Template> exact, Hostnames hostnames, List<Rule> regexes,
                Template otherwise, boolean isVolatile) implements Source {}

        /** Wildcard keys of a map with {@code hostnames}; null otherwise. */
        record Hostnames(Map<String, Template> leading, Map<String, Template> trailing) {}

        record Rule(Regex regex, Template value) {}

        /**
         * {@code geo [$address] $name { ... }}. {@code six} is null with {@code ranges}, which know IPv4 alone. {@code proxies} are
         * networks as written.
         */
        record Geo(Place place, Template input, AddressTable four, AddressTable six, List<String> proxies, boolean proxyRecursive,
                boolean isVolatile)
                implements Source {
            private static final long NO_ADDRESS = 0xffff_ffffL;

            /** The value for an address of 4 or 16 bytes; what is none, or cannot be looked up, stands for 255.255.255.255, as in nginx. */
            public String value(byte[] address) {
                if (address.length == 4) return four.at(0, half(address, 0));
                if (address.length != 16 || six == null) return four.at(0, NO_ADDRESS);
                return six.at(half(address, 0), half(address, 8));
            }

            /** Eight bytes, or what there is of them. */
            private static long half(byte[] address, int from) {
                long number = 0;
                for (int i = from; i < Math.min(from + 8, address.length); i++) number = number << 8 | address[i] & 0xff;
                return number;
            }
        }

        /** {@code auth_jwt_claim_set}, {@code auth_jwt_header_set}: names from the top of the token's claims, or of its header, down. */
        record OfToken(boolean inHeader, List<String> path) implements Source {}

        /** {@code split_clients}: {@code upTo} is the exclusive upper bound of the 32-bit hash, unsigned; the last may be 2^32. */
        record Split(Place place, Template input, List<Share> shares) implements Source {}

        record Share(long upTo, Template value) {}
    }

    /** {@code limit_req_zone}. {@code rate} in thousandths of a request per second. */
    public record LimitReqZone(Place place, String name, Template key, long sizeBytes, long rate) {}

    /** {@code limit_conn_zone}. */
    public record LimitConnZone(Place place, String name, Template key, long sizeBytes) {}

    /** {@code log_format}. */
    public record LogFormat(Place place, String name, Escape escape, Template line) {}

    public enum Escape { DEFAULT, JSON, NONE }

    /**
     * {@code proxy_cache_path}, and the like of another {@code protocol}: each has zones of its own. Sizes are bytes: of the index
     * ({@code zoneBytes}), of all files ({@code maxBytes}, 0: any), that the disk keeps free ({@code minFree}, 0: none). {@code inactive}
     * is milliseconds.
     */
    public record CachePath(Place place, Protocol protocol, String path, String zone, long zoneBytes, List<Integer> levels, long maxBytes,
            long minFree, long inactive, boolean useTempPath, boolean purger, CachePace loader, CachePace manager) {}

    /** So many files, or milliseconds, at a time, and a pause behind them; {@link #AT_ONCE}: nothing was said of it. */
    public record CachePace(int files, long thresholdMillis, long sleepMillis) {
        public static final CachePace AT_ONCE = new CachePace(Integer.MAX_VALUE, Long.MAX_VALUE, 0);
    }
}
