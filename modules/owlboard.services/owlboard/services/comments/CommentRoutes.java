package owlboard.services.comments;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import owlboard.services.http.Call;
import owlboard.services.http.Fields;
import owlboard.services.http.Refusal;
import owlboard.services.http.Reply;
import owlboard.services.http.Routes;
import owlboard.services.json.Json;
import owlboard.services.stores.Events;
import owlboard.services.websocket.Rooms;
import owlboard.services.websocket.WebSocket;

/** {@code /comments} and below. */
public final class CommentRoutes {
    private static final int CONTENT_MAX = 4000;
    private static final int NAME_MAX = 128;

    /** What is known about a listener: nothing. */
    private record Listener() {}

    private final Comments comments;
    private final Rooms<Listener> listeners;

    private CommentRoutes(Comments comments, Rooms<Listener> listeners) {
        this.comments = comments;
        this.listeners = listeners;
    }

    /**
     * In memory.
     *
     * @param bytesMax of all comments together
     */
    public static Events add(Routes routes, long bytesMax) {
        return add(routes, feed -> new CommentTable(bytesMax, feed));
    }

    /**
     * Returns who announces the changes of other services to all who listen.
     *
     * @param kept makes what keeps the comments and feeds the listeners
     */
    public static Events add(Routes routes, Function<Comments.Feed, Comments> kept) {
        var listeners = new Rooms<Listener>();
        var handlers = new CommentRoutes(kept.apply((event, comment) -> announce(listeners, event, comment)), listeners);
        routes.post("/comments/dashboards/{dashboard}/users/{user}/comments", handlers::create)
            .get("/comments/dashboards/{dashboard}/comments", handlers::list)
            .get("/comments/dashboards/{dashboard}", handlers::list)
            .socket("/comments/ws/dashboards/{dashboard}/comments", handlers::listen)
            .get("/comments/{id}", handlers::get)
            .put("/comments/{id}", handlers::update)
            .put("/comments/{id}/coordinates", handlers::move)
            .delete("/comments/{id}", handlers::remove);
        return (key, data) -> listeners.tellAll(Json.write(Json.object("type", key, "data", data)), listener -> true);
    }

    private static void announce(Rooms<Listener> listeners, String event, Comment comment) {
        listeners.tell(comment.dashboardId(), Json.write(comment.json(event)), listener -> true);
    }

    private Reply create(Call call) throws Refusal, IOException {
        Fields body = call.object();
        var draft = new Comment.Draft(call.name("dashboard"), call.name("user"), body.textOr("user_name", NAME_MAX, null),
            body.text("content", CONTENT_MAX), place(body));
        return Reply.created(comments.add(draft).json());
    }

    private Reply list(Call call) throws Refusal {
        return Reply.ok(comments.ofDashboard(call.name("dashboard")).stream().map(Comment::json).toList());
    }

    private Reply get(Call call) throws Refusal {
        return Reply.ok(known(comments.byId(call.name("id"))).json());
    }

    private Reply update(Call call) throws Refusal, IOException {
        Fields body = call.object();
        var change = new Comment.Change(body.has("content") ? body.text("content", CONTENT_MAX) : null, place(body));
        if (change.isEmpty()) throw new Refusal(400, "Nothing to update: content or coordinates");
        return Reply.ok(known(comments.update(call.name("id"), change)).json());
    }

    /** The place as such, or as the {@code coordinates} of an object. */
    private Reply move(Call call) throws Refusal, IOException {
        Object told = call.json();
        var place = Comment.Place.of(told instanceof Map<?, ?> map && map.containsKey("coordinates") ? map.get("coordinates") : told);
        return Reply.ok(known(comments.update(call.name("id"), new Comment.Change(null, place))).json());
    }

    private Reply remove(Call call) throws Refusal {
        Comment gone = known(comments.remove(call.name("id")));
        return Reply.ok(Json.object("message", "Comment deleted", "id", gone.id()));
    }

    /** Listens until the peer leaves; what it says means nothing here. */
    private Routes.Session listen(Call call) throws Refusal {
        String dashboard = call.name("dashboard");
        return socket -> {
            listeners.join(dashboard, socket, new Listener());
            try {
                hear(socket);
            } finally {
                listeners.leave(dashboard, socket);
            }
        };
    }

    private static void hear(WebSocket socket) {
        while (socket.receive() != null) continue;
    }

    private static Comment.Place place(Fields body) throws Refusal {
        return body.has("coordinates") ? Comment.Place.of(body.members().get("coordinates")) : null;
    }

    private static Comment known(Optional<Comment> found) throws Refusal {
        return found.orElseThrow(() -> new Refusal(404, "Comment not found"));
    }
}
