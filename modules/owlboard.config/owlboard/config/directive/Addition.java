package owlboard.config.directive;

import static owlboard.config.language.Context.*;
import static owlboard.config.directive.Directive.directive;

import java.util.Set;
import owlboard.config.language.Context;

/** ngx_http_addition_module. */
public final class Addition {
    private static final Context[] EVERYWHERE = {HTTP, SERVER, LOCATION};

    /** The URI whose answer stands before a body; empty: none. */
    public static final Directive<String> ADD_BEFORE_BODY =
            directive("add_before_body").in(EVERYWHERE).takes(1).reads(words -> words.text()).otherwise("");
    /** The URI whose answer stands behind a body; empty: none. */
    public static final Directive<String> ADD_AFTER_BODY =
            directive("add_after_body").in(EVERYWHERE).takes(1).reads(words -> words.text()).otherwise("");
    /** As {@link MediaTypes#listed}. */
    public static final Directive<Set<String>> ADDITION_TYPES = directive("addition_types").in(EVERYWHERE).takesAtLeast(1)
            .accumulates(MediaTypes::listed).unset("text/html").repeats();

    private Addition() {}
}
