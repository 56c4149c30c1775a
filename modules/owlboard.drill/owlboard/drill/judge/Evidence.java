package owlboard.drill.judge;

import java.util.List;
import java.util.Map;
import owlboard.drill.traffic.Seen;

/**
 * What was written down.
 *
 * @param seen       by all clients
 * @param executions nonce of a POST to how often it was found done; null when that could not be asked, for the reason in {@code unknown}
 * @param unknown    empty where all is known
 * @param counters   what the balancer says, beside what clients know; null where it says nothing
 * @param left       requests in progress at peers when all was over
 * @param machine    what the machine did meanwhile
 */
public record Evidence(List<Seen> seen, Map<String, Integer> executions, String unknown, Counters counters, Left left, Machine machine) {
    /**
     * Requests that peers were given.
     *
     * @param told       by the balancer
     * @param handshakes of WebSockets, which are no entries of their own
     * @param unheard    requests that ended without an answer: their tries are not known
     * @param shared     others may have used the edge at the same time
     */
    public record Counters(long told, int handshakes, int unheard, boolean shared) {}

    /**
     * Requests that peers still have when no client waits for one.
     *
     * @param peers  how many there are; 0: the balancer does not say
     * @param active by name, of those that have some
     * @param shared others may have used the edge at the same time
     */
    public record Left(int peers, Map<String, Long> active, boolean shared) {}
}
