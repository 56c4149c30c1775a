package owlboard.standins.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import owlboard.clients.redis.resp.Reply;
import owlboard.clients.redis.resp.RespReader;
import owlboard.standins.redis.data.Refused;
import owlboard.standins.redis.data.Store;
import owlboard.standins.redis.data.Watch;

/** What a connection has said since MULTI, and the keys it watches. */
final class Queued {
    private static final Set<String> ALONE = Set.of("auth", "hello", "client", "unwatch", "blpop", "brpop", "subscribe", "psubscribe",
            "unsubscribe", "punsubscribe");
    private static final int BYTES_MAX = RespReader.BULK_MAX;
    private static final int WORD_BYTES = 16;

    private final Store store;
    private final Watch watch = new Watch();
    private List<List<String>> commands;
    private long bytes;
    private boolean spoilt;

    Queued(Store store) {
        this.store = store;
    }

    boolean isOpen() {
        return commands != null;
    }

    /** A command was refused while queueing: nothing will run. */
    void spoil() {
        if (isOpen()) spoilt = true;
    }

    Reply open(List<String> words) {
        if (isOpen()) throw new Refused("ERR MULTI calls can not be nested");
        commands = new ArrayList<>();
        return Reply.OK;
    }

    Reply add(List<String> words) {
        var name = words.getFirst().toLowerCase(Locale.ROOT);
        if (ALONE.contains(name)) throw new Refused("ERR '" + name + "' is not supported inside MULTI");
        store.check(words);
        for (var word : words) bytes += word.length() + WORD_BYTES;
        if (bytes > BYTES_MAX) throw new Refused("ERR a transaction may have " + BYTES_MAX + " bytes here");
        commands.add(words);
        return new Reply.Status("QUEUED");
    }

    Reply discard(List<String> words) {
        if (!isOpen()) throw new Refused("ERR DISCARD without MULTI");
        end();
        return Reply.OK;
    }

    Store.Outcome run(int database) {
        if (!isOpen()) throw new Refused("ERR EXEC without MULTI");
        try {
            if (spoilt) throw new Refused("EXECABORT Transaction discarded because of previous errors.");
            return store.run(database, commands, watch);
        } finally {
            end();
        }
    }

    Reply watch(int database, List<String> words) {
        if (isOpen()) throw new Refused("ERR WATCH inside MULTI is not allowed");
        if (words.size() < 2) throw new Refused("ERR wrong number of arguments for 'watch' command");
        store.watch(watch, database, words.subList(1, words.size()));
        return Reply.OK;
    }

    Reply unwatch() {
        store.end(watch);
        return Reply.OK;
    }

    void end() {
        commands = null;
        bytes = 0;
        spoilt = false;
        store.end(watch);
    }
}
