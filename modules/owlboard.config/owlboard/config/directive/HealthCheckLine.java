package owlboard.config.directive;

import java.util.OptionalLong;
import owlboard.config.HealthCheck;
import owlboard.config.language.Refusal;
import owlboard.config.language.Units;
import owlboard.config.language.Words;

/** Reads a {@code health_check} line (ngx_http_upstream_hc_module). */
final class HealthCheckLine {
    /** UNAUTHENTICATED. */
    private static final int GRPC_STATUS_MAX = 16;

    private HealthCheckLine() {}

    static HealthCheck read(Words words) throws Refusal {
        long interval = 5000;
        long jitter = 0;
        int fails = 1;
        int passes = 1;
        String uri = null;
        HealthCheck.Grpc grpc = null;
        String match = null;
        int port = 0;
        long keepalive = 0;
        boolean mandatory = false;
        boolean persistent = false;
        for (int i = 0; i < words.count(); i++) {
            var word = words.text(i);
            var value = word.substring(word.indexOf('=') + 1);
            switch (word.contains("=") ? word.substring(0, word.indexOf('=')) : word) {
                case "interval" -> interval = atLeast(words, i, Units.millis(value), 1, Long.MAX_VALUE);
                case "jitter" -> jitter = atLeast(words, i, Units.millis(value), 0, Long.MAX_VALUE);
                case "fails" -> fails = (int) atLeast(words, i, Units.number(value), 1, Integer.MAX_VALUE);
                case "passes" -> passes = (int) atLeast(words, i, Units.number(value), 1, Integer.MAX_VALUE);
                case "port" -> port = (int) atLeast(words, i, Units.number(value), 1, 65_535);
                case "uri" -> uri = value;
                case "match" -> match = value;
                case "mandatory" -> mandatory = true;
                case "persistent" -> persistent = true;
                case "keepalive_time" -> keepalive = atLeast(words, i, Units.millis(value), 1, Long.MAX_VALUE);
                case "type" -> {
                    if (!value.equals("grpc")) throw words.invalidParameter(i);
                    grpc = new HealthCheck.Grpc("", 0);
                }
                case "grpc_service" -> grpc = new HealthCheck.Grpc(value, call(words, i, grpc).status());
                case "grpc_status" -> grpc = new HealthCheck.Grpc(call(words, i, grpc).service(),
                        (int) atLeast(words, i, Units.number(value), 1, GRPC_STATUS_MAX));
                default -> throw words.invalidParameter(i);
            }
        }
        if (grpc != null && (uri != null || match != null)) {
            throw words.refuse("\"type=grpc\" is incompatible with \"uri\" and \"match\"", "it asks grpc.health.v1.Health");
        }
        if (uri == null) uri = "/";
        if (!uri.startsWith("/")) throw words.refuse("invalid parameter \"uri=" + uri + '"', "a URI begins with a slash");
        return new HealthCheck(words.place(), interval, jitter, fails, passes, uri, match, port, keepalive,
                mandatory, persistent, grpc);
    }

    /** These two follow {@code type=grpc}. */
    private static HealthCheck.Grpc call(Words words, int index, HealthCheck.Grpc before) throws Refusal {
        if (before == null) throw words.refuse("invalid parameter \"" + words.text(index) + '"', "it stands behind type=grpc");
        return before;
    }

    private static long atLeast(Words words, int index, OptionalLong value, long least, long most) throws Refusal {
        if (value.isPresent() && value.getAsLong() >= least && value.getAsLong() <= most) return value.getAsLong();
        throw words.invalidParameter(index);
    }
}
