package owlboard.services.chat;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
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
    private final Rooms<Presence> present;

    private ChatRoutes(Messages messages, Rooms<Presence> present) {
        this.messages = messages;
        this.present = present;
    }

    /**
     * Returns who announces the changes of other services to those whom they touch.
     *
     * @param bytesMax of all messages together
     */
    public static Events add(Routes routes, long bytesMax) {
        var present = new Rooms<Presence>();
        var handlers = new ChatRoutes(new MessageLog(bytesMax, message -> Talk.announce(present, message)), present);
        routes.get("/chat/messages/{dashboard}", handlers::history)
            .post("/chat/messages/{dashboard}", handlers::say)
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

    private Reply say(Call call) throws Refusal, IOException {
        Fields body = call.object();
        Message message = message(call.name("dashboard"), body.id("user_id", ID_MAX), body.text("username", ID_MAX), body);
        messages.add(message);
        return Reply.created(message.json());
    }

    /** @param said {@code content}, and if it likes {@code message_type} and {@code reply_to} */
    static Message message(String dashboard, String userId, String username, Fields said) throws Refusal {
        return new Message(UUID.randomUUID().toString(), dashboard, userId, username, said.text("content", CONTENT_MAX),
            said.textOr("message_type", TYPE_MAX, "text"), said.textOr("reply_to", ID_MAX, null), now());
    }

    private Reply room(Call call) throws Refusal {
        String dashboard = call.name("dashboard");
        return Reply.ok(Json.object("id", dashboard, "dashboard_id", dashboard, "name", "Dashboard " + dashboard, "is_active", true,
            "message_count", messages.count(dashboard), "connected_users", online(dashboard)));
    }

    private Reply users(Call call) throws Refusal {
        return Reply.ok(online(call.name("dashboard")));
    }

    /** Each user once, however many windows are open. */
    private List<Map<String, Object>> online(String dashboard) {
        var users = new LinkedHashMap<String, Presence>();
        for (Presence presence : present.members(dashboard)) users.putIfAbsent(presence.userId(), presence);
        return users.values().stream().map(Presence::json).toList();
    }

    private Routes.Session talk(Call call) throws Refusal {
        String dashboard = call.name("dashboard");
        var presence = new Presence(call.parameter("user_id", 422), call.parameter("username", 422), now());
        return socket -> new Talk(messages, present, dashboard, presence, socket).run();
    }

    static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }
}
