package owlboard.certs;

import java.nio.file.Path;

/**
 * Where the files are: the folder that everybody reads, and the one of the authority's key, which may be apart so that only the issuer can
 * reach it.
 *
 * @param authority the folder of {@code ca.key}; {@code DIR/ca} when it is not apart
 */
record Home(Path dir, Path authority) {
    static final String REVOKED = "crl.pem";

    static Home at(Path dir) {
        return new Home(dir, dir.resolve(Profile.AUTHORITY.folder()));
    }

    /** {@code authority} null: not apart. */
    static Home of(Path dir, Path authority) {
        return authority == null ? at(dir) : new Home(dir, authority);
    }

    boolean isApart() {
        return !authority.equals(dir.resolve(Profile.AUTHORITY.folder()));
    }

    Path certificate(Profile profile) {
        return profile.certificate(dir);
    }

    Path key(Profile profile) {
        return profile == Profile.AUTHORITY ? authority.resolve(profile.file() + ".key") : profile.key(dir);
    }

    /** As messages name it: below the folder, or with its whole path when it is apart. */
    String keyName(Profile profile) {
        return profile == Profile.AUTHORITY && isApart() ? key(profile).toString() : profile.keyName();
    }

    /** The list of revoked certificates, in PEM (RFC 5280 §5). */
    Path revoked() {
        return dir.resolve(REVOKED);
    }
}
