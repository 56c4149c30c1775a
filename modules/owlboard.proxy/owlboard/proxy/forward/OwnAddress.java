package owlboard.proxy.forward;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import owlboard.config.Template;
import owlboard.config.language.Units;
import owlboard.proxy.exchange.Addresses;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Making;
import owlboard.proxy.exchange.Value;
import owlboard.proxy.logfile.ErrorLog.Severity;

/** {@code proxy_bind}: where connections to peers come from. */
public final class OwnAddress {
    private static final int PORT_MAX = 65_535;
    private static final long ANY_PORT = 0;

    private final Value value;
    /** Of a value that does not depend on the request; null: the system's choice. */
    private final SocketAddress fixed;

    private OwnAddress(Value value) {
        this.value = value.isConstant() ? null : value;
        fixed = value.isConstant() ? parse(value.text(null)) : null;
    }

    /** {@code declared} null: it is not set, and null comes of it. */
    public static OwnAddress of(Template declared, Making making) {
        return declared == null ? null : new OwnAddress(making.value(declared));
    }

    /** Null: the system's choice. What is no address is told and left to the system, as nginx does. */
    public SocketAddress of(Exchange exchange) {
        if (value == null) return fixed;
        var text = value.text(exchange);
        if (text.isEmpty()) return null;
        var address = parse(text);
        if (address == null) exchange.log(Severity.ERROR, "invalid local address \"" + text + '"');
        return address;
    }

    /** {@code 10.0.0.4}, {@code 10.0.0.4:8080}, {@code ::1}, {@code [::1]:8080}; null: it is no address. */
    private static InetSocketAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        boolean hasPort = colon >= 0 && (text.indexOf(':') == colon || text.charAt(colon - 1) == ']');
        var host = hasPort ? text.substring(0, colon) : text;
        if (host.startsWith("[") && host.endsWith("]")) host = host.substring(1, host.length() - 1);
        var bytes = Addresses.parse(host);
        long port = hasPort ? Units.number(text.substring(colon + 1)).orElse(0) : ANY_PORT;
        if (bytes.length == 0 || hasPort && (port < 1 || port > PORT_MAX)) return null;
        try {
            return new InetSocketAddress(InetAddress.getByAddress(bytes), (int) port);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
