package owlboard.config.directive;

import static owlboard.config.language.Context.*;
import static owlboard.config.directive.Directive.directive;

import java.util.ArrayList;
import java.util.List;
import owlboard.config.Template;
import owlboard.config.language.Context;
import owlboard.config.language.Refusal;
import owlboard.config.language.Words;

/** ngx_http_auth_request_module and ngx_http_mirror_module: requests that are made on the way of another one. */
public final class Subrequests {
    private static final Context[] EVERYWHERE = {HTTP, SERVER, LOCATION};

    /** {@code auth_request_set}. {@code slot}: of the variable. */
    public record Assignment(int slot, Template value) {}

    /** The URI; empty for {@code off}. */
    public static final Directive<String> AUTH_REQUEST = directive("auth_request").in(EVERYWHERE).takes(1).reads(Subrequests::uri)
            .otherwise("");
    public static final Directive<List<Assignment>> AUTH_REQUEST_SET =
            directive("auth_request_set").in(EVERYWHERE).takes(2).collects(words -> new Assignment(words.assign(0), words.template(1)))
            .otherwise(List.of());
    /** The URIs; an empty one for {@code off}. */
    public static final Directive<List<String>> MIRROR = directive("mirror").in(EVERYWHERE).takes(1)
            .accumulates(Subrequests::mirrors).otherwise(List.of()).repeats();
    public static final Directive<Boolean> MIRROR_REQUEST_BODY = directive("mirror_request_body").in(EVERYWHERE).takes(1).reads(Words::flag)
            .unset("on");

    private Subrequests() {}

    private static List<String> mirrors(Words words, List<String> before) throws Refusal {
        var all = before == null ? new ArrayList<String>() : new ArrayList<>(before);
        all.add(uri(words));
        if (all.size() > 1 && all.contains("")) throw words.refuse('"' + words.name() + "\" directive is duplicate");
        return List.copyOf(all);
    }

    private static String uri(Words words) throws Refusal {
        var text = words.text();
        if (text.equals("off")) return "";
        if (!text.startsWith("/") && !text.startsWith("@")) throw words.invalid(0, "write a URI of this server, such as /auth, or off");
        return text;
    }
}
