package owlboard.services.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.edge.Wait;
import owlboard.harness.Patience;
import owlboard.services.Running;
import owlboard.services.SocketRig;
import owlboard.services.http.Refusal;
import owlboard.services.json.Json;
import owlboard.services.json.JsonException;
import owlboard.services.stores.Condition;
import owlboard.services.websocket.Rooms;
import owlboard.clients.StoreUrl;
import owlboard.clients.redis.RedisClient;
import owlboard.standins.redis.Servers;

/** What the chat does with a Redis, whoever made it. */
abstract class AnyRedisChat {
    private static final Instant NOW = ChatRoutes.now();

    @TempDir Path dir;
    private Servers.Running redis;
    private final List<Replica> replicas = new ArrayList<>();

    /** Starts a server on a free port, on the files of the one before. */
    abstract Servers.Running redis(Path dir) throws Exception;

    /** One process of the chat service. */
    private final class Replica {
        final RedisChat chat = new RedisChat(RedisClient.of(() -> redis.url()), new Condition("redis"));
        final SocketRig rig;

        Replica() throws Exception {
            rig = new SocketRig(routes -> ChatRoutes.add(routes, chat::keep, chat.relay()));
            replicas.add(this);
        }

        SocketRig.Peer join(String room, String user) {
            return rig.connect("/chat/ws/" + room + "?user_id=" + user + "&username=" + user);
        }

        int say(String room, String content) throws Exception {
            return rig.send("POST", "/chat/messages/" + room, Json.write(Map.of("user_id", "p", "username", "p", "content", content)))
                    .statusCode();
        }

        List<?> list(String path) throws Exception {
            return (List<?>) Json.read(rig.send("GET", path, null).body());
        }

        void waitUntilOthersKnow(int users, String room) throws Exception {
            Wait.until(users + " users in " + room, () -> users(room) == users);
        }

        private int users(String room) {
            try {
                return list("/chat/users/" + room).size();
            } catch (Exception failure) {
                return -1;
            }
        }

        void close() throws Exception {
            rig.close();
            chat.close();
        }
    }

    @BeforeEach
    void start() throws Exception {
        redis = redis(dir);
    }

