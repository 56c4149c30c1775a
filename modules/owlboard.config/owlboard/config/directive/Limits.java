package owlboard.config.directive;

import static owlboard.config.language.Context.*;
import static owlboard.config.directive.Directive.directive;

import owlboard.config.Place;
import owlboard.config.language.Context;
import owlboard.config.language.Refusal;
import owlboard.config.language.Units;
import owlboard.config.language.Words;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** ngx_http_limit_req_module and ngx_http_limit_conn_module. */
public final class Limits {
    /** {@code limit_req}. {@code burst} and {@code delayCount}, of which none waits, in requests; Integer.MAX_VALUE: nodelay. */
    public record LimitReq(Place place, String zone, int burst, int delayCount) {}

    /** {@code limit_conn}. */
    public record LimitConn(Place place, String zone, int connections) {}

    private static final Context[] EVERYWHERE = {HTTP, SERVER, LOCATION};
    private static final Context[] STREAMS_TOO = {HTTP, SERVER, LOCATION, STREAM, STREAM_SERVER};
    private static final Set<String> LEVELS = Set.of("info", "notice", "warn", "error");

    public static final Directive<?> LIMIT_REQ_ZONE = directive("limit_req_zone").in(HTTP).takes(3, 4).repeats();
    public static final Directive<List<LimitReq>> LIMIT_REQ = directive("limit_req").in(EVERYWHERE).takes(1, 3)
            .accumulates(Limits::limitReqs).otherwise(List.of()).repeats();
    public static final Directive<Integer> LIMIT_REQ_STATUS = directive("limit_req_status").in(EVERYWHERE).takes(1).reads(Limits::status)
            .unset("503");
    public static final Directive<String> LIMIT_REQ_LOG_LEVEL = directive("limit_req_log_level").in(EVERYWHERE).takes(1)
            .reads(Limits::level).unset("error");
    public static final Directive<Boolean> LIMIT_REQ_DRY_RUN = directive("limit_req_dry_run").in(EVERYWHERE).takes(1).reads(Words::flag)
            .unset("off");
    public static final Directive<?> LIMIT_CONN_ZONE = directive("limit_conn_zone").in(HTTP, STREAM).takes(2).repeats();
    public static final Directive<List<LimitConn>> LIMIT_CONN = directive("limit_conn").in(STREAMS_TOO).takes(2)
            .accumulates(Limits::limitConn).otherwise(List.of()).repeats();
    public static final Directive<Integer> LIMIT_CONN_STATUS = directive("limit_conn_status").in(EVERYWHERE).takes(1).reads(Limits::status)
            .unset("503");
    public static final Directive<String> LIMIT_CONN_LOG_LEVEL = directive("limit_conn_log_level").in(STREAMS_TOO).takes(1)
            .reads(Limits::level).unset("error");
    public static final Directive<Boolean> LIMIT_CONN_DRY_RUN = directive("limit_conn_dry_run").in(STREAMS_TOO).takes(1).reads(Words::flag)
            .unset("off");

    private Limits() {}

    private static List<LimitReq> limitReqs(Words words, List<LimitReq> before) throws Refusal {
        var limit = limitReq(words);
        var all = before == null ? new ArrayList<LimitReq>() : new ArrayList<>(before);
        if (all.stream().anyMatch(other -> other.zone().equals(limit.zone()))) throw words.refuse("\"limit_req\" directive is duplicate");
        all.add(limit);
        return List.copyOf(all);
    }

    private static LimitReq limitReq(Words words) throws Refusal {
        String zone = null;
        int burst = 0;
        int delay = 0;
        for (int i = 0; i < words.count(); i++) {
            var word = words.text(i);
            if (word.startsWith("zone=")) zone = word.substring(5);
            else if (word.startsWith("burst=")) burst = positive(words, word.substring(6), "burst value");
            else if (word.startsWith("delay=")) delay = positive(words, word.substring(6), "delay value");
            else if (word.equals("nodelay")) delay = Integer.MAX_VALUE;
            else throw words.invalidParameter(i);
        }
        if (zone == null || zone.isEmpty()) throw words.refuse("\"limit_req\" must have \"zone\" parameter");
        return new LimitReq(words.place(), zone, burst, delay);
    }

    private static List<LimitConn> limitConn(Words words, List<LimitConn> before) throws Refusal {
        var count = Units.number(words.text(1));
        if (count.isEmpty() || count.getAsLong() == 0) throw words.refuse("invalid number of connections \"" + words.text(1) + '"');
        if (count.getAsLong() > 65535) throw words.refuse("connection limit must be less 65536");
        var all = before == null ? new ArrayList<LimitConn>() : new ArrayList<>(before);
        if (all.stream().anyMatch(limit -> limit.zone().equals(words.text(0)))) throw words.refuse("\"limit_conn\" directive is duplicate");
        all.add(new LimitConn(words.place(), words.text(0), (int) count.getAsLong()));
        return List.copyOf(all);
    }

    private static int positive(Words words, String text, String what) throws Refusal {
        var number = Units.number(text);
        if (number.isEmpty() || number.getAsLong() == 0 || number.getAsLong() > 1_000_000_000) {
            throw words.refuse("invalid " + what + " \"" + what.split(" ")[0] + '=' + text + '"');
        }
        return (int) number.getAsLong();
    }

    private static Integer status(Words words) throws Refusal {
        int status = words.number();
        if (status < 400 || status > 599) throw words.refuse("value must be between 400 and 599", "not " + status);
        return status;
    }

    private static String level(Words words) throws Refusal {
        if (!LEVELS.contains(words.text())) {
            throw words.refuse("invalid value \"" + words.text() + '"', "it must be one of info, notice, warn, error");
        }
        return words.text();
    }
}
