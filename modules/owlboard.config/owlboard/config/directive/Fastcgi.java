package owlboard.config.directive;

import static owlboard.config.directive.Directive.directive;
import static owlboard.config.directive.Passing.EVERYWHERE;

import java.util.List;
import owlboard.config.Location.Content;
import owlboard.config.Protocol;
import owlboard.config.Regex;
import owlboard.config.language.Refusal;
import owlboard.config.language.Words;

/** ngx_http_fastcgi_module. */
public final class Fastcgi {
    public static final Passing PASSING = Passing.FASTCGI;

    public static final Directive<Content> FASTCGI_PASS = ProxyPass.directive(Protocol.FASTCGI);
    /** Behind a URI that ends with a slash; null: nothing. */
    public static final Directive<String> FASTCGI_INDEX = directive("fastcgi_index").in(EVERYWHERE).takes(1).reads(Words::text);
    /** Two captures: {@code $fastcgi_script_name} and {@code $fastcgi_path_info}. */
    public static final Directive<Regex> FASTCGI_SPLIT_PATH_INFO = directive("fastcgi_split_path_info").in(EVERYWHERE).takes(1)
            .reads(Fastcgi::split).repeats();
    /** Words in a responder's standard error that make its answer an invalid one. */
    public static final Directive<List<String>> FASTCGI_CATCH_STDERR = directive("fastcgi_catch_stderr").in(EVERYWHERE).takes(1)
            .collects(Words::text).otherwise(List.of());
    public static final Directive<Boolean> FASTCGI_KEEP_CONN = directive("fastcgi_keep_conn").in(EVERYWHERE).takes(1).reads(Words::flag)
            .unset("off");
    public static final Directive<?> FASTCGI_SEND_LOWAT = directive("fastcgi_send_lowat").in(EVERYWHERE).takes(1)
            .reads(HttpCore::lowWater).meansNothing("no Linux knows it");

    private Fastcgi() {}

    private static Regex split(Words words) throws Refusal {
        var regex = words.regex(words.text(), false);
        if (regex.pattern().matcher("").groupCount() == 2) return regex;
        throw words.refuse("pattern \"" + words.text() + "\" must have 2 captures", "one for the script, and one for what follows it");
    }
}
