package owlboard.services.websocket;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * WebSockets that hear the same messages, grouped by a name; with each socket goes what its service knows about it.
 * A message to a room never waits for a member.
 */
public final class Rooms<M> {
    private final Map<String, Map<WebSocket, M>> rooms = new ConcurrentHashMap<>();

    public void join(String room, WebSocket socket, M member) {
        rooms.compute(room, (name, members) -> {
            Map<WebSocket, M> joined = members == null ? new ConcurrentHashMap<>() : members;
            joined.put(socket, member);
            return joined;
        });
    }

    /** An empty room is forgotten. */
    public void leave(String room, WebSocket socket) {
        rooms.computeIfPresent(room, (name, members) -> {
            members.remove(socket);
            return members.isEmpty() ? null : members;
        });
    }

    public List<M> members(String room) {
        return List.copyOf(rooms.getOrDefault(room, Map.of()).values());
    }

    /** Encoded once, queued at every member that {@code hears} it. */
    public void tell(String room, String message, Predicate<M> hears) {
        var members = rooms.get(room);
        if (members == null) return;
        byte[] frame = Frame.text(message);
        members.forEach((socket, member) -> {
            if (hears.test(member)) socket.send(frame);
        });
    }
}
