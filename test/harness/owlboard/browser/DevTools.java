package owlboard.browser;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import owlboard.harness.Patience;
import owlboard.services.json.Json;
import owlboard.services.json.JsonException;

/** The connection to the browser: commands with their answers, events by session. */
final class DevTools implements WebSocket.Listener, AutoCloseable {

    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicLong last = new AtomicLong();
    private final Map<Long, CompletableFuture<Map<?, ?>>> waiting = new ConcurrentHashMap<>();
    private final Map<String, BiConsumer<String, Map<?, ?>>> sessions = new ConcurrentHashMap<>();
    private final StringBuilder partial = new StringBuilder();
    private final WebSocket socket;
    private CompletableFuture<?> sending = CompletableFuture.completedFuture(null);

    DevTools(URI address) {
        socket = http.newWebSocketBuilder().buildAsync(address, this).join();
    }

    /** From now on {@code heard} is told the name and the parameters of each event of this session. */
    void listen(String session, BiConsumer<String, Map<?, ?>> heard) {
        sessions.put(session, heard);
    }

    /** @param session null: the browser itself */
    Map<?, ?> send(String session, String method, Object... parameters) {
        return result(method, post(session, method, parameters));
    }

    /** Does not wait for the answer, which {@link #result} has. */
    CompletableFuture<Map<?, ?>> post(String session, String method, Object... parameters) {
        long id = last.incrementAndGet();
        var command = Json.object("id", id, "method", method, "params", Json.object(parameters));
        if (session != null) command.put("sessionId", session);
        var answer = new CompletableFuture<Map<?, ?>>();
        waiting.put(id, answer);
        synchronized (this) {
            sending = sending.thenCompose(before -> socket.sendText(Json.write(command), true));
        }
        return answer;
    }

    static Map<?, ?> result(String method, CompletableFuture<Map<?, ?>> answer) {
        try {
            var message = answer.get(Patience.SECONDS, TimeUnit.SECONDS);
            if (message.get("error") != null) throw new AssertionError(method + ": " + message.get("error"));
            return (Map<?, ?>) message.get("result");
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("the browser does not answer " + method + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted in " + method, e);
        }
    }

    @Override public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean isLast) {
        partial.append(text);
        if (isLast) {
            var whole = partial.toString();
            partial.setLength(0);
            hear(whole);
        }
        from.request(1);
        return null;
    }

    private void hear(String text) {
        Map<?, ?> message;
        try {
            message = (Map<?, ?>) Json.read(text);
        } catch (JsonException wrong) {
            fail(wrong);
            return;
        }
        if (message.get("id") instanceof Long id) {
            var answer = waiting.remove(id);
            if (answer != null) answer.complete(message);
        } else if (message.get("sessionId") instanceof String session && sessions.containsKey(session)) {
            sessions.get(session).accept((String) message.get("method"), (Map<?, ?>) message.get("params"));
        }
    }

    @Override public void onError(WebSocket from, Throwable error) {
        fail(error);
    }

    @Override public CompletionStage<?> onClose(WebSocket from, int status, String reason) {
        fail(new AssertionError("the browser has closed its connection: " + status + " " + reason));
        return null;
    }

    private void fail(Throwable why) {
        waiting.values().forEach(answer -> answer.completeExceptionally(why));
    }

    @Override public void close() {
        socket.abort();
        http.shutdownNow();
    }
}
