package owlboard.config;

import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;

/**
 * A whole configuration that was read without an error.
 * {@code stream}: what is told of {@code http} of the {@code stream} block, as far as that has it; null: there is none.
 * {@code notices}: directives that mean nothing here, and warnings, in file order. {@code files}: every file read, in order,
 * for {@code -T}.
 */
public record Configuration(Level main, Level events, Http http, Http stream, List<Notice> notices, List<SourceFile> files) {
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

    /** The {@code stream} block in place of {@code http}: what both have is read there. */
    public Configuration ofStream() {
        return new Configuration(main, events, stream, null, notices, files);
    }

    /** Of {@code http} and of {@code stream}. */
    public List<Server> servers() {
        if (stream == null) return http.servers();
        return Stream.concat(http.servers().stream(), stream.servers().stream()).toList();
    }

    /** Notices of files that were read: a bare {@code server} file stands in an {@code http} block that nobody wrote. In file order. */
    public List<Notice> notices(Severity severity) {
        var names = new HashSet<String>();
        for (var file : files) names.add(file.name());
        return notices.stream().filter(notice -> notice.severity() == severity && names.contains(notice.place().file())).toList();
    }
}