    @AfterEach
    void stop() throws Exception {
        for (var replica : replicas) replica.close();
        redis.close();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> data(String event, String type) throws JsonException {
        var json = (Map<String, Object>) Json.read(event);
        assertEquals(type, json.get("type"), event);
        return (Map<String, Object>) json.get("data");
    }

    private static Map<String, Object> next(SocketRig.Peer peer, String type) throws Exception {
        return data(peer.hears(), type);
    }

    @Test
    void twoReplicasAreOneForThePeopleOfABoard() throws Exception {
        var one = new Replica();
        var two = new Replica();
        var ada = one.join("r", "ada");
        assertEquals("ada", next(ada, "user_joined").get("user_id"));
        two.waitUntilOthersKnow(1, "r");
        var bob = two.join("r", "bob");
        assertEquals("bob", next(bob, "user_joined").get("user_id"));
        assertEquals("bob", next(ada, "user_joined").get("user_id"));
        one.waitUntilOthersKnow(2, "r");
        var eve = two.join("other", "eve");
        next(eve, "user_joined");

        ada.say("{\"type\":\"draw\",\"data\":{\"op\":\"put\",\"shape\":{\"points\":[1,2.5]}}}");
        var drawn = next(bob, "draw");
        assertEquals("ada", drawn.get("user_id"));
        assertEquals(Map.of("points", List.of(1L, 2.5)), drawn.get("shape"));
        bob.say("{\"type\":\"typing\",\"is_typing\":true}");
        assertEquals("bob", next(ada, "typing").get("user_id"));
        for (int i = 0; i < 20; i++) {
            var from = i % 2 == 0 ? ada : bob;
            from.say("{\"type\":\"chat_message\",\"content\":\"größer " + i + "\"}");
            assertEquals("größer " + i, next(ada, "chat_message").get("content"));
            assertEquals("größer " + i, next(bob, "chat_message").get("content"));
        }
        assertEquals(20, two.list("/chat/messages/r").size());
        assertEquals(one.list("/chat/messages/r?limit=3&skip=2"), two.list("/chat/messages/r?limit=3&skip=2"));

        var second = one.join("r", "bob");  // a window elsewhere is no news
        bob.say("{\"type\":\"typing\",\"is_typing\":false}");
        next(ada, "typing");
        bob.leave();
        bob.closed.get(Patience.SECONDS, TimeUnit.SECONDS);
        second.leave();
        assertEquals("bob", next(ada, "user_left").get("user_id"));
        one.waitUntilOthersKnow(1, "r");
        two.waitUntilOthersKnow(1, "r");
        assertTrue(eve.hasHeardNothing());
    }

    @Test
    void aRoomThatIsClearedIsClearedEverywhereAndSaysSinceWhen() throws Exception {
        var one = new Replica();
        var two = new Replica();
        var ada = one.join("r", "ada");
        next(ada, "user_joined");
        two.waitUntilOthersKnow(1, "r");
        for (int i = 0; i < 3; i++) assertEquals(201, two.say("r", "m" + i));
        var first = next(ada, "chat_message");
        next(ada, "chat_message");
        next(ada, "chat_message");
        assertEquals(first.get("timestamp"), Running.object(one.rig.send("GET", "/chat/rooms/r", null)).get("created_at"));
        assertEquals(3L, Running.object(two.rig.send("DELETE", "/chat/messages/r", null)).get("cleared_count"));
        assertEquals(3L, next(ada, "messages_cleared").get("cleared_count"));
        assertEquals(List.of(), one.list("/chat/messages/r"));
        assertEquals(201, one.say("r", "after"));
        var after = next(ada, "chat_message");
        assertEquals(List.of(after), two.list("/chat/messages/r"));
        assertEquals(after.get("timestamp"), Running.object(two.rig.send("GET", "/chat/rooms/r", null)).get("created_at"));
    }

    @Test
    void whoComesLaterKnowsWhoIsThereAndAStoppingReplicaTakesItsPeopleAlong() throws Exception {
        var one = new Replica();
        var ada = one.join("r", "ada");
        next(ada, "user_joined");
        var two = new Replica();
        two.waitUntilOthersKnow(1, "r");
        var bob = two.join("r", "bob");
        next(bob, "user_joined");
        next(ada, "user_joined");
        long begun = System.nanoTime();
        two.chat.close();
        assertEquals("bob", next(ada, "user_left").get("user_id"));
        assertTrue(System.nanoTime() - begun < Patience.stretched(4).toNanos());
    }

    @Test
    void aReplicaThatWasKilledLeavesNoGhosts() throws Exception {
        var one = new Replica();
        var ada = one.join("r", "ada");
        next(ada, "user_joined");
        try (var killed = RedisClient.of(redis.url())) {
            var who = new Presence("ghost", "Ghost", ChatRoutes.now());
            var letters = List.of(new Passing.Letter("killed", new Passing.Came("r", who)),
                    new Passing.Letter("killed", new Passing.All(1, Map.of("r", List.of(who)))));
            Wait.until("the replica listens", () -> heard(killed, letters.getFirst()));
            for (var letter : letters) heard(killed, letter);
        }
        long begun = System.nanoTime();
        assertEquals("ghost", next(ada, "user_joined").get("user_id"));
        assertEquals(2, one.list("/chat/users/r").size());
        assertEquals("ghost", next(ada, "user_left").get("user_id"));
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun);
        assertTrue(seconds < Patience.stretched(10).toSeconds(), seconds + " s");
        assertEquals(1, one.list("/chat/users/r").size());
    }

    private static boolean heard(RedisClient client, Passing.Letter letter) {
        try {
            return client.command("PUBLISH", RedisRelay.CHANNEL, letter.json()).number() > 0;
        } catch (IOException failure) {
            return false;
        }
    }

    @Test
    void theServiceAndTheStoreRestartAndNothingIsLost() throws Exception {
        var one = new Replica();
        for (int i = 0; i < 3; i++) assertEquals(201, one.say("r", "m" + i));
        var before = one.list("/chat/messages/r");
        redis.close();
        var away = one.rig.send("POST", "/chat/messages/r", "{\"user_id\":7,\"username\":\"bob\",\"content\":\"lost\"}");
        assertEquals(503, away.statusCode());
        assertEquals("1", away.headers().firstValue("Retry-After").orElseThrow());
        assertEquals(Refusal.away().getMessage(), Running.detail(away), "no address and no word of the store");
        assertEquals(503, one.rig.send("GET", "/chat/messages/r", null).statusCode());
        var ada = one.join("r", "ada");
        next(ada, "user_joined");  // who is there is known without the store
        ada.say("{\"type\":\"chat_message\",\"content\":\"lost\"}");
        assertEquals(Refusal.away().getMessage(), next(ada, "error").get("detail"));
        redis = redis(dir);  // at another address
        assertEquals(before, one.list("/chat/messages/r"));
        assertEquals(201, one.say("r", "after"));
        assertEquals("after", next(ada, "chat_message").get("content"));
        assertEquals(4, new Replica().list("/chat/messages/r").size());
        assertEquals(201, one.say("r", "and more"));
        assertEquals("and more", next(ada, "chat_message").get("content"));  // "after" was told once
    }

