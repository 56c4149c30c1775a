package owlboard.proxy;

import java.util.List;
import owlboard.config.Place;

/**
 * What would become of a request at one hop, as far as that can be known without sending anything.
 *
 * @param steps what it meets, in order, and why
 * @param settings where the settings stand that are in force: a location, an {@code if}, or a server
 * @param sends the head that a peer would be sent; null: none is asked
 * @param returns the head that the client gets; of a peer's answer what is added to it. Null: a page of an error
 * @param peers whom it may be sent to; empty: nobody
 * @param rule how one of them is chosen: {@code api_gateways, least_conn}
 * @param choice which of them it is, as far as the request decides that
 * @param secure whether they are asked by TLS
 */
public record Explanation(List<Step> steps, Place settings, String sends, String returns, List<Peer> peers, String rule,
        Choice choice, boolean secure) {
    /** {@code place} null where no line says it. */
    public record Step(String what, String text, Place place) {}

    /** {@code state}: as far as it is known without asking: {@code up}, {@code down}, {@code draining}, {@code unresolved}. */
    public record Peer(String name, String state, boolean backup, int weight) {}

    /**
     * Among the peers.
     *
     * @param why what the request has to do with it: {@code hash of "a"}; empty: nothing
     * @param certain the request decides who is first, not whose turn it is
     * @param bound the first one is whom the client is bound to: it serves that client also while it is being drained
     * @param order names of peers as they would be asked one after the other, were each of them out of order
     */
    public record Choice(String why, boolean certain, boolean bound, List<String> order) {}

    /** How a request comes; EITHER: as its port has it. */
    public enum Channel { PLAIN, TLS, EITHER }

    /**
     * What is asked.
     *
     * @param head a request's head, with its empty line
     * @param from the client's address
     * @param port the listen port that it comes by
     */
    public record Question(byte[] head, String from, int port, Channel channel) {
        public Question(byte[] head, String from, int port) {
            this(head, from, port, Channel.EITHER);
        }
    }
}
