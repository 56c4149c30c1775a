package owlboard.config.directive;

import static owlboard.config.language.Context.*;
import static owlboard.config.directive.Directive.directive;

import java.util.List;
import java.util.Set;
import owlboard.config.Template;
import owlboard.config.language.Context;
import owlboard.config.language.Refusal;
import owlboard.config.language.Words;

/** ngx_http_sub_module. */
public final class Sub {
    /** {@code sub_filter}: a text, whatever the case of its letters, and what stands in its place. */
    public record Pair(Template match, Template value) {}

    private static final Context[] EVERYWHERE = {HTTP, SERVER, LOCATION};

    public static final Directive<List<Pair>> SUB_FILTER =
            directive("sub_filter").in(EVERYWHERE).takes(2).collects(Sub::pair).otherwise(List.of());
    public static final Directive<Boolean> SUB_FILTER_ONCE =
            directive("sub_filter_once").in(EVERYWHERE).takes(1).reads(Words::flag).unset("on");
    public static final Directive<Boolean> SUB_FILTER_LAST_MODIFIED =
            directive("sub_filter_last_modified").in(EVERYWHERE).takes(1).reads(Words::flag).unset("off");
    /** As {@link MediaTypes#listed}. */
    public static final Directive<Set<String>> SUB_FILTER_TYPES = directive("sub_filter_types").in(EVERYWHERE).takesAtLeast(1)
            .accumulates(MediaTypes::listed).unset("text/html").repeats();

    private Sub() {}

    private static Pair pair(Words words) throws Refusal {
        if (words.text(0).isEmpty()) throw words.refuse("empty search pattern");
        return new Pair(words.template(0), words.template(1));
    }
}
