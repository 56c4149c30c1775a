package owlboard.proxy.tls;

import java.util.Set;
import owlboard.config.directive.Ssl.VerifyClient;
import owlboard.tls.Trust;

/**
 * What became of a client's certificate. {@code error} is OpenSSL's number, 0 without one; {@code variable} is {@code $ssl_client_verify}.
 */
public record ClientVerdict(int error, String variable) {
    public static final ClientVerdict SUCCESS = new ClientVerdict(0, "SUCCESS");
    public static final ClientVerdict NONE = new ClientVerdict(0, "NONE");

    private static final String FAILED = "FAILED:";
    /** No path to a trusted certificate: all that {@code optional_no_ca} overlooks. */
    private static final Set<Integer> UNTRUSTED = Set.of(18, 19, 20, 21, 27);

    /** {@code reason} as {@link Trust#check} throws it: {@code 10:certificate has expired}. */
    static ClientVerdict failed(String reason) {
        int colon = reason.indexOf(':');
        return new ClientVerdict(Integer.parseInt(reason.substring(0, colon)), FAILED + reason.substring(colon + 1));
    }

    /** Whether requests are answered with 400 on account of it. */
    public boolean refuses(VerifyClient verify) {
        return error != 0 && verify != VerifyClient.OFF && !(verify == VerifyClient.OPTIONAL_NO_CA && UNTRUSTED.contains(error));
    }

    /** {@code 10:certificate has expired}. */
    public String reason() {
        return error + ":" + variable.substring(FAILED.length());
    }
}
