package owlboard.bench;

import java.util.List;

/** How often and how long each load runs; seconds are whole because wrk wants them so. */
record Plan(List<Load> loads, int rounds, int seconds, int warmUpSeconds) {
    private static final List<Load> LOADS = List.of(
            new Load("16 connections", 16, "/"),
            new Load("64 connections", 64, "/"),
            new Load("512 connections", 512, "/"),
            new Load("64 KB bodies, 16 connections", 16, "/64k"),
            new Load("1 MB bodies, 16 connections", 16, "/1m"));

    static Plan of(List<String> options) {
        boolean quick = options.contains("--quick");
        var only = value(options, "--only", "");
        var loads = LOADS.stream().filter(load -> load.name().startsWith(only)).toList();
        if (loads.isEmpty()) throw new IllegalArgumentException("--only " + only + ": no load begins with this; there are " + LOADS);
        return new Plan(loads, Integer.parseInt(value(options, "--rounds", quick ? "1" : "5")),
                Integer.parseInt(value(options, "--seconds", quick ? "2" : "5")), quick ? 2 : 4);
    }

    private static String value(List<String> options, String name, String unset) {
        int at = options.indexOf(name);
        return at >= 0 && at + 1 < options.size() ? options.get(at + 1) : unset;
    }
}
