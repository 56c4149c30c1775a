package owlboard.services.canvas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import owlboard.services.Keeping;
import owlboard.services.Running;
import owlboard.services.Services;
import owlboard.clients.StoreUrl;

/** The canvas service with its drawings in a PostgreSQL server, whichever it is. */
abstract class AnyCanvases {
    abstract int port() throws Exception;

    Running service() throws Exception {
        return new Running(Services.Kind.CANVAS,
                new Keeping(StoreUrl.parse("postgres://admin:admin@127.0.0.1:" + port() + "/canvas_db?sslmode=disable"), null, null));
    }

    @Test void aDrawingOutlivesTheServiceByteForByte() throws Exception {
        var drawing =
                "{\"id\":\"one\",\"shapes\":[{\"text\":\"it's \\\"quoted\\\" \\\\ \u00e9 \uD83E\uDD89 \\u0000 ; -- "
                + "$1\",\"points\":[0.1,1e-7,12345678901234567890]}]}";
        String body;
        String checksum;
        try (var service = service()) {
            checksum = (String) Running.object(service.send("POST", "/canvas/save", drawing)).get("checksum");
            body = service.get("/canvas?id=one").body();
        }
        try (var service = service()) {
            assertEquals(body, service.get("/canvas?id=one").body());
            assertEquals(checksum, Running.object(service.get("/canvas/checksum?id=one")).get("checksum"));
            assertEquals(checksum, Canvas.of("one", body.getBytes(StandardCharsets.UTF_8)).checksum());
            assertEquals(200, service.send("POST", "/canvas/save", "{\"id\":\"one\",\"shapes\":[]}").statusCode());
            assertEquals("{\"id\":\"one\",\"shapes\":[]}", service.get("/canvas?id=one").body());
            assertEquals(200, service.send("DELETE", "/canvas?id=one", null).statusCode());
            assertEquals(404, service.get("/canvas?id=one").statusCode());
            assertEquals(404, service.send("DELETE", "/canvas?id=one", null).statusCode());
            assertTrue(service.get("/health").body().contains("\"store\":\"up\""));
        }
    }

    @Test void aLargeDrawing() throws Exception {
        var drawing = "{\"id\":\"large\",\"text\":\"\u00e9" + "x".repeat(CanvasRoutes.DRAWING_MAX - 30) + "\"}";
        try (var service = service()) {
            var saved = service.send("POST", "/canvas/save", drawing);
            assertEquals(200, saved.statusCode(), saved.body());
            assertEquals(drawing, service.get("/canvas?id=large").body());
            assertEquals(Running.object(saved).get("checksum"), Running.object(service.get("/canvas/checksum?id=large")).get("checksum"));
        }
    }
}
