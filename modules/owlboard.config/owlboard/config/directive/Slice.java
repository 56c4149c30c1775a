package owlboard.config.directive;

import static owlboard.config.language.Context.*;
import static owlboard.config.directive.Directive.directive;

import owlboard.config.language.Words;

/** ngx_http_slice_module. */
public final class Slice {
    /** Bytes; 0: an answer is fetched whole. */
    public static final Directive<Long> SLICE = directive("slice").in(HTTP, SERVER, LOCATION).takes(1).reads(Words::size).unset("0");

    private Slice() {}
}
