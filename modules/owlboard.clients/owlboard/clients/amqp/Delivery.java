package owlboard.clients.amqp;

import java.io.IOException;
import owlboard.clients.amqp.wire.Kind;
import owlboard.clients.amqp.wire.Properties;

/**
 * A message that the broker gave to this client, which owes it an acknowledgement.
 *
 * @param redelivered somebody may have had it before
 * @param body        of the receiver alone
 */
@SuppressWarnings("exports") // who acknowledges need not see how
public record Delivery(String exchange, String routingKey, boolean redelivered, Properties properties, byte[] body, Receipt receipt) {

    /** Where the acknowledgement goes. */
    record Receipt(ClientChannel channel, long tag) {}

    /** The message is done with. Returns when this is on its way, not when the broker has heard it. */
    public void ack() throws IOException {
        receipt.channel.send(Kind.BASIC_ACK, receipt.tag, false);
    }

    /** The message is given back: to wait again, or else to be dropped. */
    public void reject(boolean requeue) throws IOException {
        receipt.channel.send(Kind.BASIC_REJECT, receipt.tag, requeue);
    }
}
