package owlboard.standins.redis.data;

import java.util.ArrayList;
import owlboard.clients.redis.resp.Reply;

/** PUBLISH and PUBSUB. Listening is the connection's own affair. */
final class ChannelCommands {
    private ChannelCommands() {}

    static void define() {
        Commands.reads("publish", 3, call -> Reply.of(call.keyspace().channels.publish(call.word(1), call.word(2))));
        Commands.reads("pubsub", -2, ChannelCommands::pubsub);
    }

    private static Reply pubsub(Call call) {
        var channels = call.keyspace().channels;
        return switch (call.option(1)) {
            case "CHANNELS" -> Reply.of(channels.names(call.size() > 2 ? call.word(2) : null));
            case "NUMSUB" -> {
                var counts = new ArrayList<Reply>();
                for (var name : call.from(2)) {
                    counts.add(Reply.of(name));
                    counts.add(Reply.of(channels.listeners(name)));
                }
                yield new Reply.Items(counts);
            }
            default -> throw new Refused("ERR unknown subcommand '" + call.word(1) + "' of PUBSUB");
        };
    }
}
