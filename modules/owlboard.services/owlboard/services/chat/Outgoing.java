package owlboard.services.chat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** Texts that wait to be sent. Anybody adds and never waits; one thread takes. */
final class Outgoing {
    /** The largest that a replica has to tell is who is there: up to 4096 sockets. */
    private static final int CHARACTERS_MAX = 2 << 20;
    private static final int AT_ONCE = 64;

    private final ArrayDeque<String> texts = new ArrayDeque<>();
    private int characters;
    private boolean isWoken;

    /** False when there is no room: it is not sent. */
    synchronized boolean add(String text) {
        if (characters + text.length() > CHARACTERS_MAX) return false;
        texts.add(text);
        characters += text.length();
        notifyAll();
        return true;
    }

    /** Ends a {@link #take}, this one or the next. */
    synchronized void wake() {
        isWoken = true;
        notifyAll();
    }

    /** The next ones; none after the time. */
    synchronized List<String> take(long millis) throws InterruptedException {
        if (texts.isEmpty() && !isWoken) wait(Math.max(1, millis));
        isWoken = false;
        var next = new ArrayList<String>();
        while (next.size() < AT_ONCE && !texts.isEmpty()) next.add(texts.poll());
        for (var text : next) characters -= text.length();
        return next;
    }

    synchronized void clear() {
        texts.clear();
        characters = 0;
    }
}
