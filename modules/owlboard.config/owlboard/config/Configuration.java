package owlboard.config;

import java.util.List;

/**
 * A whole configuration that was read without an error.
 * {@code notices}: directives that mean nothing here or come later, and warnings, in file order. {@code files}: every file read, in order, for {@code -T}.
 */
public record Configuration(Level main, Level events, Http http, List<Notice> notices, List<SourceFile> files) {
    public record SourceFile(String name, String text) {}

    public record Notice(Place place, Severity severity, String directive, String message) {}

    /** HONOURED: used as nginx does. MEANINGLESS: accepted, nothing here that it could change. LATER: accepted, its feature is not there yet. WARNING: works, but is likely not what was meant. */
    public enum Severity { HONOURED, MEANINGLESS, LATER, WARNING }
}
