package owlboard.services.chat;

import java.io.Closeable;
import java.io.IOException;
import owlboard.services.stores.Condition;
import owlboard.clients.redis.RedisClient;

/** A chat that keeps its messages in Redis and is one with the other replicas of the service. */
public final class RedisChat implements Closeable {
    private final RedisClient client;
    private final Condition condition;
    private final RedisRelay relay;
    private RedisMessages messages;

    /**
     * @param client is closed with this
     * @param condition of the store, as the log tells it
     */
    public RedisChat(RedisClient client, Condition condition) {
        this.client = client;
        this.condition = condition;
        relay = new RedisRelay(client);
    }

    /** Called once. */
    public Messages keep(Messages.Feed feed) {
        messages = new RedisMessages(client, feed, condition);
        return messages;
    }

    public Relay relay() {
        return relay;
    }

    /** Asks the server for a sign of life. */
    public void ping() throws IOException {
        client.command("PING");
    }

    @Override
    public void close() throws IOException {
        relay.close();
        messages.close();
        client.close();
    }
}
