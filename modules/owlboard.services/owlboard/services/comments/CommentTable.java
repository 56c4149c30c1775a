package owlboard.services.comments;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import owlboard.services.http.Refusal;

/** Comments in memory; gone with the process. */
public final class CommentTable implements Comments {
    static final int OF_DASHBOARD_MAX = 1000;
    /** Bytes that each comment takes beside its text. */
    private static final int OVERHEAD = 400;

    private final Map<String, Comment> comments = new HashMap<>();
    private final Map<String, Map<String, Comment>> dashboards = new HashMap<>();
    private final Feed feed;
    private final long bytesMax;
    private long bytes;
    private int counter = ThreadLocalRandom.current().nextInt();
    private final long process = ThreadLocalRandom.current().nextLong() & 0xFF_FFFF_FFFFL;

    /** @param bytesMax of all comments together */
    public CommentTable(long bytesMax, Feed feed) {
        this.bytesMax = bytesMax;
        this.feed = feed;
    }

    @Override
    public synchronized Comment add(Comment.Draft draft) throws Refusal {
        Instant now = now();
        var comment = new Comment(nextId(now), draft.dashboardId(), draft.userId(), draft.userName(), draft.content(), draft.place(), now,
                now);
        var board = dashboards.get(draft.dashboardId());
        if (board != null && board.size() == OF_DASHBOARD_MAX) {
            throw new Refusal(507, "no room for more than " + OF_DASHBOARD_MAX + " comments on a board");
        }
        put(comment, null);
        feed.changed("created", comment);
        return comment;
    }

    /** As MongoDB makes them: seconds, five random bytes of the process, a counter; 24 hexadecimal digits. */
    private String nextId(Instant now) {
        var hex = HexFormat.of();
        return hex.toHexDigits(now.getEpochSecond(), 8) + hex.toHexDigits(process, 10) + hex.toHexDigits(counter++, 6);
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }

    private void put(Comment comment, Comment before) throws Refusal {
        long after = bytes + size(comment) - size(before);
        if (after > bytesMax) throw new Refusal(507, "no room for more than " + bytesMax + " bytes of comments; delete some");
        bytes = after;
        comments.put(comment.id(), comment);
        dashboards.computeIfAbsent(comment.dashboardId(), id -> new LinkedHashMap<>()).put(comment.id(), comment);
    }

    private static long size(Comment comment) {
        return comment == null ? 0 : comment.content().length() * 2L + OVERHEAD;
    }

    @Override
    public synchronized Optional<Comment> byId(String id) {
        return Optional.ofNullable(comments.get(id));
    }

    @Override
    public synchronized List<Comment> ofDashboard(String dashboardId) {
        return List.copyOf(dashboards.getOrDefault(dashboardId, Map.of()).values());
    }

    @Override
    public synchronized Optional<Comment> update(String id, Comment.Change change) throws Refusal {
        Comment before = comments.get(id);
        if (before == null) return Optional.empty();
        Comment after = before.with(change, now());
        put(after, before);
        feed.changed("updated", after);
        return Optional.of(after);
    }

    @Override
    public synchronized Optional<Comment> remove(String id) {
        Comment gone = comments.remove(id);
        if (gone == null) return Optional.empty();
        bytes -= size(gone);
        var board = dashboards.get(gone.dashboardId());
        board.remove(id);
        if (board.isEmpty()) dashboards.remove(gone.dashboardId());
        feed.changed("deleted", gone);
        return Optional.of(gone);
    }
}
