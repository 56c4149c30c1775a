package owlboard.proxy.upstream;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import owlboard.config.Template;
import owlboard.config.Upstream;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Making;
import owlboard.proxy.exchange.Note;
import owlboard.proxy.exchange.Value;
import owlboard.wire.http.HttpDate;

/** {@code sticky cookie}: the client carries the route of its peer. */
public final class StickyCookie extends Sticky {
    /** The {@code Set-Cookie} of an answer whose client is not bound to the peer that gave it; Latin-1. */
    public static final Note<String> LINE = new Note<>();

    /** What browsers take for always. */
    private static final String FOREVER = "; expires=Thu, 31-Dec-37 23:55:55 GMT; max-age=315360000";

    /** {@code value} null: the name stands alone. */
    private record Attribute(String name, Value value) {}

    private final String name;
    private final Value shown;
    private final Long maxAgeSeconds;
    private final List<Attribute> attributes = new ArrayList<>();

    StickyCookie(Upstream.Sticky.Cookie declared, Making making) {
        name = declared.name();
        var variable = "cookie_" + name;
        shown = making.value(new Template("$" + variable, List.of(new Template.BuiltIn(variable))));
        maxAgeSeconds = declared.maxAgeSeconds();
        for (var each : declared.attributes()) {
            attributes.add(new Attribute(each.name(), each.value() == null ? null : making.value(each.value())));
        }
    }

    @Override
    String wanted(Exchange exchange) {
        var text = shown.text(exchange);
        return text.isEmpty() ? null : text;
    }

    @Override
    void answers(Exchange exchange, Peer peer, String wanted) {
        exchange.note(LINE, peer.route().equals(wanted) ? null : line(exchange, peer.route()));
    }

    private String line(Exchange exchange, String route) {
        var line = new StringBuilder(name).append('=').append(route);
        if (maxAgeSeconds != null && maxAgeSeconds == Upstream.Sticky.Cookie.FOREVER) {
            line.append(FOREVER);
        } else if (maxAgeSeconds != null) {
            line.append("; expires=").append(HttpDate.ofCookie(Instant.now().getEpochSecond() + maxAgeSeconds));
            line.append("; max-age=").append(maxAgeSeconds);
        }
        for (var attribute : attributes) {
            if (attribute.value == null) {
                line.append("; ").append(attribute.name);
                continue;
            }
            var value = attribute.value.text(exchange);
            if (attribute.name.equals("samesite")) value = sameSite(value);
            if (!value.isEmpty()) line.append("; ").append(attribute.name).append('=').append(value);
        }
        return line.toString();
    }

    /** What browsers do not know would say nothing to them; and it may be a client that has said it. */
    private static String sameSite(String value) {
        return value.isEmpty() || value.matches("(?i)strict|lax|none") ? value.toLowerCase(Locale.ROOT) : "strict";
    }
}
