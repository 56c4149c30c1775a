package owlboard.acceptance;

import java.net.URI;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** WebSockets of {@code java.net.http} whose messages a test waits for. */
final class Sockets {
    private Sockets() {}

    /** @throws java.net.http.WebSocketHandshakeException when the answer was no 101 */
    static Talk open(WebSocket.Builder builder, URI uri) throws Exception {
        var talk = new Talk();
        try {
            talk.socket = builder.connectTimeout(Await.PATIENCE).buildAsync(uri, talk).get(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS);
            return talk;
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof Exception cause) throw cause;
            throw failed;
        }
    }

    /** One end; called back by the client's threads. */
    static final class Talk implements WebSocket.Listener, AutoCloseable {
        private final List<String> heard = new ArrayList<>();
        private final StringBuilder partial = new StringBuilder();
        private WebSocket socket;
        private String end = "";

        @Override public synchronized CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                heard.add(partial.toString());
                partial.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override public synchronized CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            end = "closed " + code;
            return null;
        }

        @Override public synchronized void onError(WebSocket from, Throwable error) {
            end = "failed: " + error;
        }

        Talk sends(String text) throws Exception {
            socket.sendText(text, true).get(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS);
            return this;
        }

        /** The first message with this part, kept. */
        String hears(String part) throws Exception {
            Await.until("a message with " + part + ", heard: " + all() + " " + end(),
                    () -> all().stream().anyMatch(text -> text.contains(part)));
            return all().stream().filter(text -> text.contains(part)).findFirst().orElseThrow();
        }

        synchronized List<String> all() {
            return List.copyOf(heard);
        }

        /** Empty while it is open. */
        synchronized String end() {
            return end;
        }

        String awaitEnd() throws Exception {
            return Await.until("the end of a WebSocket", this::end, text -> !text.isEmpty());
        }

        void closes() throws Exception {
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "done").get(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }

        /** Without a close frame, as a client whose network is gone. */
        void aborts() {
            socket.abort();
        }

        @Override public void close() {
            socket.abort();
        }
    }
}
