package owlboard.proxy.access;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import owlboard.json.JsonText;

/** A JSON Web Token in its compact form, signed (RFC 7519, RFC 7515 §7.1). */
record Jwt(JsonText.Value header, JsonText.Value claims, String payload) {
    static final int LENGTH_MAX = 16 << 10;

    /** Why it is not let in; for the log. */
    static final class Invalid extends Exception {
        private static final long serialVersionUID = 1;

        Invalid(String why) {
            super(why);
        }

        Invalid but(String more) {
            return new Invalid(getMessage() + "; " + more);
        }
    }

    /** What it says, whoever made it. */
    static Jwt read(String token) throws Invalid {
        if (token.length() > LENGTH_MAX) throw new Invalid("it is longer than " + LENGTH_MAX + " bytes");
        var parts = token.split("\\.", -1);
        if (parts.length != 3) throw new Invalid("it has not three parts");
        return new Jwt(object(parts[0]), object(parts[1]), new String(decoded(parts[1]), StandardCharsets.ISO_8859_1));
    }

    /**
     * One whose signature and times have been found right. {@code now}, {@code leeway}: seconds. Takes the time of a signature: not for a
     * loop.
     */
    static Jwt verified(String token, List<JsonWebKey> keys, long now, long leeway) throws Invalid {
        var jwt = read(token);
        var algorithm = jwt.header.string("alg");
        if (algorithm == null) throw new Invalid("it names no algorithm");
        if (jwt.header.member("crit") != null) throw new Invalid("it wants extensions to be understood (\"crit\")"); // RFC 7515 §4.1.11
        int end = token.lastIndexOf('.');
        signed(token.substring(0, end), algorithm, jwt.header.string("kid"), decoded(token.substring(end + 1)), keys);
        jwt.checkTimes(now, leeway);
        return jwt;
    }

    /** Keys that the token names; those without a name, and all where it names none, are tried in turn. */
    private static void signed(String text, String algorithm, String id, byte[] signature, List<JsonWebKey> keys) throws Invalid {
        var bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        boolean any = false;
        for (var key : keys) {
            if (id != null && key.id() != null && !key.id().equals(id) || !key.fits(algorithm)) continue;
            any = true;
            if (key.verifies(algorithm, bytes, signature)) return;
        }
        throw new Invalid(any ? "its signature is wrong" : "there is no key for it: algorithm \"" + algorithm + "\", kid \"" + id + '"');
    }

    private void checkTimes(long now, long leeway) throws Invalid {
        var expires = seconds("exp");
        var begins = seconds("nbf");
        if (expires != null && now - leeway >= expires) throw new Invalid("it has expired");
        if (begins != null && now + leeway < begins) throw new Invalid("its time has not come yet");
    }

    private Double seconds(String claim) throws Invalid {
        var value = claims.member(claim);
        if (value == null) return null;
        if (value.kind() != JsonText.Kind.NUMBER) throw new Invalid("its \"" + claim + "\" is no number");
        return Double.parseDouble(value.text());
    }

    private static byte[] decoded(String part) throws Invalid {
        try {
            if (part.indexOf('=') < 0) return Base64.getUrlDecoder().decode(part);
        } catch (IllegalArgumentException unreadable) {
            // told below
        }
        throw new Invalid("a part of it is no base64url");
    }

    private static JsonText.Value object(String part) throws Invalid {
        try {
            return JsonText.object(decoded(part));
        } catch (JsonText.Broken broken) {
            throw new Invalid("a part of it is no JSON object: " + broken.getMessage());
        }
    }
}
