package owlboard.proxy.respond;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import owlboard.config.Level;
import owlboard.config.Template;
import owlboard.config.directive.Charsets.Recoding;
import owlboard.config.directive.Charsets;
import owlboard.proxy.exchange.AnswerHead;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Feature;
import owlboard.proxy.exchange.MainSlot;
import owlboard.proxy.exchange.Making;
import owlboard.proxy.exchange.Note;
import owlboard.proxy.exchange.Slot;
import owlboard.proxy.exchange.Value;
import owlboard.proxy.logfile.ErrorLog.Severity;

/**
 * {@code charset}, {@code charset_types}, {@code override_charset}, {@code source_charset} of one level: what is added to a text's media
 * type.
 */
public final class Charset {
    public static final Slot<Charset> SLOT = new Slot<>((scope, making) -> Charset.of(scope.level(), making));
    public static final Feature FEATURE = Feature.of(SLOT);
    private static final MainSlot<List<Recoding>> MAPS =
            new MainSlot<>((making, _) -> making.configuration().http().level().get(Charsets.CHARSET_MAP));
    /** In lower case: every charset that the configuration names; an upstream may choose among them. */
    private static final MainSlot<Set<String>> KNOWN = new MainSlot<>((making, _) -> {
        var known = new HashSet<String>();
        for (var map : making.main(MAPS)) known.addAll(List.of(map.from().toLowerCase(Locale.ROOT), map.to().toLowerCase(Locale.ROOT)));
        return known;
    });
    /** What an answer has to be recoded by. */
    private static final Note<Recoded> RECODED = new Note<>();
    /** What the main answer is in: what subrequests give is to be in that too. */
    private static final Note<String> CHOSEN = new Note<>();

    /**
     * How a body is recoded.
     *
     * @param back from what the map calls {@code to} into what it calls {@code from}
     * @param type of the body as it came
     */
    public record Recoded(Recoding map, boolean back, String type) {}

    private static final String PARAMETER = "charset=";

    /** Null: none is added. */
    private final Value name;
    /** Null: texts are in {@link #name}. */
    private final Value source;
    /** Null: all. */
    private final Set<String> types;
    private final boolean overrides;

    private Charset(Level level, Making making) {
        name = value(level.get(Charsets.CHARSET), making);
        source = value(level.get(Charsets.SOURCE_CHARSET), making);
        var listed = level.get(Charsets.CHARSET_TYPES);
        types = listed.contains("*") ? null : listed;
        overrides = level.get(Charsets.OVERRIDE_CHARSET);
    }

    private static Value value(Template charset, Making making) {
        return charset.isConstant() && charset.constant().isEmpty() ? null : making.value(charset);
    }

    /** Null: off. */
    private static Charset of(Level level, Making making) {
        making.main(KNOWN);
        making.main(MAPS);
        boolean isOn = names(level.get(Charsets.CHARSET), making);
        boolean hasSource = names(level.get(Charsets.SOURCE_CHARSET), making);
        return isOn || hasSource ? new Charset(level, making) : null;
    }

    private static boolean names(Template charset, Making making) {
        if (!charset.isConstant()) return true;
        if (charset.constant().isEmpty()) return false;
        making.main(KNOWN).add(charset.constant().toLowerCase(Locale.ROOT));
        return true;
    }

    /** Names it in the line {@code type}; -1: there is none. */
    static void name(AnswerHead head, Exchange exchange, int type) {
        if (exchange.note(RECODED) != null) exchange.note(RECODED, null);
        boolean isNamed = exchange.settings.get(SLOT) != null || exchange.charset != null || exchange.parent != null;
        if (!isNamed || type < 0) return;
        var own = head.value(type);
        var named = named(exchange, head.status, own);
        if (!named.equals(own)) head.replace(type, named);
    }

    /** The {@code Content-Type} to send with a status; {@code type} may be null. */
    public static String named(Exchange exchange, int status, String type) {
        exchange.note(RECODED, null);
        if (type == null || type.isEmpty()) return type;
        if (exchange.parent != null) return included(exchange, status, type);
        if (exchange.charset != null && !exchange.charset.isEmpty()) return told(exchange, status, type);
        var charset = exchange.settings.get(SLOT);
        if (charset == null || charset.name == null || !charset.concerns(type)) return type;
        return recoded(charset.source, charset.name.text(exchange), exchange, status, type);
    }

