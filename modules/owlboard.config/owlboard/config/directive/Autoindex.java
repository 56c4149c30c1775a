package owlboard.config.directive;

import static owlboard.config.language.Context.*;
import static owlboard.config.directive.Directive.directive;

import owlboard.config.language.Context;
import owlboard.config.language.Words;

/** ngx_http_autoindex_module and ngx_http_random_index_module: folders without an index. */
public final class Autoindex {
    public enum Format { HTML, JSON, JSONP, XML }

    private static final Context[] EVERYWHERE = {HTTP, SERVER, LOCATION};

    public static final Directive<Boolean> AUTOINDEX = directive("autoindex").in(EVERYWHERE).takes(1).reads(Words::flag).unset("off");
    public static final Directive<Format> AUTOINDEX_FORMAT = directive("autoindex_format").in(EVERYWHERE).takes(1)
            .reads(words -> words.choice(Format.class, 0)).unset("html");
    public static final Directive<Boolean> AUTOINDEX_EXACT_SIZE = directive("autoindex_exact_size").in(EVERYWHERE).takes(1)
            .reads(Words::flag).unset("on");
    public static final Directive<Boolean> AUTOINDEX_LOCALTIME = directive("autoindex_localtime").in(EVERYWHERE).takes(1)
            .reads(Words::flag).unset("off");
    public static final Directive<Boolean> RANDOM_INDEX = directive("random_index").in(LOCATION).takes(1).reads(Words::flag).unset("off");

    private Autoindex() {}
}
