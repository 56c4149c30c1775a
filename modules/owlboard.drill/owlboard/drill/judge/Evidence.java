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
 * @param machine    what handing on took that has nothing to do with the edge
 */
public record Evidence(List<Seen> seen, Map<String, Integer> executions, String unknown, Counters counters, Waits machine) {
    /**
     * Requests that peers were given.
     *
     * @param told       by the balancer
     * @param handshakes of WebSockets, which are no entries of their own
     * @param unheard    requests that ended without an answer: their tries are not known
     * @param shared     others may have used the edge at the same time
     */
    public record Counters(long told, int handshakes, int unheard, boolean shared) {}
}
