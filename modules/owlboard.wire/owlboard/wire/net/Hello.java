package owlboard.wire.net;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What the first message of a TLS client says to somebody who only passes it on.
 *
 * @param serverName as it was sent; empty when there is none
 * @param protocol   the highest version that is offered, as {@code TLSv1.3}; empty for one that nobody knows
 * @param protocols  what is offered by ALPN (RFC 7301)
 */
public record Hello(String serverName, String protocol, List<String> protocols) {
    /** What came is no TLS. */
    public static final Hello NONE = new Hello("", "", List.of());

    private static final int LEGACY_VERSION_AT = ClientHello.RECORD_HEADER + 4;
    private static final int SSL_3 = 0x0300;
    private static final List<String> VERSIONS = List.of("SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3");

    /** {@code records} is filled up to its position. Null: more is to come. */
    public static Hello of(ByteBuffer records) {
        if (records.position() == 0) return null;
        if (!ClientHello.looksLikeTls(records.get(0))) return NONE;
        var message = ClientHello.message(records);
        if (message == null) return null;
        if (message.limit() < LEGACY_VERSION_AT + 2) return NONE;
        var name = ClientHello.serverName(message);
        return new Hello(name == null ? "" : name, version(message), protocols(message));
    }

    private static String version(ByteBuffer message) {
        int most = message.getShort(LEGACY_VERSION_AT);
        for (int offered : ClientHello.versions(message)) {
            if (offered - SSL_3 < VERSIONS.size()) most = Math.max(most, offered); // others are there to be passed over (RFC 8701)
        }
        int known = most - SSL_3;
        return known >= 0 && known < VERSIONS.size() ? VERSIONS.get(known) : "";
    }

    private static List<String> protocols(ByteBuffer message) {
        var all = new ArrayList<String>();
        for (var list = ClientHello.protocols(message); list.hasRemaining(); ) {
            var name = new byte[Byte.toUnsignedInt(list.get())];
            if (name.length > list.remaining()) break;
            list.get(name);
            all.add(new String(name, StandardCharsets.ISO_8859_1));
        }
        return List.copyOf(all);
    }
}
