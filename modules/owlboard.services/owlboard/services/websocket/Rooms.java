package owlboard.services.websocket;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * WebSockets that hear the same messages, grouped by a name; with each socket goes what its service knows about it.
 * A message to a room never waits for a member, so all of it runs under this object's lock: every member hears
 * messages in the same order. Who must tell what it changed before others do takes the lock around both.
 */
public final class Rooms<M> {
    private final Map<String, Map<WebSocket, M>> rooms = new HashMap<>();

    public synchronized void join(String room, WebSocket socket, M member) {
        rooms.computeIfAbsent(room, name -> new LinkedHashMap<>()).put(socket, member);
    }

    /** An empty room is forgotten. */
    public synchronized void leave(String room, WebSocket socket) {
        rooms.computeIfPresent(room, (name, members) -> {
            members.remove(socket);
            return members.isEmpty() ? null : members;
        });
    }

    /** In the order in which they joined. */
    public synchronized List<M> members(String room) {
        return List.copyOf(rooms.getOrDefault(room, Map.of()).values());
    }

    /** The members of each room. */
    public synchronized Map<String, List<M>> all() {
        var all = new HashMap<String, List<M>>();
        rooms.forEach((room, members) -> all.put(room, List.copyOf(members.values())));
        return all;
    }

    /** Encoded once, queued at every member that {@code hears} it. */
    public synchronized void tell(String room, String message, Predicate<M> hears) {
        var members = rooms.getOrDefault(room, Map.of());
        if (members.isEmpty()) return;
        byte[] frame = Frame.text(message);
        members.forEach((socket, member) -> {
            if (hears.test(member)) socket.send(frame);
        });
    }

    /** Like {@link #tell}, to all rooms. */
    public synchronized void tellAll(String message, Predicate<M> hears) {
        for (var room : List.copyOf(rooms.keySet())) tell(room, message, hears);
    }
}
