package owlboard.config.directive;

import static owlboard.config.directive.Context.*;
import static owlboard.config.directive.Directive.directive;

import owlboard.config.Template;
import owlboard.config.language.Refusal;
import owlboard.config.language.Words;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** ngx_http_charset_module: the name of a charset beside a text's media type. Texts are not recoded. */
public final class Charsets {
    private static final Context[] AND_IF = {HTTP, SERVER, LOCATION, LOCATION_IF};
    private static final String ALWAYS = "text/html";
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
            .takesAtLeast(1).<Set<String>>accumulates(Charsets::types)
            .unset("text/xml text/plain text/vnd.wap.wml application/javascript application/rss+xml").repeats();
    public static final Directive<?> CHARSET_MAP = directive("charset_map").in(HTTP).takes(2).block().repeats()
            .comesLater("recoding; texts stay in the charset they have until then");

    private Charsets() {}

    /** A variable, or a name as it stands. */
    private static Template name(Words words) throws Refusal {
        return words.text().startsWith("$") ? words.template() : Template.of(words.text());
    }

    private static Set<String> types(Words words, Set<String> before) throws Refusal {
        var types = before == null ? new TreeSet<>(Set.of(ALWAYS)) : new TreeSet<>(before);
        for (var type : words.args()) types.add(type.toLowerCase(Locale.ROOT));
        return Set.copyOf(types);
    }
}
