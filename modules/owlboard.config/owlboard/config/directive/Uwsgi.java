package owlboard.config.directive;

import static owlboard.config.directive.Directive.directive;
import static owlboard.config.directive.Passing.EVERYWHERE;

import owlboard.config.Location.Content;
import owlboard.config.Protocol;
import owlboard.config.language.Refusal;
import owlboard.config.language.Units;
import owlboard.config.language.Words;

/** ngx_http_uwsgi_module. */
public final class Uwsgi {
    public static final Passing PASSING = Passing.UWSGI;

    public static final Directive<Content> UWSGI_PASS = ProxyPass.directive(Protocol.UWSGI);
    public static final Directive<Integer> UWSGI_MODIFIER1 = directive("uwsgi_modifier1").in(EVERYWHERE).takes(1).reads(Uwsgi::modifier)
            .unset("0");
    public static final Directive<Integer> UWSGI_MODIFIER2 = directive("uwsgi_modifier2").in(EVERYWHERE).takes(1).reads(Uwsgi::modifier)
            .unset("0");
    /** Behind the parameters, in their packet; null: nothing. */
    public static final Directive<String> UWSGI_STRING = directive("uwsgi_string").in(EVERYWHERE).takes(1).reads(Words::text);

    private Uwsgi() {}

    private static int modifier(Words words) throws Refusal {
        var number = Units.number(words.text());
        if (number.isPresent() && number.getAsLong() <= 255) return (int) number.getAsLong();
        throw words.refuse("\"" + words.name() + "\" directive invalid number", '"' + words.text() + "\" is not one from 0 to 255");
    }
}
