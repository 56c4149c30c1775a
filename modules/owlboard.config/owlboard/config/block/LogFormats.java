package owlboard.config.block;

import java.util.ArrayList;
import owlboard.config.Http.Escape;
import owlboard.config.Http.LogFormat;
import owlboard.config.Place;
import owlboard.config.Template;
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
        return new LogFormat(words.place(), words.text(0), escape, joined(words, first));
    }

    /** The words one behind the other; no name of a variable goes on in the next word. */
    private static Template joined(Words words, int first) throws Refusal {
        var source = new StringBuilder();
        var parts = new ArrayList<Template.Part>();
        for (int i = first; i < words.count(); i++) {
            source.append(words.text(i));
            for (var part : words.template(i).parts()) {
                if (part instanceof Template.Capture(int group)) {
                    throw words.refuse("unknown \"" + group + "\" variable", "a line of a log has no captures; name it: (?<name>...)");
                }
                if (part instanceof Template.Text text && !parts.isEmpty() && parts.getLast() instanceof Template.Text before) {
                    parts.set(parts.size() - 1, new Template.Text(before.text() + text.text()));
                } else {
                    parts.add(part);
                }
            }
        }
        return new Template(source.toString(), parts);
    }
}
