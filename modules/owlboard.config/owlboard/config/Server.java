package owlboard.config;

import java.util.List;

/** A {@code server} block of {@code http}. Without {@code listen} it listens on {@code *:80} (nginx as root). */
public record Server(Place place, Level level, List<Listen> listens, List<ServerName> names, List<Step> steps, List<Location> locations) {

    public Server with(List<Listen> others) {
        return new Server(place, level, others, names, steps, locations);
    }

    /**
     * {@code listen}. {@code host} is null for every IPv4 address, {@code ::} for every IPv6 one, otherwise a literal address or a name;
     * {@code unixPath} is set instead for {@code unix:}.
     */
    public record Listen(Place place, String host, int port, String unixPath, boolean defaultServer, boolean ssl, boolean http2,
            boolean proxyProtocol, Socket socket) {
        public Listen withSsl() {
            return new Listen(place, host, port, unixPath, defaultServer, true, http2, proxyProtocol, socket);
        }
    }

    /**
     * How the socket of a {@code listen} is opened. {@code isSet}: the file says so, which only one server of an address may. Buffers are
     * bytes; 0, and {@code keepAlive} null: as the system does it. {@code fastOpen} is the length of the queue, 0 for none.
     */
    public record Socket(boolean isSet, int backlog, boolean ipv6Only, long receiveBuffer, long sendBuffer, boolean deferred, int fastOpen,
            KeepAlive keepAlive) {}

    /** {@code so_keepalive}; 0: as the system does it. */
    public record KeepAlive(boolean on, int idleSeconds, int intervalSeconds, int probeCount) {}

    public sealed interface ServerName {
        /** Lower case. Empty for {@code ""}, and for a server without names. {@code $hostname} stands for the name of the machine. */
        record Exact(String name) implements ServerName {}
        /** {@code *.example.com}: {@code suffix} is {@code .example.com}. {@code .example.com} yields an Exact and a Leading. */
        record Leading(String suffix) implements ServerName {}
        /** {@code www.example.*}: {@code prefix} is {@code www.example.}. */
        record Trailing(String prefix) implements ServerName {}
        record Matching(Regex regex) implements ServerName {}
    }
}
