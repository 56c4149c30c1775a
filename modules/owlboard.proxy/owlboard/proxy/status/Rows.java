package owlboard.proxy.status;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import owlboard.proxy.count.Recorder;
import owlboard.proxy.count.Row;

/** The flight recorder's rows as JSON. */
final class Rows {
    private static final int SHOWN_COUNT = 400;

    private Rows() {}

    /** All that are remembered longer, and the youngest others. */
    static List<Map<String, Object>> shown(Recorder recorder) {
        var all = new ArrayList<Map<String, Object>>();
        int others = 0;
        for (var row : recorder.rows()) if (row.kept || others++ < SHOWN_COUNT) all.add(row(row));
        return all;
    }

    private static Map<String, Object> row(Row row) {
        var tries = new ArrayList<Map<String, Object>>();
        for (int i = 0; i < row.tryCount(); i++) {
            var tried = row.at(i);
            tries.add(Tree.map("peer", tried.peer, "status", tried.status, "start", millis(tried.startNanos), "connect",
                    millis(tried.connectNanos), "header", millis(tried.headerNanos), "took", millis(tried.nanos)));
        }
        return Tree.map("n", row.atMillis * 31 + row.nanos, "at", row.atMillis, "request", row.line(), "status", row.status, "took",
                millis(row.nanos), "sent", row.sent, "reason", row.reason, "kept", row.kept, "server", row.server.name, "location",
                row.location == null ? null : row.location.name, "tries", tries, "curl", curl(row));
    }

    private static double millis(long nanos) {
        return nanos < 0 ? -1 : Math.round(nanos / 1e4) / 100.0;
    }

    /** Without what the head had beside its host: a recorder keeps no credentials. */
    private static String curl(Row row) {
        var words = row.line().split(" ");
        var method = words[0];
        var uri = words.length > 1 ? words[1] : "/";
        var host = row.host.isEmpty() ? "localhost" : row.host;
        var url = uri.startsWith("http") ? uri : "http://" + host + uri;
        var how = method.equals("GET") ? "" : "-X " + quoted(method) + " ";
        return "curl -i " + how + quoted(url);
    }

    /** For a shell. */
    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
