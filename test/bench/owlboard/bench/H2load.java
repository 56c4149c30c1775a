package owlboard.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Runs h2load and reads what it prints, and its line for each request. */
final class H2load {
    private static final Pattern DONE = Pattern.compile("(\\d+) succeeded, (\\d+) failed, (\\d+) errored, (\\d+) timeout");
    private static final Pattern GOOD = Pattern.compile("status codes: (\\d+) 2xx");

    private H2load() {}

    static Wrk.Result run(Load load, int port, int seconds) throws IOException, InterruptedException {
        var scheme = load.speech() == Load.Speech.HTTP2_TLS ? "https" : "http";
        var lines = Files.createTempFile("h2load", ".log");
        Files.delete(lines); // h2load makes it
        try {
            var process = new ProcessBuilder("h2load", "-t2", "-c" + load.connections(), "-m" + Load.STREAMS, "-D" + seconds,
                    "--log-file=" + lines, scheme + "://127.0.0.1:" + port + load.path()).redirectErrorStream(true).start();
            var text = new String(process.getInputStream().readAllBytes());
            if (process.waitFor() != 0) throw new IOException("h2load failed: " + text);
            var done = DONE.matcher(text);
            var good = GOOD.matcher(text);
            if (!done.find() || !good.find()) throw new IOException("h2load printed no counts:\n" + text);
            long requests = Long.parseLong(done.group(1));
            boolean isGood = Long.parseLong(good.group(1)) >= requests && done.group(2).equals("0"); // some heads come without their bodies
            double[] millis = millis(lines);
            return new Wrk.Result(requests, requests / (double) seconds, at(millis, 0.5), at(millis, 0.99),
                    isGood && requests > 0 ? "" : "  FAILED: " + done.group() + ", " + good.group());
        } finally {
            Files.deleteIfExists(lines);
        }
    }

    /** How long each request took, in order: when it began, its status, and microseconds. */
    private static double[] millis(Path lines) throws IOException {
        try (var all = Files.lines(lines)) {
            return all.mapToDouble(line -> Long.parseLong(line.substring(line.lastIndexOf('\t') + 1).strip()) / 1000.0).sorted().toArray();
        }
    }

    private static double at(double[] sorted, double share) {
        return sorted.length == 0 ? Double.NaN : sorted[(int) Math.min(sorted.length - 1, sorted.length * share)];
    }
}
