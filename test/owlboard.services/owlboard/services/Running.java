package owlboard.services;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import owlboard.harness.Patience;
import owlboard.harness.Reserved;
import owlboard.services.json.Json;
import owlboard.services.json.JsonException;

/** A service on a free port, and a client that speaks JSON with it. */
public final class Running implements AutoCloseable {
    private final Reserved port = new Reserved(); // nobody else listens there when the service has ended
    private final Service service;
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    public Running(Services.Kind kind) throws IOException {
        this(kind, Keeping.IN_MEMORY);
    }

    public Running(Services.Kind kind, Keeping keeping) throws IOException {
        this(kind, keeping, Trust.STANDARD);
    }

    public Running(Services.Kind kind, Keeping keeping, Trust trust) throws IOException {
        service = Services.start(new Services.Options(kind, port.address(), null, keeping, null, trust));
    }

    public int port() {
        return service.port();
    }

    public HttpResponse<String> send(String method, String path, String body, String... headers) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path))
            .timeout(Patience.TIME)
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (headers.length > 0) request.headers(headers);
        return client.send(request.build(), BodyHandlers.ofString());
    }

    public HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send("GET", path, null);
    }

    public HttpResponse<String> post(String path, Object json) throws IOException, InterruptedException {
        return send("POST", path, Json.write(json));
    }

    /** A form, as browsers and the team's clients send it. */
    public HttpResponse<String> form(String path, String body, String... headers) throws IOException, InterruptedException {
        var all = new ArrayList<>(List.of("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"));
        all.addAll(List.of(headers));
        return send("POST", path, body, all.toArray(String[]::new));
    }

    /** The header of whoever logs in so. */
    public String[] token(String username, String password) throws IOException, InterruptedException, JsonException {
        var login = post("/users/login", Map.of("username", username, "password", password));
        if (login.statusCode() != 200) throw new AssertionError(login.statusCode() + " " + login.body());
        return new String[] {"Authorization", "Bearer " + object(login).get("access_token")};
    }

    /** The members of a JSON object that was answered. */
    @SuppressWarnings("unchecked")
    public static Map<String, Object> object(HttpResponse<String> response) throws JsonException {
        return (Map<String, Object>) Json.read(response.body());
    }

    public static String detail(HttpResponse<String> response) throws JsonException {
        return (String) object(response).get("detail");
    }

    @Override
    public void close() {
        close(Duration.ofSeconds(2));
    }

    /** {@code time}: how long what is in flight may take. */
    public void close(Duration time) {
        client.close();
        service.close(time);
        port.close();
    }
}
