package owlboard.services.chat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import owlboard.services.json.Json;
import owlboard.services.websocket.Rooms;
import owlboard.services.websocket.WebSocket;

/**
 * Who is in the rooms, at this replica of the service and at the others. That a user comes or goes is announced to the sockets here,
 * however many windows and replicas.
 */
final class People implements Relay.Others {
    private final Rooms<Presence> here;
    private final Relay relay;
    /** Replica, room, user. */
    private final Map<String, Map<String, Map<String, Presence>>> elsewhere = new LinkedHashMap<>();

    People(Rooms<Presence> here, Relay relay) {
        this.here = here;
        this.relay = relay;
    }

    /** Under the lock, like all that changes who is there: a user who leaves and returns is not announced in the wrong order. */
    synchronized void enter(String dashboard, WebSocket socket, Presence self) {
        boolean isNew = !isPresent(dashboard, self);
        boolean isNewHere = !isHere(dashboard, self);
        here.join(dashboard, socket, self);
        if (isNew) announce(dashboard, "user_joined", self);
        if (isNewHere) relay.came(dashboard, self);
    }

    synchronized void leave(String dashboard, WebSocket socket, Presence self) {
        here.leave(dashboard, socket);
        if (isHere(dashboard, self)) return;
        relay.went(dashboard, self);
        if (!isPresent(dashboard, self)) announce(dashboard, "user_left", self);
    }

    private boolean isHere(String dashboard, Presence who) {
        return here.members(dashboard).stream().anyMatch(other -> other.isOf(who.userId()));
    }

    private boolean isPresent(String dashboard, Presence who) {
        return isHere(dashboard, who) || elsewhere.values().stream()
                .anyMatch(rooms -> rooms.getOrDefault(dashboard, Map.of()).containsKey(who.userId()));
    }

    /** The room hears it, who caused it as well. */
    private void announce(String dashboard, String type, Presence who) {
        here.tell(dashboard, Talk.event(type, who.event()), other -> true);
    }

    /** Each user once, however many windows are open. */
    synchronized List<Presence> in(String dashboard) {
        var users = new LinkedHashMap<String, Presence>();
        for (var presence : here.members(dashboard)) users.putIfAbsent(presence.userId(), presence);
        for (var rooms : elsewhere.values()) rooms.getOrDefault(dashboard, Map.of()).forEach(users::putIfAbsent);
        return List.copyOf(users.values());
    }

    /** To every window of the room but that of the sender. */
    void tellOtherWindows(String dashboard, Presence sender, String text) {
        here.tell(dashboard, text, other -> other != sender);
        relay.event(dashboard, null, text);
    }

    /** To every user of the room but the sender. */
    void tellOtherUsers(String dashboard, Presence sender, String text) {
        here.tell(dashboard, text, other -> !other.isOf(sender.userId()));
        relay.event(dashboard, sender.userId(), text);
    }

    @Override
    public void event(String dashboard, String exceptUser, String text) {
        here.tell(dashboard, text, other -> exceptUser == null || !other.isOf(exceptUser));
    }

    @Override
    public synchronized void came(String replica, String dashboard, Presence who) {
        boolean isNew = !isPresent(dashboard, who);
        elsewhere.computeIfAbsent(replica, id -> new HashMap<>()).computeIfAbsent(dashboard, id -> new LinkedHashMap<>())
                .put(who.userId(), who);
        if (isNew) announce(dashboard, "user_joined", who);
    }

    @Override
    public synchronized void went(String replica, String dashboard, Presence who) {
        var rooms = elsewhere.getOrDefault(replica, Map.of());
        var users = rooms.getOrDefault(dashboard, Map.of());
        if (!users.containsKey(who.userId())) return;
        users.remove(who.userId());
        if (users.isEmpty()) rooms.remove(dashboard);
        if (rooms.isEmpty()) elsewhere.remove(replica);
        if (!isPresent(dashboard, who)) announce(dashboard, "user_left", who);
    }

    @Override
    public synchronized void all(String replica, Map<String, List<Presence>> rooms) {
        var before = new HashMap<>(elsewhere.getOrDefault(replica, Map.of()));
        rooms.forEach((dashboard, users) -> users.forEach(who -> came(replica, dashboard, who)));
        before.forEach((dashboard, users) -> {
            var there = rooms.getOrDefault(dashboard, List.of()).stream().map(Presence::userId).toList();
            for (var who : new ArrayList<>(users.values())) if (!there.contains(who.userId())) went(replica, dashboard, who);
        });
    }

    @Override
    public synchronized void here(Consumer<Map<String, List<Presence>>> told) {
        told.accept(here.all());
    }
}
