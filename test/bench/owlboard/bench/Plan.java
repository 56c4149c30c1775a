package owlboard.bench;

import java.util.List;
import owlboard.bench.Load.Speech;

/** How often and how long each load runs; seconds are whole because wrk wants them so. */
record Plan(List<Load> loads, int rounds, int seconds, int warmUpSeconds) {
    private static final List<Load> LOADS = List.of(
            new Load("16 connections", Speech.HTTP1, 16, "/"),
            new Load("64 connections", Speech.HTTP1, 64, "/"),
            new Load("512 connections", Speech.HTTP1, 512, "/"),
            new Load("64 KB bodies, 16 connections", Speech.HTTP1, 16, "/64k"),
            new Load("1 MB bodies, 16 connections", Speech.HTTP1, 16, "/1m"),
            new Load("h2, 16 x 32 streams", Speech.HTTP2, 16, "/"),
            new Load("h2 over TLS, 16 x 32 streams", Speech.HTTP2_TLS, 16, "/"));

    private static final List<String> VALUED = List.of("--rounds", "--seconds", "--only");

    static Plan of(List<String> options) {
        for (int i = 0; i < options.size(); i++) {
            if (options.get(i).equals("--quick")) continue;
            if (!VALUED.contains(options.get(i)) || i + 1 == options.size()) {
                throw new IllegalArgumentException("\"" + options.get(i) + "\": there are --quick, --rounds N, --seconds N, --only LOAD");
            }
            i++;
        }
        boolean quick = options.contains("--quick");
        var only = value(options, "--only", "");
        var loads = LOADS.stream().filter(load -> load.name().startsWith(only) && mayRun(load.speech())).toList();
        var remedy = "--only " + only + ": no load that may run begins with this; there are " + LOADS;
        if (loads.isEmpty()) throw new IllegalArgumentException(remedy);
        return new Plan(loads, Integer.parseInt(value(options, "--rounds", quick ? "1" : "5")),
                Integer.parseInt(value(options, "--seconds", quick ? "2" : "5")), quick ? 2 : 4);
    }

    private static boolean mayRun(Speech speech) {
        return switch (speech) {
            case HTTP1 -> true;
            case HTTP2 -> Program.isInstalled("h2load");
            case HTTP2_TLS -> Program.isInstalled("h2load") && Certificate.mayBeMade();
        };
    }

    /** Whether some load needs a certificate. */
    boolean speaksTls() {
        return loads.stream().anyMatch(load -> load.speech() == Speech.HTTP2_TLS);
    }

    /** The number behind an option. */
    static int number(List<String> options, String name, int unset) {
        return Integer.parseInt(value(options, name, Integer.toString(unset)));
    }

    private static String value(List<String> options, String name, String unset) {
        int at = options.indexOf(name);
        return at >= 0 && at + 1 < options.size() ? options.get(at + 1) : unset;
    }
}
