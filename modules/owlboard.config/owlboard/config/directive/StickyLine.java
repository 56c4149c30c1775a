package owlboard.config.directive;

import owlboard.config.Template;
import owlboard.config.Upstream.Attribute;
import owlboard.config.Upstream.Sticky;
import owlboard.config.language.Refusal;
import owlboard.config.language.Units;
import owlboard.config.language.Words;

import java.util.ArrayList;
import java.util.List;

/** {@code sticky cookie}, {@code sticky route}, {@code sticky learn}. */
final class StickyLine {
    /** What one session takes of a zone: nginx has room for some 4000 in a megabyte. */
    private static final int SESSION_BYTES = 256;
    private static final long SESSION_MILLIS = 600_000;

    private StickyLine() {}

    static Sticky read(Words words) throws Refusal {
        return switch (words.text(0)) {
            case "cookie" -> cookie(words);
            case "route" -> route(words);
            case "learn" -> learn(words);
            default -> throw words.refuse("invalid parameter \"" + words.text(0) + '"', "cookie, route or learn");
        };
    }

    private static Sticky cookie(Words words) throws Refusal {
        var name = words.text(1);
        if (!name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+") || name.contains("$")) {
            throw words.refuse("invalid cookie name \"" + name + '"', "letters, digits and marks of RFC 6265, no variables");
        }
        Long seconds = null;
        var attributes = new ArrayList<Attribute>();
        Attribute path = null;
        for (int i = 2; i < words.count(); i++) {
            var word = words.text(i);
            var value = word.substring(word.indexOf('=') + 1);
            switch (word.contains("=") ? word.substring(0, word.indexOf('=')) : word) {
                case "expires" -> seconds = value.equals("max") ? Sticky.Cookie.FOREVER : seconds(words, i, value);
                case "domain" -> attributes.add(new Attribute("domain", words.template(value)));
                case "path" -> path = new Attribute("path", words.template(value));
                case "secure" -> attributes.add(new Attribute("secure", null));
                case "httponly" -> attributes.add(new Attribute("httponly", null));
                case "samesite" -> {
                    if (!value.contains("$") && !value.matches("(?i)strict|lax|none")) throw words.invalidParameter(i);
                    attributes.add(new Attribute("samesite", words.template(value)));
                }
                default -> throw words.invalidParameter(i);
            }
        }
        if (path != null) attributes.add(path); // the last one, as nginx has it
        return new Sticky.Cookie(name, seconds, List.copyOf(attributes));
    }

    private static long seconds(Words words, int i, String value) throws Refusal {
        return Units.seconds(value).orElseThrow(() -> words.invalidParameter(i));
    }

    private static Sticky route(Words words) throws Refusal {
        var values = new ArrayList<Template>();
        for (int i = 1; i < words.count(); i++) values.add(variable(words, i, words.text(i)));
        return new Sticky.Route(List.copyOf(values));
    }

    private static Template variable(Words words, int i, String text) throws Refusal {
        if (!text.startsWith("$")) throw words.refuse("invalid parameter \"" + words.text(i) + '"', "it takes variables");
        return words.template(text);
    }

    private static Sticky learn(Words words) throws Refusal {
        var create = new ArrayList<Template>();
        var lookup = new ArrayList<Template>();
        String zone = null;
        long bytes = 0;
        long timeout = SESSION_MILLIS;
        for (int i = 1; i < words.count(); i++) {
            var word = words.text(i);
            var value = word.substring(word.indexOf('=') + 1);
            switch (word.contains("=") ? word.substring(0, word.indexOf('=')) : word) {
                case "create" -> create.add(variable(words, i, value));
                case "lookup" -> lookup.add(variable(words, i, value));
                case "zone" -> {
                    int colon = value.indexOf(':');
                    if (colon <= 0) throw words.invalidParameter(i);
                    zone = value.substring(0, colon);
                    bytes = Upstreams.zoneSize(words, value.substring(colon + 1), value, zone);
                }
                case "timeout" -> timeout = 1000 * seconds(words, i, value);
                case "header" -> {} // a session is known as soon as the head of the answer is there
                case "sync", "remote_action", "remote_result" -> throw words.refuse('"' + word.replaceFirst("=.*", "")
                        + "\" of \"sticky learn\" is not supported", "its sessions are those of this process: sticky cookie needs none");
                default -> throw words.invalidParameter(i);
            }
        }
        if (create.isEmpty() || lookup.isEmpty() || zone == null) {
            throw words.refuse("\"sticky learn\" needs \"create=$variable\", \"lookup=$variable\" and \"zone=name:size\"");
        }
        int most = Math.clamp(bytes / SESSION_BYTES, 1, 10_000_000);
        return new Sticky.Learn(List.copyOf(create), List.copyOf(lookup), zone, most, timeout);
    }
}
