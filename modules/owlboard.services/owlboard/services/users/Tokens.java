package owlboard.services.users;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.OptionalLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import owlboard.services.http.Refusal;
import owlboard.services.json.Json;
import owlboard.services.json.JsonException;

/** Access tokens: JWT signed with HMAC-SHA256 under a key that lives as long as the accounts. */
final class Tokens {
    static final Duration LIFE = Duration.ofHours(12);
    private static final String HEADER = base64(Json.bytes(Map.of("alg", "HS256")));  // never taken from a token

    private final Users users;
    private volatile SecretKeySpec key;

    Tokens(Users users) {
        this.users = users;
    }

    /** Read when it is first needed: the accounts' store may be away at the start. */
    private synchronized SecretKeySpec key() throws Refusal {
        if (key == null) {
            var secret = new byte[32];
            new SecureRandom().nextBytes(secret);
            key = new SecretKeySpec(users.tokenKey(secret), "HmacSHA256");
        }
        return key;
    }

    String issue(User user, Instant now) throws Refusal {
        Map<String, Object> claims = Json.object("sub", Long.toString(user.id()), "username", user.username(), "iat", now.getEpochSecond(),
            "exp", now.plus(LIFE).getEpochSecond());
        String signed = HEADER + "." + base64(Json.bytes(claims));
        return signed + "." + base64(sign(signed));
    }

    /** The id of the user that the token was issued to; empty when it is not ours or has expired. */
    OptionalLong verify(String token, Instant now) throws Refusal {
        int dot = token.lastIndexOf('.');
        if (dot < 0 || !token.startsWith(HEADER + ".")) return OptionalLong.empty();
        try {
            byte[] signature = Base64.getUrlDecoder().decode(token.substring(dot + 1));
            if (!MessageDigest.isEqual(signature, sign(token.substring(0, dot)))) return OptionalLong.empty();
            var claims = (Map<?, ?>) Json.read(Base64.getUrlDecoder().decode(token.substring(HEADER.length() + 1, dot)));
            if ((Long) claims.get("exp") <= now.getEpochSecond()) return OptionalLong.empty();
            return OptionalLong.of(Long.parseLong((String) claims.get("sub")));
        } catch (IllegalArgumentException | JsonException notAToken) {
            return OptionalLong.empty();
        }
    }

    private byte[] sign(String text) throws Refusal {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(key());
            return mac.doFinal(text.getBytes(StandardCharsets.ISO_8859_1));
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
