package owlboard.services.chat;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import owlboard.services.http.Call;
import owlboard.services.http.Fields;
import owlboard.services.http.Refusal;
import owlboard.services.http.Reply;
import owlboard.services.http.Routes;
import owlboard.services.websocket.Rooms;
import owlboard.services.json.Json;
import owlboard.services.stores.Events;

/** {@code /chat} and below. */
public final class ChatRoutes {
    static final int CONTENT_MAX = 4000;
    private static final int ID_MAX = 128;
    private static final int TYPE_MAX = 32;
    private static final int PAGE = 50;

    private final Messages messages;
    private final People people;

    private ChatRoutes(Messages messages, People people) {
        this.messages = messages;
        this.people = people;
    }

    /**
     * In memory.
     *
     * @param bytesMax of all messages together
     * @see #add(Routes, Function, Relay)
     */
    public static Events add(Routes routes, long bytesMax) {
        return add(routes, feed -> new MessageLog(bytesMax, feed), Relay.NONE);
    }

    /**
     * Returns who announces the changes of other services to those whom they touch.
     *
     * @param kept makes what keeps the messages and feeds the sockets
     * @param relay to the other replicas of the service
     */
    public static Events add(Routes routes, Function<Messages.Feed, Messages> kept, Relay relay) {
        var present = new Rooms<Presence>();
        var people = new People(present, relay);
        relay.begin(people);
        var handlers = new ChatRoutes(kept.apply(happening -> Talk.announce(present, happening)), people);
        routes.get("/chat/messages/{dashboard}", handlers::history)
            .post("/chat/messages/{dashboard}", handlers::say)
            .delete("/chat/messages/{dashboard}", handlers::clear)
            .get("/chat/rooms/{dashboard}", handlers::room)
            .get("/chat/users/{dashboard}", handlers::users)
            .socket("/chat/ws/{dashboard}", handlers::talk);
        return (key, data) -> present.tellAll(Talk.event(key, data), member -> true);
    }

    private Reply history(Call call) throws Refusal {
        int limit = call.parameter("limit", PAGE, MessageLog.OF_ROOM_MAX);
        int skip = call.parameter("skip", 0, MessageLog.OF_ROOM_MAX);
        return Reply.ok(messages.latest(call.name("dashboard"), skip, limit).stream().map(Message::json).toList());
    }

    /** From a body, which is answered 201; or from the query as the team's clients send it, which is answered 200. */
    private Reply say(Call call) throws Refusal, IOException {
        boolean inQuery = call.has("content");
        Fields said = inQuery ? call.query() : call.object();
        Message message = message(call.name("dashboard"), said.id("user_id", ID_MAX), said.text("username", ID_MAX), said);
        messages.add(message);
        return inQuery ? Reply.ok(message.json()) : Reply.created(message.json());
    }

    private Reply clear(Call call) throws Refusal {
        String dashboard = call.name("dashboard");
        return Reply.ok(Json.object("status", "success", "cleared_count", messages.clear(dashboard), "dashboard_id", dashboard));
    }

    /** @param said {@code content}, which some clients call {@code message}; and if it likes {@code message_type} and {@code reply_to} */
    static Message message(String dashboard, String userId, String username, Fields said) throws Refusal {
        String content = said.text(said.has("message") && !said.has("content") ? "message" : "content", CONTENT_MAX);
        return new Message(UUID.randomUUID().toString(), dashboard, userId, username, content,
            said.textOr("message_type", TYPE_MAX, "text"), said.textOr("reply_to", ID_MAX, null), now());
    }

    private Reply room(Call call) throws Refusal {
        String dashboard = call.name("dashboard");
        return Reply.ok(Json.object("id", dashboard, "dashboard_id", dashboard, "name", "Dashboard " + dashboard, "is_active", true,
            "created_at", messages.since(dashboard).orElseGet(ChatRoutes::now).toString(),
            "message_count", messages.count(dashboard), "connected_users", online(dashboard)));
    }

    private Reply users(Call call) throws Refusal {
        return Reply.ok(online(call.name("dashboard")));
    }

    private List<Map<String, Object>> online(String dashboard) {
        return people.in(dashboard).stream().map(Presence::seenJson).toList();
    }

    private Routes.Session talk(Call call) throws Refusal {
        String dashboard = call.name("dashboard");
        var presence = new Presence(call.parameter("user_id", 422), call.parameter("username", 422), now());
        return socket -> new Talk(messages, people, dashboard, presence, socket).run();
    }

    static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }
}