    /** Null: the body goes as it is. Known when the type was {@link #named}. */
    public static Recoded recoding(Exchange exchange) {
        return exchange.note(RECODED);
    }

    /** Whether a text of this type would go out in other bytes. */
    public static boolean recodes(Exchange exchange, String type) {
        named(exchange, 200, type);
        var recoded = recoding(exchange);
        return recoded != null && isUtf8(recoded);
    }

    /** Whether characters change their length. */
    public static boolean isUtf8(Recoded recoded) {
        return Recoding.isUtf8(recoded.map.to());
    }

    /** What is put into another answer, whatever its type. */
    private static String included(Exchange exchange, int status, String type) {
        var to = exchange.main().note(CHOSEN);
        if (to == null) return type;
        var charset = exchange.settings.get(SLOT);
        return recoded(charset == null ? null : charset.source, to, exchange, status, type);
    }

    /** In the charset that the upstream has told, whatever the media type and {@code charset} are (ngx_http_destination_charset). */
    private static String told(Exchange exchange, int status, String type) {
        var to = exchange.charset;
        if (!exchange.snapshot.get(KNOWN).contains(to.toLowerCase(Locale.ROOT))) {
            exchange.log(Severity.ERROR, "unknown charset \"" + to + "\" to override");
            return type;
        }
        var charset = exchange.settings.get(SLOT);
        return recoded(charset == null ? null : charset.source, to, exchange, status, type);
    }

    /** What a type says; null: nothing. */
    static String of(String type) {
        int parameter = parameter(type);
        return parameter < 0 ? null : unquoted(type.substring(parameter + PARAMETER.length()));
    }

    private boolean concerns(String type) {
        if (declared(type) != null) return overrides;
        return types == null || types.contains(media(type).toLowerCase(Locale.ROOT));
    }

    /** {@code source} is null where a text is in the charset {@code to} unless it says otherwise itself. */
    private static String recoded(Value source, String to, Exchange exchange, int status, String type) {
        var from = declared(type);
        if (from == null) from = source == null ? to : source.text(exchange);
        var map = from.equalsIgnoreCase(to) ? null : map(exchange, from, to);
        if (!from.equalsIgnoreCase(to) && map == null) {
            exchange.log(Severity.ERROR, "no \"charset_map\" between the charsets \"" + from + "\" and \"" + to + '"');
            return type;
        }
        if (exchange.parent == null) exchange.note(CHOSEN, to);
        boolean redirect = status == 301 || status == 302;
        if (map != null && !redirect) exchange.note(RECODED, new Recoded(map, !map.from().equalsIgnoreCase(from), type));
        boolean isNameless = declared(type) == null && parameter(type) >= 0;
        if (isNameless && source == null) return type; // as ngx_http_charset_header_filter leaves it
        return redirect || to.isEmpty() ? media(type) : media(type) + "; " + PARAMETER + to;
    }

    /** Null: there is none. */
    private static Recoding map(Exchange exchange, String from, String to) {
        for (var map : exchange.snapshot.get(MAPS)) if (map.isBetween(from, to)) return map;
        return null;
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

    /** Without its charset, and what is behind that. */
    private static String media(String type) {
        int parameter = parameter(type);
        return parameter < 0 ? type : type.substring(0, type.lastIndexOf(';', parameter));
    }

    /** The charset that a type has; null: none, or one without a name. */
    private static String declared(String type) {
        int parameter = parameter(type);
        var told = parameter < 0 ? "" : type.substring(parameter + PARAMETER.length());
        return told.isEmpty() || told.equals("\"\"") ? null : unquoted(told);
    }

    private static String unquoted(String text) {
        int from = text.startsWith("\"") ? 1 : 0;
        return text.substring(from, text.endsWith("\"") ? Math.max(from, text.length() - 1) : text.length());
    }
}