    @Test
    void aRoomKeepsItsLastFiveHundred() throws Exception {
        try (var client = RedisClient.of(redis.url()); var messages = new RedisMessages(client, message -> { }, new Condition("redis"))) {
            for (int i = 0; i < 510; i++) messages.add(message("a", i));
            assertEquals(500, messages.count("a"));
            assertEquals(0, messages.count("b"));
            assertEquals(message("a", 509), messages.latest("a", 0, 1).getFirst());
            assertEquals("10", messages.latest("a", 0, 500).getFirst().content());
            assertEquals("507", messages.latest("a", 2, 1).getFirst().content());
            assertEquals(List.of(), messages.latest("a", 0, 0));
            assertEquals(List.of(), messages.latest("a", 500, 50));
            assertEquals(10, messages.latest("a", 490, 50).size());
            client.command("RPUSH", RedisMessages.ROOM + "b", "no message");
            assertEquals(List.of(), messages.latest("b", 0, 50));
        }
    }

    private static Message message(String room, int i) {
        return new Message(room + i, room, "u", "ü", Integer.toString(i), "text", i % 2 == 0 ? null : "r", NOW);
    }

    @Test
    void whoCannotListenStillHearsWhatItStored() throws Exception {
        var place = new AtomicReference<>(redis.url());
        var fed = new LinkedBlockingQueue<String>();
        try (var client = RedisClient.of(place::get)) {
            client.command("PING");
            // nothing is there: the subscription has no connection, the commands keep theirs
            place.set(StoreUrl.parse("redis://127.0.0.1:1/0"));
            try (var messages = new RedisMessages(client, message -> fed.add(message.id()), new Condition("redis"))) {
                messages.add(message("r", 1));
                assertEquals("r1", fed.poll());
                place.set(redis.url());
                Wait.until("it listens", () -> listeners(client) == 1);
                messages.add(message("r", 2));
                assertEquals("r2", fed.poll());
                assertTrue(fed.isEmpty());
            }
        }
    }

    private static long listeners(RedisClient client) {
        try {
            return client.command("PUBSUB", "NUMSUB", RedisMessages.CHANNEL).items().get(1).number();
        } catch (IOException failure) {
            return -1;
        }
    }

    @Test
    void whatWasMissedWhileTheStoreWasAwayIsFedOnce() throws Exception {
        var fed = new LinkedBlockingQueue<String>();
        try (var client = RedisClient.of(() -> redis.url()); var other = RedisClient.of(() -> redis.url());
                var messages = new RedisMessages(client, message -> fed.add(message.id()), new Condition("redis"));
                var elsewhere = new RedisMessages(other, message -> { }, new Condition("redis"))) {
            elsewhere.add(message("r", 1));
            Wait.until("it listens", () -> listeners(client) == 2);
            elsewhere.add(message("r", 2));
            Wait.until("it is fed", () -> fed.contains("r2"));
            fed.clear();
            redis.close();
            redis = redis(dir);
            Wait.until("the store is used again", () -> isStored(elsewhere, message("r", 3)));
            assertEquals("r3", fed.poll(Patience.SECONDS, TimeUnit.SECONDS));
            Wait.until("it listens", () -> listeners(client) == 2);
            elsewhere.add(message("r", 4));
            assertEquals("r4", fed.poll(Patience.SECONDS, TimeUnit.SECONDS));
            assertEquals(4, messages.count("r"));
        }
    }

    private static boolean isStored(Messages messages, Message message) {
        try {
            messages.add(message);
            return true;
        } catch (Refusal away) {
            return false;
        }
    }

    @Test
    void aWrongPasswordIsAReasonWithoutThePassword() throws Exception {
        var condition = new Condition("redis");
        var wrong = StoreUrl.parse("redis://:hush@127.0.0.1:" + redis.port() + "/0");
        var chat = new RedisChat(RedisClient.of(wrong), condition);
        try (chat) {
            var messages = chat.keep(message -> { });
            chat.relay().begin(new People(new Rooms<>(), chat.relay()));
            var refusal = assertThrows(Refusal.class, () -> messages.count("r"));
            assertEquals(503, refusal.status());
            assertEquals(Refusal.away().getMessage(), refusal.getMessage(), "no address and no word of the store");
            assertEquals("refuses the login of this service", condition.words());
            var said = assertThrows(IOException.class, chat::ping).getMessage();
            assertTrue(said.contains("correct the user, password") && !said.contains("hush"), said);
        }
        new Replica().chat.ping();
    }
}
