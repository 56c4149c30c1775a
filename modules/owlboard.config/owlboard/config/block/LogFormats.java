package owlboard.config.block;

import owlboard.config.Http.Escape;
import owlboard.config.Http.LogFormat;
import owlboard.config.Place;
import owlboard.config.language.Refusal;
import owlboard.config.language.Scope;
import owlboard.config.language.Templates;
import owlboard.config.language.Words;

/** {@code log_format}. */
final class LogFormats {
    private static final String COMBINED =
            "$remote_addr - $remote_user [$time_local] \"$request\" $status $body_bytes_sent \"$http_referer\" \"$http_user_agent\"";

    private LogFormats() {}

    static LogFormat combined() {
        var place = new Place("built in", 0);
        try {
            return new LogFormat(place, "combined", Escape.DEFAULT, Templates.compile(COMBINED, new Scope(), place));
        } catch (Refusal impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static LogFormat read(Words words) throws Refusal {
        var escape = Escape.DEFAULT;
        int first = 1;
        if (words.text(1).startsWith("escape=")) {
            var name = words.text(1).substring(7);
            escape = switch (name) {
                case "default" -> Escape.DEFAULT;
                case "json" -> Escape.JSON;
                case "none" -> Escape.NONE;
                default -> throw words.refuse("unknown log format escaping \"" + name + '"');
            };
            first = 2;
        }
        var line = String.join("", words.args().subList(first, words.count()));
        return new LogFormat(words.place(), words.text(0), escape, words.template(line));
    }
}
