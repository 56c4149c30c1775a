package owlboard.services;

import owlboard.services.canvas.CanvasRoutes;
import owlboard.services.canvas.CanvasTable;
import owlboard.services.canvas.Canvases;
import owlboard.services.canvas.PostgresCanvases;
import owlboard.services.canvas.ToldCanvases;
import owlboard.services.chat.ChatRoutes;
import owlboard.services.chat.RedisChat;
import owlboard.services.comments.CommentRoutes;
import owlboard.services.comments.MongoComments;
import owlboard.services.http.Routes;
import owlboard.services.http.Workers;
import owlboard.services.stores.Asked;
import owlboard.services.stores.Broker;
import owlboard.services.stores.Condition;
import owlboard.services.stores.Events;
import owlboard.services.stores.Store;
import owlboard.services.stores.Whereabouts;
import owlboard.services.users.MySqlUsers;
import owlboard.services.users.ToldUsers;
import owlboard.services.users.UserRoutes;
import owlboard.services.users.UserTable;
import owlboard.services.users.Users;
import owlboard.clients.mongo.MongoClient;
import owlboard.clients.mongo.bson.Document;
import owlboard.clients.redis.RedisClient;
import owlboard.wire.net.EndpointDirectory;

/**
 * What a service holds open to keep its data and to tell its changes.
 *
 * @param store null: in memory
 * @param broker null: none
 */
record Kept(Store store, Broker broker) implements AutoCloseable {
    /** What a service keeps in memory takes at most this part of the heap. */
    private static final int STATE_SHARE = 4;

    /** Adds a service's routes on what keeps its data. Waits for nothing: a store that is away is tried with each request. */
    static Kept start(Services.Options options, Routes routes, Workers workers) {
        var keeping = options.keeping();
        var directory = new EndpointDirectory(keeping.endpoints());
        var place = keeping.store() == null ? null : new Whereabouts(keeping.store(), directory);
        var condition = place == null ? null : new Condition(place.url().toString());
        long room = Runtime.getRuntime().maxMemory() / STATE_SHARE;
        return switch (options.kind()) {
            case USER -> {
                var sql = place == null ? null : MySqlUsers.open(place);
                var broker = broker(keeping, directory, null);
                Users users = sql == null ? new UserTable() : MySqlUsers.in(sql);
                UserRoutes.add(routes, new ToldUsers(users, events(broker)), options.trust().boardsWithoutToken());
                yield new Kept(sql, broker);
            }
            case CANVAS -> {
                var sql = place == null ? null : PostgresCanvases.open(place);
                var broker = broker(keeping, directory, null);
                Canvases canvases = sql == null ? new CanvasTable(room) : PostgresCanvases.in(sql);
                CanvasRoutes.add(routes, new ToldCanvases(canvases, events(broker)), workers);
                yield new Kept(sql, broker);
            }
            case CHAT -> {
                var chat = place == null ? null : new RedisChat(RedisClient.of(place), condition);
                var announcer = chat == null ? ChatRoutes.add(routes, room) : ChatRoutes.add(routes, chat::keep, chat.relay());
                var store = chat == null ? null : new Asked(condition, chat::ping, chat);
                yield new Kept(store, broker(keeping, directory, announcer));
            }
            case COMMENTS -> {
                var mongo = place == null ? null : MongoClient.of(place);
                var announcer = mongo == null ? CommentRoutes.add(routes, room)
                        : CommentRoutes.add(routes, feed -> new MongoComments(mongo, feed, condition));
                var store = mongo == null ? null : new Asked(condition, () -> mongo.command(Document.of("ping", 1)), mongo::close);
                yield new Kept(store, broker(keeping, directory, announcer));
            }
        };
    }

    private static Broker broker(Keeping keeping, EndpointDirectory directory, Events listener) {
        return keeping.broker() == null ? null : new Broker(new Whereabouts(keeping.broker(), directory), listener).start();
    }

    private static Events events(Broker broker) {
        return broker == null ? Events.NONE : broker;
    }

    @Override
    public void close() {
        if (broker != null) broker.close();
        if (store != null) store.close();
    }
}
