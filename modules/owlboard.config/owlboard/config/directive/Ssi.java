package owlboard.config.directive;

import static owlboard.config.language.Context.*;
import static owlboard.config.directive.Directive.directive;

import java.util.Set;
import owlboard.config.language.Context;
import owlboard.config.language.Words;

/** ngx_http_ssi_module. */
public final class Ssi {
    private static final Context[] EVERYWHERE = {HTTP, SERVER, LOCATION};

    public static final Directive<Boolean> SSI = directive("ssi").in(HTTP, SERVER, LOCATION, LOCATION_IF).takes(1).reads(Words::flag)
            .unset("off");
    public static final Directive<Boolean> SSI_SILENT_ERRORS =
            directive("ssi_silent_errors").in(EVERYWHERE).takes(1).reads(Words::flag).unset("off");
    public static final Directive<Boolean> SSI_LAST_MODIFIED =
            directive("ssi_last_modified").in(EVERYWHERE).takes(1).reads(Words::flag).unset("off");
    /** Bytes that a parameter of a command may have. */
    public static final Directive<Long> SSI_VALUE_LENGTH =
            directive("ssi_value_length").in(EVERYWHERE).takes(1).reads(Words::size).unset("255");
    /** As {@link MediaTypes#listed}. */
    public static final Directive<Set<String>> SSI_TYPES = directive("ssi_types").in(EVERYWHERE).takesAtLeast(1)
            .accumulates(MediaTypes::listed).unset("text/html").repeats();
    public static final Directive<Long> SSI_MIN_FILE_CHUNK = directive("ssi_min_file_chunk").in(EVERYWHERE).takes(1).reads(Words::size)
            .meansNothing("what a filter has looked at is sent from memory");
    public static final Directive<Boolean> SSI_IGNORE_RECYCLED_BUFFERS = directive("ssi_ignore_recycled_buffers").in(EVERYWHERE).takes(1)
            .reads(Words::flag).meansNothing("no buffer is kept for its source");

    private Ssi() {}
}
