package owlboard.services;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import owlboard.services.json.Json;
import owlboard.services.json.JsonException;

/** A service on a free port, and a client that speaks JSON with it. */
public final class Running implements AutoCloseable {
    private final Service service;
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    public Running(Services.Kind kind) throws IOException {
        this(kind, Keeping.IN_MEMORY);
    }

    public Running(Services.Kind kind, Keeping keeping) throws IOException {
        service = Services.start(new Services.Options(kind, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), null, null, keeping, null));
    }

    public int port() {
        return service.port();
    }

    public HttpResponse<String> send(String method, String path, String body, String... headers) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path))
            .timeout(Duration.ofSeconds(20))
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
        client.close();
        service.close(Duration.ofSeconds(2));
    }
}
