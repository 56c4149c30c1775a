package owlboard.config.directive;

import static owlboard.config.language.Context.*;
import static owlboard.config.directive.Directive.directive;

import owlboard.config.language.Context;
import owlboard.config.language.Words;

/** ngx_http_rewrite_module: the steps that run in file order, and its two settings. */
public final class Rewrite {
    private static final Context[] STEPS = {SERVER, SERVER_IF, LOCATION, LOCATION_IF};

    public static final Directive<?> REWRITE = directive("rewrite").in(STEPS).takes(2, 3).repeats();
    public static final Directive<?> RETURN = directive("return").in(STEPS).takes(1, 2).repeats();
    public static final Directive<?> BREAK = directive("break").in(STEPS).takes(0).repeats();
    public static final Directive<?> IF = directive("if").in(SERVER, LOCATION).takesAtLeast(1).block().repeats();
    public static final Directive<?> SET = directive("set")
            .in(SERVER, SERVER_IF, LOCATION, LOCATION_IF, STREAM_SERVER).takes(2).repeats();
    public static final Directive<Boolean> REWRITE_LOG =
            directive("rewrite_log").in(HTTP, SERVER, SERVER_IF, LOCATION, LOCATION_IF).takes(1).reads(Words::flag).unset("off");
    public static final Directive<Boolean> UNINITIALIZED_VARIABLE_WARN =
            directive("uninitialized_variable_warn").in(HTTP, SERVER, SERVER_IF, LOCATION, LOCATION_IF).takes(1).reads(Words::flag)
            .unset("on");

    private Rewrite() {}
}
