package owlboard.topology;

import java.util.List;

/**
 * One role as it is now.
 *
 * @param pid      0 when no process runs
 * @param state    running, waiting (for another role), external (not ours), restarting, exited (will not be started again), stopped,
 * unsupervised
 * @param health   starting, healthy, unhealthy; reached or unreachable, for an external one that was asked; or empty when no process runs
 * @param ports    as docker compose prints them
 * @param addresses URLs, blank between two
 * @param born     start of the process, milliseconds since the epoch; 0 when none runs
 * @param note     why it does not run, or why it is not healthy; may be empty
 */
record Status(String name, String role, long pid, String state, String health, String ports, String addresses, int restarts, long born,
        String note) {

    static final String EXTERNAL = "external";
    /** Its supervisor was killed, and nobody has taken it over; or it is held by a signal. */
    static final String UNSUPERVISED = "unsupervised";

    /** As far as anybody here can know it. */
    boolean healthy() {
        return health.equals("healthy") || state.equals(EXTERNAL) && health.equals("reached");
    }

    boolean exited() {
        return state.startsWith("exited");
    }

    /** One line of the control socket. */
    String encode() {
        return String.join("\t", List.of(name, role, Long.toString(pid), state, health, ports, addresses, Integer.toString(restarts),
                Long.toString(born), note.replaceAll("[\\t\\n\\r]", " ")));
    }

    static Status decode(String line) {
        var parts = line.split("\t", -1);
        return new Status(parts[0], parts[1], Long.parseLong(parts[2]), parts[3], parts[4], parts[5], parts[6], Integer.parseInt(parts[7]),
                Long.parseLong(parts[8]), parts[9]);
    }

    /** How old its process is; of the wall clock, which may have been set since, only where the system does not tell. */
    long ageSeconds() {
        return Incarnation.ageSeconds(pid).orElseGet(() -> Math.max(0, (System.currentTimeMillis() - born) / 1000));
    }

    /** {@code 12s}, {@code 3m 4s}, {@code 2h 5m}, {@code 3d 1h}; {@code -} when nothing runs. */
    String uptime() {
        if (born == 0) return "-";
        long seconds = ageSeconds();
        if (seconds < 60) return seconds + "s";
        if (seconds < 3600) return seconds / 60 + "m " + seconds % 60 + "s";
        if (seconds < 86_400) return seconds / 3600 + "h " + seconds % 3600 / 60 + "m";
        return seconds / 86_400 + "d " + seconds % 86_400 / 3600 + "h";
    }
}
