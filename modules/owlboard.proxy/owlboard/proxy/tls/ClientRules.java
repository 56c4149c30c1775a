package owlboard.proxy.tls;

import owlboard.config.directive.Ssl.VerifyClient;
import owlboard.tls.Trust;

/** How a server judges the certificates of its clients. */
public record ClientRules(VerifyClient verify, Trust trust, boolean asksResponders) {
    /** Whether the other ones judge alike: also when they are made of the same files, read anew. */
    public boolean areAs(ClientRules other) {
        return this == other || verify == other.verify && asksResponders == other.asksResponders && trust.judgesAs(other.trust);
    }
}
