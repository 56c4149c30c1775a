package owlboard.proxy.content;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Methods;
import owlboard.proxy.exchange.Redirect;

/**
 * Where a COPY or a MOVE goes (RFC 4918 §10.3, §10.6).
 *
 * @param source  the URI of the request
 * @param uri     decoded
 * @param value   of the header line
 * @param method  for the log
 */
record Destination(String source, String uri, String value, String method) {
    private static final byte[] DESTINATION = "destination".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] OVERWRITE = "overwrite".getBytes(StandardCharsets.US_ASCII);

    static Destination of(Exchange exchange) throws DavRefused {
        int line = exchange.head.find(DESTINATION, 0);
        if (line < 0) throw DavRefused.asked(400, "client sent no \"Destination\" header");
        var value = exchange.head.value(line);
        if (!(Redirect.asked(path(exchange, value), Methods.GET) instanceof Redirect at)) throw invalid(value);
        var destination = new Destination(exchange.uri, at.uri(), value, new String(exchange.method, StandardCharsets.US_ASCII));
        if (destination.isFolder() != destination.sourceIsFolder()) {
            throw DavRefused.asked(409, "both URI \"" + exchange.uri + "\" and \"Destination\" URI \"" + value
                    + "\" should be either collections or non-collections");
        }
        return destination;
    }

    private static DavRefused invalid(String value) {
        return DavRefused.asked(400, "client sent invalid \"Destination\" header: \"" + value + '"');
    }

    /** Behind scheme and host, which must be this server's. */
    private static String path(Exchange exchange, String value) throws DavRefused {
        if (value.startsWith("/")) return value;
        if (exchange.host.isEmpty()) throw DavRefused.asked(400, "client sent no \"Host\" header");
        var scheme = exchange.connection.isTls() ? "https://" : "http://";
        if (!value.startsWith(scheme)) throw invalid(value);
        if (!value.startsWith(exchange.host, scheme.length())) {
            throw DavRefused.asked(400, "\"Destination\" URI \"" + value + "\" is handled by different repository than the source URI");
        }
        int slash = value.indexOf('/', scheme.length() + exchange.host.length());
        if (slash < 0) throw invalid(value);
        return value.substring(slash);
    }

    /** What is there may be replaced. */
    static boolean overwrites(Exchange exchange) throws DavRefused {
        int line = exchange.head.find(OVERWRITE, 0);
        if (line < 0) return true;
        var value = exchange.head.value(line);
        return switch (value) {
            case "T", "t" -> true;
            case "F", "f" -> false;
            default -> throw DavRefused.asked(400, "client sent invalid \"Overwrite\" header: \"" + value + '"');
        };
    }

    boolean isFolder() {
        return value.endsWith("/");
    }

    boolean sourceIsFolder() {
        return source.endsWith("/");
    }

    /** Neither to where it is already, nor a folder into itself or over one that it is in. */
    void refuseItself(Path from, Path to) throws DavRefused {
        if (from.equals(to)) throw sameLocation();
        if (isFolder() && (from.startsWith(to) || to.startsWith(from))) throw notTo(403);
    }

    DavRefused sameLocation() {
        return DavRefused.asked(403, "both URI \"" + source + "\" and \"Destination\" URI \"" + value
                + "\" point to the same location");
    }

    DavRefused notTo(int status) {
        return DavRefused.asked(status, "\"" + source + "\" could not be " + method + "ed to collection \"" + value + '"');
    }
}
