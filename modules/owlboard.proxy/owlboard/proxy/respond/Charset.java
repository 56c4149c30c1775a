package owlboard.proxy.respond;

import java.util.Locale;
import java.util.Set;
import owlboard.config.Level;
import owlboard.config.directive.Charsets;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Value;
import owlboard.proxy.logfile.ErrorLog.Severity;
import owlboard.proxy.route.Building;

/**
 * {@code charset}, {@code charset_types}, {@code override_charset}, {@code source_charset} of one level: what is added to a text's media
 * type.
 */
public final class Charset {
    private static final String PARAMETER = "charset=";

    private final Value name;
    /** Null: texts are in {@link #name}. */
    private final Value source;
    /** Null: all. */
    private final Set<String> types;
    private final boolean overrides;

    private Charset(Level level, Building building) {
        name = building.value(level.get(Charsets.CHARSET));
        var from = level.get(Charsets.SOURCE_CHARSET);
        source = from.isConstant() && from.constant().isEmpty() ? null : building.value(from);
        var listed = level.get(Charsets.CHARSET_TYPES);
        types = listed.contains("*") ? null : listed;
        overrides = level.get(Charsets.OVERRIDE_CHARSET);
    }

    /** Null: off. */
    public static Charset of(Level level, Building building) {
        var name = level.get(Charsets.CHARSET);
        return name.isConstant() && name.constant().isEmpty() ? null : new Charset(level, building);
    }

    /** The {@code Content-Type} to send with a status; {@code type} may be null. */
    static String named(Exchange exchange, int status, String type) {
        var charset = exchange.rules.charset;
        return charset == null || type == null || type.isEmpty() ? type : charset.added(exchange, status, type);
    }

    private String added(Exchange exchange, int status, String type) {
        int parameter = parameter(type);
        var media = parameter < 0 ? type : type.substring(0, type.lastIndexOf(';', parameter));
        boolean concerned = parameter < 0 ? types == null || types.contains(media.toLowerCase(Locale.ROOT)) : overrides;
        if (!concerned) return type;
        var to = name.text(exchange);
        var from = parameter >= 0 ? unquoted(type.substring(parameter + PARAMETER.length())) : to;
        if (parameter < 0 && source != null) from = source.text(exchange);
        if (!from.equalsIgnoreCase(to)) {
            exchange.log(Severity.ERROR, "no \"charset_map\" between the charsets \"" + from + "\" and \"" + to + '"');
            return type;
        }
        boolean redirect = status == 301 || status == 302;
        return redirect || to.isEmpty() ? media : media + "; " + PARAMETER + to;
    }

    /** Where {@code charset=} begins after a semicolon; -1: nowhere. */
    private static int parameter(String type) {
        for (int at = type.indexOf(';'); at >= 0; at = type.indexOf(';', at)) {
            do at++;
            while (at < type.length() && type.charAt(at) == ' ');
            if (type.regionMatches(true, at, PARAMETER, 0, PARAMETER.length())) return at;
        }
        return -1;
    }

    private static String unquoted(String text) {
        int from = text.startsWith("\"") ? 1 : 0;
        return text.substring(from, text.endsWith("\"") ? Math.max(from, text.length() - 1) : text.length());
    }
}
