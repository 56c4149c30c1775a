package owlboard.drill.traffic;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import owlboard.drill.traffic.Seen.Outcome;
import owlboard.drill.traffic.Seen.Sort;

/** Somebody with an address, idle connections, a board, and comments on it. Many requests of one may be under way. */
final class Person {
    private static final int IDLE_MAX = 64;
    private static final int OWN_MAX = 100;
    /** A board takes 1000 comments. */
    private static final int BOARD_MAX = 900;
    private static final Pattern ID = Pattern.compile("\"id\"\\s*:\\s*\"?([0-9a-f]{1,64})\"?");

    /** A comment that is there: its id, and what it says. */
    record Comment(String id, String nonce) {}

    private final InetSocketAddress edge;
    private final String address;
    private final String name;
    private final int timeoutMillis;
    private final ArrayDeque<Wire> idle = new ArrayDeque<>();
    private final List<Comment> own = new ArrayList<>();
    private final List<String> boards = new ArrayList<>();
    private final List<String> removable = new ArrayList<>();
    private final AtomicInteger unheard = new AtomicInteger();
    private int posted;

    Person(InetSocketAddress edge, String address, String name, int timeoutMillis) {
        this.edge = edge;
        this.address = address;
        this.name = name;
        this.timeoutMillis = timeoutMillis;
    }

    String address() {
        return address;
    }

    String name() {
        return name;
    }

    /** Requests whose connection ended before an answer. */
    int unheard() {
        return unheard.get();
    }

    /** All boards that it has written on. */
    synchronized List<String> boards() {
        return List.copyOf(boards);
    }

    /** Ids of all comments that it knows to be there. */
    synchronized List<String> written() {
        return List.copyOf(removable);
    }

    private synchronized String board() {
        if (posted++ % BOARD_MAX == 0) boards.add(name + "-" + boards.size());
        return boards.getLast();
    }

    private synchronized void keep(Comment comment) {
        removable.add(comment.id);
        if (own.size() < OWN_MAX) own.add(comment);
        else own.set(ThreadLocalRandom.current().nextInt(OWN_MAX), comment);
    }

    /** One of its comments; null when it has none. */
    private synchronized Comment any() {
        return own.isEmpty() ? null : own.get(ThreadLocalRandom.current().nextInt(own.size()));
    }

    /** A comment read again, which must be the one that was written. */
    Seen reads(Journal journal) {
        var comment = any();
        if (comment == null) return gets(journal, "comments", "/api/comments/health", "");
        return gets(journal, "comments", "/api/comments/" + comment.id, comment.nonce);
    }

    /** {@code nonce}: what the body must have; empty: anything will do. */
    Seen gets(Journal journal, String service, String target, String nonce) {
        long at = journal.now();
        try {
            var answer = exchange("GET", target, "", true);
            boolean foreign = !nonce.isEmpty() && answer.status() == 200 && !answer.text().contains(nonce);
            return new Seen(Sort.GET, service, nonce, at, journal.now() - at, outcome(answer, foreign));
        } catch (IOException failed) {
            return failed(Sort.GET, service, nonce, at, journal.now() - at, failed);
        }
    }

    /** A comment that says {@code nonce}. */
    Seen writes(Journal journal, String nonce) {
        long at = journal.now();
        var target = "/api/comments/dashboards/" + board() + "/users/" + name + "/comments";
        try {
            var answer = exchange("POST", target, "{\"content\":\"" + nonce + "\"}", false);
            long tookNanos = journal.now() - at;
            var id = ID.matcher(answer.text());
            boolean written = answer.status() == 201;
            boolean foreign = written && !answer.text().contains(nonce);
            if (written && !foreign && id.find()) keep(new Comment(id.group(1), nonce));
            return new Seen(Sort.POST, "comments", nonce, at, tookNanos, outcome(answer, foreign));
        } catch (IOException failed) {
            return failed(Sort.POST, "comments", nonce, at, journal.now() - at, failed);
        }
    }

    private static Outcome outcome(Wire.Answer answer, boolean foreign) {
        var edition = answer.header("x-drill-edition");
        return new Outcome(answer.status(), "", answer.header("x-upstream-server"), foreign,
                edition.matches("\\d{1,9}") ? Integer.parseInt(edition) : -1);
    }

    static Seen failed(Sort sort, String service, String nonce, long atNanos, long tookNanos, IOException cause) {
        var text = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return new Seen(sort, service, nonce, atNanos, tookNanos, new Outcome(0, text, "", false, -1));
    }

    /**
     * Over an idle connection if there is one. One that was closed just as it was used costs an idempotent request another
     * try on a fresh one, as every browser makes it (RFC 9112 §9.3.1).
     */
    Wire.Answer exchange(String method, String target, String body, boolean idempotent) throws IOException {
        var wire = rested();
        if (wire == null) wire = Wire.to(edge, address, timeoutMillis);
        try {
            return exchange(wire, method, target, body);
        } catch (IOException failed) {
            if (!idempotent || !wire.isUsedBefore() || wire.hasHeard()) throw failed;
            return exchange(Wire.to(edge, address, timeoutMillis), method, target, body);
        }
    }

    private Wire.Answer exchange(Wire wire, String method, String target, String body) throws IOException {
        try {
            wire.ask(method, target, "", body);
            var answer = wire.answer();
            rest(wire);
            return answer;
        } catch (IOException failed) {
            wire.close();
            unheard.incrementAndGet();
            throw failed;
        }
    }

    private Wire rested() {
        while (true) {
            Wire wire;
            synchronized (idle) {
                wire = idle.pollLast();
            }
            if (wire == null || wire.isReusable()) return wire;
            wire.close();
        }
    }

    private void rest(Wire wire) {
        boolean kept;
        synchronized (idle) {
            kept = wire.isOpen() && idle.size() < IDLE_MAX;
            if (kept) idle.addLast(wire);
        }
        if (!kept) wire.close();
    }

    /** Lets go of idle connections. */
    void leaves() {
        synchronized (idle) {
            idle.forEach(Wire::close);
            idle.clear();
        }
    }
}
