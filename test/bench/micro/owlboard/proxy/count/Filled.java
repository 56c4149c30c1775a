package owlboard.proxy.count;

import java.nio.charset.StandardCharsets;
import owlboard.wire.loop.Loops;

/** What an engine has counted and remembers after ten minutes of work, for benchmarks of those who look. */
public final class Filled {
    private static final int PER_TICK = 500;
    private static final long STEP_NANOS = 20_011;
    private static final long LONGEST_NANOS = 4_000_000;
    private static final int ROWS_OF_A_LOOP = 2000;
    private static final byte[] LINE = "GET /api/users/42?full=1 HTTP/1.1".getBytes(StandardCharsets.US_ASCII);

    private Filled() {}

    /** A history in which each column has some 200 buckets. */
    public static void zone(Zone zone) {
        long at = 0;
        for (int tick = 0; tick < History.COLUMNS; tick++) {
            for (int i = 0; i < PER_TICK; i++) {
                for (var loop : Loops.all()) {
                    var cell = zone.on(loop);
                    cell.begins();
                    cell.ends(200, 120, 400);
                    cell.took(at = (at + STEP_NANOS) % LONGEST_NANOS, at / 2);
                }
            }
            zone.history.tick();
        }
    }

    /** All rows that there is room for, with a try each. */
    public static void recorder(Recorder recorder, Zone server, Zone location) {
        for (var loop : Loops.all()) {
            for (int i = 0; i < ROWS_OF_A_LOOP; i++) {
                var row = recorder.next(loop, i % 10 == 0);
                row.atMillis = 1_790_000_000_000L + i;
                row.nanos = 310_000 + i;
                row.sent = 400;
                row.status = 200;
                row.reason = "-";
                row.host = "shop";
                row.server = server;
                row.location = location;
                row.line(LINE, 0, LINE.length);
                row.noTries();
                var tried = row.next();
                tried.peer = "api_gateway_1:80";
                tried.status = 200;
                tried.startNanos = 60_000;
                tried.connectNanos = 0;
                tried.headerNanos = 200_000 + i;
                tried.nanos = 210_000 + i;
            }
        }
    }
}
