package owlboard.bench;

import java.io.IOException;
import java.util.regex.Pattern;

/** Runs wrk, which speaks HTTP/1, and reads what it prints. */
final class Wrk {
    /** @param errors empty, or a remark on answers and connections that failed: such a run measures nothing */
    record Result(long requests, double perSecond, double p50Millis, double p99Millis, String errors) {}

    private Wrk() {}

    static Result run(Load load, int port, int seconds) throws IOException, InterruptedException {
        var process = new ProcessBuilder("wrk", "-t2", "-c" + load.connections(), "-d" + seconds + "s", "--latency",
                "http://127.0.0.1:" + port + load.path())
                .redirectErrorStream(true).start();
        var text = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) throw new IOException("wrk failed: " + text);
        return new Result(Long.parseLong(find(text, "(\\d+) requests in")), Double.parseDouble(find(text, "Requests/sec: +([\\d.]+)")),
                millis(find(text, "50% +(\\S+)")), millis(find(text, "99% +(\\S+)")), errors(text));
    }

    private static String find(String text, String pattern) throws IOException {
        var matcher = Pattern.compile(pattern).matcher(text);
        if (!matcher.find()) throw new IOException("wrk printed no " + pattern + ":\n" + text);
        return matcher.group(1);
    }

    private static double millis(String time) {
        double number = Double.parseDouble(time.replaceAll("[a-z]", ""));
        if (time.endsWith("us")) return number / 1000;
        return time.endsWith("ms") ? number : number * 1000;
    }

    private static String errors(String text) {
        var errors = new StringBuilder();
        for (var line : text.lines().toList()) {
            if (line.contains("Socket errors") || line.contains("Non-2xx")) errors.append("  FAILED: ").append(line.strip());
        }
        return errors.toString();
    }
}
