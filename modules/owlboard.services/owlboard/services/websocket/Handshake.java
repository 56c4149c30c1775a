package owlboard.services.websocket;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * The opening handshake (RFC 6455 §4.2): 101 with the headers that accept it, 426 when there is no upgrade to
 * WebSocket version 13, 400 when there is one and it is wrong.
 */
public record Handshake(int status, String detail, Map<String, String> headers) {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final String VERSION = "13";
    private static final Map<String, String> UPGRADE_REQUIRED =
        Map.of("Upgrade", "websocket", "Connection", "Upgrade", "Sec-WebSocket-Version", VERSION);

    /** Header names as {@code com.sun.net.httpserver.Headers} looks them up: in any case. */
    public static Handshake of(String method, Map<String, List<String>> headers) {
        if (!lists(headers.get("Upgrade"), "websocket")) {
            return new Handshake(426, "this address is a WebSocket", UPGRADE_REQUIRED);
        }
        if (!method.equals("GET")) return wrong("a WebSocket opens with GET, not " + method);
        if (!lists(headers.get("Connection"), "upgrade")) return wrong("'Connection: Upgrade' is missing");
        String version = only(headers.get("Sec-WebSocket-Version"));
        if (!VERSION.equals(version)) {
            return new Handshake(426, "only version 13 of WebSocket is spoken here, not " + version, UPGRADE_REQUIRED);
        }
        String key = only(headers.get("Sec-WebSocket-Key"));
        if (!isKey(key)) return wrong("Sec-WebSocket-Key must be 16 bytes in base64");
        return new Handshake(101, "", Map.of("Upgrade", "websocket", "Connection", "Upgrade", "Sec-WebSocket-Accept", accept(key)));
    }

    public boolean accepted() {
        return status == 101;
    }

    private static Handshake wrong(String detail) {
        return new Handshake(400, detail, Map.of());
    }

    private static boolean lists(List<String> lines, String token) {
        if (lines == null) return false;
        for (String line : lines) for (String item : line.split(",")) if (item.strip().equalsIgnoreCase(token)) return true;
        return false;
    }

    private static String only(List<String> lines) {
        return lines != null && lines.size() == 1 ? lines.getFirst().strip() : null;
    }

    private static boolean isKey(String key) {
        if (key == null || key.length() != 24) return false;
        try {
            return Base64.getDecoder().decode(key).length == 16;
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    static String accept(String key) {
        try {
            byte[] sum = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.ISO_8859_1));
            return Base64.getEncoder().encodeToString(sum);
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
