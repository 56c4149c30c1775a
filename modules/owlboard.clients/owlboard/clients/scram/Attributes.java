package owlboard.clients.scram;

import java.util.Base64;

/** The comma-separated {@code name=value} of a message. */
public record Attributes(String text) {
    /** The attribute at this place. */
    public String value(int place, char name) throws ScramException {
        var parts = text.split(",", -1);
        if (place >= parts.length || !parts[place].startsWith(name + "=")) {
            throw new ScramException("a SCRAM message lacks \"" + name + "=\"");
        }
        return parts[place].substring(2);
    }

    public static byte[] decoded(String base64) throws ScramException {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException wrong) {
            throw new ScramException("a SCRAM message has a value that is not base64");
        }
    }
}
