package owlboard.config;

import java.util.HashSet;
import java.util.List;

/**
 * A whole configuration that was read without an error.
 * {@code notices}: directives that mean nothing here, and warnings, in file order. {@code files}: every file read, in order,
 * for {@code -T}.
 */
public record Configuration(Level main, Level events, Http http, List<Notice> notices, List<SourceFile> files) {
    public record SourceFile(String name, String text) {}

    public record Notice(Place place, Severity severity, String directive, String message) {
        /** As a line of a log. */
        public String line() {
            return message + " in " + place;
        }
    }

    /**
     * HONOURED: used as nginx does. MEANINGLESS: accepted, nothing here that it could change. WARNING: works, but is likely not what was
     * meant.
     */
    public enum Severity { HONOURED, MEANINGLESS, WARNING }

    /** Notices of files that were read: a bare {@code server} file stands in an {@code http} block that nobody wrote. In file order. */
    public List<Notice> notices(Severity severity) {
        var names = new HashSet<String>();
        for (var file : files) names.add(file.name());
        return notices.stream().filter(notice -> notice.severity() == severity && names.contains(notice.place().file())).toList();
    }
}
