package owlboard.config.directive;

import static owlboard.config.language.Context.*;
import static owlboard.config.directive.Directive.directive;

import owlboard.config.Place;
import owlboard.config.Template;
import owlboard.config.language.Context;
import owlboard.config.language.Refusal;
import owlboard.config.language.Units;
import owlboard.config.language.Words;

import java.util.List;

/** ngx_http_headers_module. */
public final class Headers {
    /** {@code add_header}; {@code always}: on every status. */
    public record AddHeader(Place place, String name, Template value, boolean always) {}

    /**
     * {@code expires}. {@code seconds} counts from the moment of {@code from}; it is negative for times in the past and {@code no-cache}.
     * {@code variable} is set instead when the value is only known while a request runs.
     */
    public record Expires(Place place, From from, long seconds, Template variable) {}

    /**
     * OFF: no header. EPOCH, MAX: fixed dates. ACCESS: now. MODIFIED: the file's time. DAILY: {@code @time}, seconds after midnight.
     * VARIABLE: see {@code variable}; MODIFIED_VARIABLE: likewise, a time in it counts from the file's.
     */
    public enum From { OFF, EPOCH, MAX, ACCESS, MODIFIED, DAILY, VARIABLE, MODIFIED_VARIABLE }

    public static final Expires NO_EXPIRES = new Expires(null, From.OFF, 0, null);

    private static final Context[] AND_IF = {HTTP, SERVER, LOCATION, LOCATION_IF};

    public static final Directive<Inheritance> ADD_HEADER_INHERIT =
            directive("add_header_inherit").in(AND_IF).takes(1).reads(words -> words.choice(Inheritance.class, 0)).unset("on");
    public static final Directive<List<AddHeader>> ADD_HEADER =
            directive("add_header").in(AND_IF).takes(2, 3).collects(Headers::addHeader).otherwise(List.of()).inheritsBy(ADD_HEADER_INHERIT);
    public static final Directive<Inheritance> ADD_TRAILER_INHERIT =
            directive("add_trailer_inherit").in(AND_IF).takes(1).reads(words -> words.choice(Inheritance.class, 0)).unset("on");
    public static final Directive<List<AddHeader>> ADD_TRAILER =
            directive("add_trailer").in(AND_IF).takes(2,
                    3).collects(Headers::addHeader).otherwise(List.of()).inheritsBy(ADD_TRAILER_INHERIT);
    public static final Directive<Expires> EXPIRES = directive("expires").in(HTTP, SERVER, LOCATION, LOCATION_IF).takes(1, 2)
            .reads(Headers::expires);

    private Headers() {}

    private static AddHeader addHeader(Words words) throws Refusal {
        boolean always = words.count() == 3;
        if (always && !words.text(2).equals("always")) throw words.invalidParameter(2);
        return new AddHeader(words.place(), words.text(0), words.template(1), always);
    }

    /** The value of {@code expires} that a variable held; null when it means nothing. */
    public static Expires parseExpires(Place place, String text) {
        boolean daily = text.startsWith("@");
        boolean minus = text.startsWith("-");
        boolean plus = text.startsWith("+");
        return switch (text) {
            case "epoch" -> new Expires(place, From.EPOCH, 0, null);
            case "max" -> new Expires(place, From.MAX, 0, null);
            case "off" -> new Expires(place, From.OFF, 0, null);
            default -> {
                var time = Units.seconds(daily || minus || plus ? text.substring(1) : text);
                if (time.isEmpty() || daily && time.getAsLong() > 86_400) yield null;
                yield new Expires(place, daily ? From.DAILY : From.ACCESS, minus ? -time.getAsLong() : time.getAsLong(), null);
            }
        };
    }

    private static Expires expires(Words words) throws Refusal {
        boolean modified = words.count() == 2;
        if (modified && !words.text(0).equals("modified")) {
            throw words.refuse("\"expires\" directive invalid value", '"' + words.text(0) + "\" should be \"modified\"");
        }
        var text = words.text(words.count() - 1);
        if (text.contains("$")) {
            return new Expires(words.place(), modified ? From.MODIFIED_VARIABLE : From.VARIABLE, 0, words.template(text));
        }
        var parsed = parseExpires(words.place(), text);
        if (parsed == null && text.startsWith("@") && Units.seconds(text.substring(1)).isPresent()) {
            throw words.refuse("\"expires\" directive daily time value must be less than 24 hours");
        }
        if (parsed == null) {
            throw words.refuse("\"expires\" directive invalid value",
                    '"' + text + "\" will not do: write a time such as 30d, -1, @15h, epoch, max or off");
        }
        if (!modified) return parsed;
        if (parsed.from() == From.DAILY) throw words.refuse("\"expires\" directive daily time cannot be used with \"modified\" parameter");
        return new Expires(words.place(), parsed.from() == From.ACCESS ? From.MODIFIED : parsed.from(), parsed.seconds(), null);
    }
}
