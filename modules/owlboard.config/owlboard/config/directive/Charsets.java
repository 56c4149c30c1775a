package owlboard.config.directive;

import static owlboard.config.language.Context.*;
import static owlboard.config.directive.Directive.directive;

import owlboard.config.Template;
import owlboard.config.language.Context;
import owlboard.config.language.Refusal;
import owlboard.config.language.Syntax;
import owlboard.config.language.Words;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** ngx_http_charset_module: the name of a charset beside a text's media type, and recoding. */
public final class Charsets {
    private static final Context[] AND_IF = {HTTP, SERVER, LOCATION, LOCATION_IF};
    private static final Template OFF = Template.of("");

    /** The name to add; an empty constant: off. */
    public static final Directive<Template> CHARSET = directive("charset").in(AND_IF).takes(1)
            .reads(words -> words.text().equals("off") ? OFF : name(words)).otherwise(OFF);
    /** The charset that texts are in; an empty constant: that of {@link #CHARSET}. */
    public static final Directive<Template> SOURCE_CHARSET = directive("source_charset").in(AND_IF).takes(1).reads(Charsets::name)
            .otherwise(OFF);
    /** Whether the name that an upstream gave is replaced. */
    public static final Directive<Boolean> OVERRIDE_CHARSET = directive("override_charset").in(AND_IF).takes(1).reads(Words::flag)
            .unset("off");
    /** Media types in lower case; {@code *} in it: all. */
    public static final Directive<Set<String>> CHARSET_TYPES = directive("charset_types").in(HTTP, SERVER, LOCATION)
            .takesAtLeast(1).<Set<String>>accumulates(MediaTypes::listed)
            .unset("text/xml text/plain text/vnd.wap.wml application/javascript application/rss+xml").repeats();
    public static final Directive<List<Recoding>> CHARSET_MAP = directive("charset_map").in(HTTP).takes(2).block()
            .accumulates(Charsets::map).otherwise(List.of()).repeats();

    /**
     * {@code charset_map}, which is for both ways.
     *
     * @param there of each byte in {@code from} what it is in {@code to}: one byte, or a character of utf-8
     */
    public record Recoding(String from, String to, List<String> there) {
        public boolean isBetween(String one, String other) {
            return from.equalsIgnoreCase(one) && to.equalsIgnoreCase(other) || from.equalsIgnoreCase(other) && to.equalsIgnoreCase(one);
        }

        public static boolean isUtf8(String charset) {
            return charset.equalsIgnoreCase("utf-8");
        }
    }

    private Charsets() {}

    /** A variable, or a name as it stands. */
    private static Template name(Words words) throws Refusal {
        return words.text().startsWith("$") ? words.template() : Template.of(words.text());
    }

    private static List<Recoding> map(Words words, List<Recoding> before) throws Refusal {
        var from = words.text(0);
        var to = words.text(1);
        var named = '"' + from + "\" and \"" + to + '"';
        if (from.equalsIgnoreCase(to)) throw words.refuse("\"charset_map\" between the same charsets " + named);
        var all = before == null ? new ArrayList<Recoding>() : new ArrayList<>(before);
        if (all.stream().anyMatch(map -> map.isBetween(from, to))) throw words.refuse("duplicate \"charset_map\" between " + named);
        var there = new String[256];
        for (int b = 0; b < there.length; b++) there[b] = b < 128 ? String.valueOf((char) b) : "?";
        for (var line : words.node().block()) {
            if (line.block() != null) throw new Refusal(line.place(), "unexpected \"{\"");
            if (line.args().size() != 1) throw new Refusal(line.place(), "invalid parameters number");
            there[hexadecimal(line, line.name(), 0, line.name().length())] = bytes(line, line.args().getFirst(), Recoding.isUtf8(to));
        }
        all.add(new Recoding(from, to, List.of(there)));
        return List.copyOf(all);
    }

    private static String bytes(Syntax.Node line, String text, boolean utf8) throws Refusal {
        if (!utf8) return String.valueOf((char) hexadecimal(line, text, 0, text.length()));
        if (text.length() % 2 != 0) throw new Refusal(line.place(), "invalid value \"" + text + '"');
        var out = new StringBuilder();
        for (int i = 0; i < text.length(); i += 2) out.append((char) hexadecimal(line, text, i, i + 2));
        var character = new String(out.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        boolean one = character.length() == 1 && character.charAt(0) != '\ufffd';
        if (!one) throw new Refusal(line.place(), "invalid value \"" + text + '"');
        return out.toString();
    }

    private static int hexadecimal(Syntax.Node line, String text, int from, int to) throws Refusal {
        try {
            int value = Integer.parseUnsignedInt(text, from, to, 16);
            if (value >= 0 && value <= 255) return value;
        } catch (NumberFormatException none) {
            // told below
        }
        throw new Refusal(line.place(), "invalid value \"" + text + '"');
    }
}
