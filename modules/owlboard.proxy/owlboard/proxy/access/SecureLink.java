package owlboard.proxy.access;

import static owlboard.config.directive.SecureLink.SECURE_LINK;
import static owlboard.config.directive.SecureLink.SECURE_LINK_MD5;
import static owlboard.config.directive.SecureLink.SECURE_LINK_SECRET;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import owlboard.config.Level;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Feature;
import owlboard.proxy.exchange.Making;
import owlboard.proxy.exchange.Note;
import owlboard.proxy.exchange.Slot;
import owlboard.proxy.exchange.Value;
import owlboard.wire.http.Bytes;

/**
 * {@code $secure_link}: {@code 1} where a link has the digest that it must have, {@code 0} where its time is over, nothing where it is not
 * ours (ngx_http_secure_link_module). What becomes of the request the file says.
 */
public final class SecureLink {
    private static final Slot<SecureLink> SLOT = new Slot<>((scope, making) -> SecureLink.of(scope.level(), making));
    public static final Feature FEATURE = Feature.of(SLOT).defines(Map.of("secure_link", SecureLink::add,
            "secure_link_expires", SecureLink::addExpires));
    private static final Note<String> EXPIRES = new Note<>();
    /** Of an MD5 in base64. */
    private static final int DIGEST_MAX = 24;

    private final Value link;
    private final Value text;
    private final String secret;

    private SecureLink(Value link, Value text, String secret) {
        this.link = link;
        this.text = text;
        this.secret = secret;
    }

    /** Null: off. */
    private static SecureLink of(Level level, Making making) {
        var secret = level.get(SECURE_LINK_SECRET);
        if (secret != null) return new SecureLink(null, null, secret);
        var link = level.get(SECURE_LINK);
        var text = level.get(SECURE_LINK_MD5);
        return link == null || text == null ? null : new SecureLink(making.value(link), making.value(text), null);
    }

    private static boolean add(Bytes out, Exchange exchange) {
        var secure = exchange.settings.get(SLOT);
        if (secure == null) return false;
        var told = secure.secret != null ? secure.afterSecret(exchange) : secure.checked(exchange);
        if (told != null) out.add(told);
        return told != null;
    }

    private static boolean addExpires(Bytes out, Exchange exchange) {
        var expires = exchange.note(EXPIRES);
        if (expires != null) out.add(expires);
        return expires != null;
    }

    private String checked(Exchange exchange) {
        var digest = link.text(exchange);
        long expires = 0;
        int comma = digest.indexOf(',');
        if (comma >= 0) {
            var until = digest.substring(comma + 1);
            if (!until.matches("[0-9]{1,18}") || Long.parseLong(until) == 0) return null;
            expires = Long.parseLong(until);
            exchange.note(EXPIRES, until);
            digest = digest.substring(0, comma);
        }
        if (digest.length() > DIGEST_MAX) return null;
        byte[] told;
        try {
            int padding = digest.indexOf('='); // there may be too little of it
            told = Base64.getUrlDecoder().decode(padding < 0 ? digest : digest.substring(0, padding));
        } catch (IllegalArgumentException unreadable) {
            return null;
        }
        if (!MessageDigest.isEqual(told, md5(text.text(exchange)))) return null;
        return expires != 0 && expires < exchange.loop().wallMillis() / 1000 ? "0" : "1";
    }

    /** The link behind {@code /prefix/digest/}, as the client sent it. */
    private String afterSecret(Exchange exchange) {
        if (exchange.head.array == null || exchange.head.targetLength == 0) return null;
        var target = exchange.head.latin1(exchange.head.targetAt, exchange.head.targetLength);
        int start = target.indexOf('/', 1) + 1;
        int end = start == 0 ? -1 : target.indexOf('/', start);
        if (end - start != 32 || end + 1 == target.length()) return null;
        var rest = target.substring(end + 1);
        try {
            return MessageDigest.isEqual(HexFormat.of().parseHex(target, start, end), md5(rest + secret)) ? rest : null;
        } catch (IllegalArgumentException unreadable) {
            return null;
        }
    }

    private static byte[] md5(String latin1) {
        try {
            return MessageDigest.getInstance("MD5").digest(latin1.getBytes(StandardCharsets.ISO_8859_1));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("MD5 is in every JDK", impossible);
        }
    }
}
