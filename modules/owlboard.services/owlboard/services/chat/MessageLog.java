package owlboard.services.chat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The last messages in memory: of a room at most {@link #OF_ROOM_MAX}, of all rooms at most so many bytes; the oldest go first. */
public final class MessageLog implements Messages {
    static final int OF_ROOM_MAX = 500;
    /** Bytes that each message takes beside its text. */
    private static final int OVERHEAD = 500;

    private final Map<String, Message> all = new LinkedHashMap<>();
    private final Map<String, Map<String, Message>> rooms = new HashMap<>();
    private final Map<String, Instant> begun = new HashMap<>();
    private final Feed feed;
    private final long bytesMax;
    private long bytes;

    public MessageLog(long bytesMax, Feed feed) {
        this.bytesMax = bytesMax;
        this.feed = feed;
    }

    @Override
    public synchronized void add(Message message) {
        var room = rooms.computeIfAbsent(message.dashboardId(), id -> new LinkedHashMap<>());
        begun.putIfAbsent(message.dashboardId(), message.timestamp());
        room.put(message.id(), message);
        all.put(message.id(), message);
        bytes += size(message);
        if (room.size() > OF_ROOM_MAX) forget(oldest(room));
        while (bytes > bytesMax && all.size() > 1) forget(oldest(all));
        feed.happened(message);
    }

    private static Message oldest(Map<String, Message> messages) {
        Iterator<Message> first = messages.values().iterator();
        return first.next();
    }

    private void forget(Message message) {
        all.remove(message.id());
        bytes -= size(message);
        var room = rooms.get(message.dashboardId());
        room.remove(message.id());
        if (!room.isEmpty()) return;
        rooms.remove(message.dashboardId());
        begun.remove(message.dashboardId());
    }

    private static long size(Message message) {
        return message.content().length() * 2L + OVERHEAD;
    }

    @Override
    public synchronized List<Message> latest(String dashboardId, int skip, int limit) {
        var room = new ArrayList<>(rooms.getOrDefault(dashboardId, Map.of()).values());
        int end = Math.max(0, room.size() - skip);
        return List.copyOf(room.subList(Math.max(0, end - limit), end));
    }

    @Override
    public synchronized int count(String dashboardId) {
        return rooms.getOrDefault(dashboardId, Map.of()).size();
    }

    @Override
    public synchronized long clear(String dashboardId) {
        var gone = List.copyOf(rooms.getOrDefault(dashboardId, Map.of()).values());
        gone.forEach(this::forget);
        feed.happened(new Cleared(UUID.randomUUID().toString(), dashboardId, gone.size(), ChatRoutes.now()));
        return gone.size();
    }

    @Override
    public synchronized Optional<Instant> since(String dashboardId) {
        return Optional.ofNullable(begun.get(dashboardId));
    }
}
