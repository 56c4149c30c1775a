package owlboard.config.directive;

import static owlboard.config.language.Context.*;
import static owlboard.config.directive.Directive.directive;

import owlboard.config.Template;
import owlboard.config.language.Context;
import owlboard.config.language.Refusal;
import owlboard.config.language.Words;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** ngx_http_userid_module. */
public final class UserId {
    /** LOG: cookies are read, none is set. */
    public enum Mode { OFF, LOG, V1, ON }

    /** {@code userid}. {@code reset}: the variable that makes a new cookie. */
    public record Switch(Mode mode, Template reset) {}

    private static final Context[] EVERYWHERE = {HTTP, SERVER, LOCATION};
    /** The end of the time that nginx knows: {@code userid_expires max}. */
    public static final long MAX = Long.MAX_VALUE;

    public static final Directive<Switch> USERID = directive("userid").in(EVERYWHERE).takes(1)
            .reads(words -> new Switch(words.choice(Mode.class, 0), words.template("$uid_reset")));
    public static final Directive<String> USERID_NAME = directive("userid_name").in(EVERYWHERE).takes(1).reads(Words::text).unset("uid");
    /** Empty: none. */
    public static final Directive<String> USERID_DOMAIN = directive("userid_domain").in(EVERYWHERE).takes(1).reads(UserId::orNone)
            .otherwise("");
    public static final Directive<String> USERID_PATH = directive("userid_path").in(EVERYWHERE).takes(1).reads(Words::text).unset("/");
    /** Seconds; 0: with the browser; {@link #MAX}. */
    public static final Directive<Long> USERID_EXPIRES = directive("userid_expires").in(EVERYWHERE).takes(1).reads(UserId::expires)
            .otherwise(0L);
    /** In lower case, as they are written into the cookie. */
    public static final Directive<List<String>> USERID_FLAGS = directive("userid_flags").in(EVERYWHERE).takesAtLeast(1)
            .accumulates(UserId::flags).otherwise(List.of()).repeats();
    /** A character, or empty: none. */
    public static final Directive<String> USERID_MARK = directive("userid_mark").in(EVERYWHERE).takes(1).reads(UserId::mark).otherwise("");
    /** Empty: none. */
    public static final Directive<String> USERID_P3P = directive("userid_p3p").in(EVERYWHERE).takes(1)
            .reads(UserId::orNone).otherwise("");
    /** Null: the server's address. */
    public static final Directive<Integer> USERID_SERVICE = directive("userid_service").in(EVERYWHERE).takes(1).reads(Words::number);

    private UserId() {}

    private static String orNone(Words words) {
        return words.text().equals("none") ? "" : words.text();
    }

    private static long expires(Words words) throws Refusal {
        return switch (words.text()) {
            case "max" -> MAX;
            case "off" -> 0L;
            default -> words.seconds() / 1000;
        };
    }

    private static List<String> flags(Words words, List<String> before) throws Refusal {
        var all = before == null ? new ArrayList<String>() : new ArrayList<>(before);
        for (int i = 0; i < words.count(); i++) {
            var flag = words.text(i).toLowerCase(Locale.ROOT);
            if (flag.equals("off")) continue; // which takes nothing back
            if (!List.of("secure", "httponly", "samesite=strict", "samesite=lax", "samesite=none").contains(flag)) {
                throw words.refuse("invalid parameter \"" + words.text(i) + '"',
                        "write off, secure, httponly, samesite=strict, =lax or =none");
            }
            words.collect(i, flag, all);
        }
        return List.copyOf(all);
    }

    private static String mark(Words words) throws Refusal {
        if (words.text().equals("off")) return "";
        if (words.text().matches("[A-Za-z0-9=]")) return words.text();
        throw words.refuse("value must be \"off\" or a single letter, digit or \"=\"");
    }
}
