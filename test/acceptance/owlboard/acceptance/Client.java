package owlboard.acceptance;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import owlboard.services.json.Json;
import owlboard.services.json.JsonException;

/** A {@code java.net.http} client of one port, at an address of its own. */
final class Client implements AutoCloseable {
    private final String base;
    private final HttpClient http;

    Client(int port) throws IOException {
        this(port, "127.0.0.1");
    }

    /** @param own any of 127.0.0.0/8 */
    Client(int port, String own) throws IOException {
        base = "127.0.0.1:" + port;
        http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).localAddress(InetAddress.getByName(own))
                .connectTimeout(Await.PATIENCE).build();
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send("GET", path, null);
    }

    HttpResponse<String> post(String path, Map<String, ?> json) throws IOException, InterruptedException {
        return send("POST", path, json);
    }

    HttpResponse<String> send(String method, String path, Map<String, ?> json) throws IOException, InterruptedException {
        if (json == null) return send(method, path, null, new String[0]);
        return send(method, path, Json.write(json), "Content-Type", "application/json");
    }

    /** @param headers names and values */
    HttpResponse<String> send(String method, String path, String body, String... headers) throws IOException, InterruptedException {
        var bytes = body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
        var request = HttpRequest.newBuilder(URI.create("http://" + base + path)).timeout(Await.PATIENCE).method(method, bytes);
        if (headers.length > 0) request.headers(headers);
        return http.send(request.build(), BodyHandlers.ofString());
    }

    HttpResponse<String> form(String path, String body) throws IOException, InterruptedException {
        return send("POST", path, body, "Content-Type", "application/x-www-form-urlencoded");
    }

    /** The header of whoever logs in so. */
    String[] token(String login, String password) throws IOException, InterruptedException {
        var answer = object(200, post("/api/users/login", Map.of(login.contains("@") ? "email" : "username", login, "password", password)));
        return new String[] {"Authorization", "Bearer " + answer.get("access_token")};
    }

    /** A JSON object or list, of an answer that must have this status. */
    static Object json(int status, HttpResponse<String> answer) {
        if (answer.statusCode() != status) {
            throw new AssertionError(answer + ": expected " + status + ", got " + answer.headers().map() + "\n" + answer.body());
        }
        return parsed(answer.body());
    }

    static Object parsed(String text) {
        try {
            return Json.read(text.getBytes(StandardCharsets.UTF_8));
        } catch (JsonException wrong) {
            throw new AssertionError("not JSON: " + text, wrong);
        }
    }

    static Map<?, ?> object(int status, HttpResponse<String> answer) {
        return (Map<?, ?>) json(status, answer);
    }

    /** Opens a WebSocket. */
    Sockets.Talk webSocket(String path) throws Exception {
        return Sockets.open(http.newWebSocketBuilder(), URI.create("ws://" + base + path));
    }

    /** Opens one for a page of this origin. */
    Sockets.Talk webSocket(String path, String origin) throws Exception {
        return Sockets.open(http.newWebSocketBuilder().header("Origin", origin), URI.create("ws://" + base + path));
    }

    @Override public void close() {
        http.shutdownNow();
        http.close();
    }
}
