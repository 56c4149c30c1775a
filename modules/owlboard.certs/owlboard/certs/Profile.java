package owlboard.certs;

import java.nio.file.Path;
import java.time.Period;
import java.util.List;
import java.util.stream.Stream;

/**
 * One certificate of a deployment: where it lies, what it is for, which DNS names it carries.
 *
 * @param folder the service, also the common name of its certificates
 */
record Profile(String folder, String file, Use use, List<String> dnsNames) {
    enum Use {
        AUTHORITY(Period.ofYears(10), null),
        SERVER(Period.ofDays(825), "1.3.6.1.5.5.7.3.1"),
        CLIENT(Period.ofDays(365), "1.3.6.1.5.5.7.3.2");

        final Period life;
        /** The extended key usage a certificate needs (RFC 5280 §4.2.1.12); null: none. */
        final String extendedUsage;

        Use(Period life, String extendedUsage) {
            this.life = life;
            this.extendedUsage = extendedUsage;
        }
    }

    static final Profile AUTHORITY = new Profile("ca", "ca", Use.AUTHORITY, List.of());

    /** By name. */
    static final List<Profile> LEAVES = List.of(
            new Profile("api_gateway", "client", Use.CLIENT, List.of("api_gateway")),
            server("api_gateway", "api_gateway_1", "api_gateway_2", "api_gateway_3", "api_gateway_4"),
            server("chat_service"),
            server("load_balancer"),
            server("user_service"));

    private static Profile server(String service, String... replicas) {
        return new Profile(service, "server", Use.SERVER, Stream.concat(Stream.of(service, "localhost"), Stream.of(replicas)).toList());
    }

    String certificateName() {
        return folder + "/" + file + ".crt";
    }

    String keyName() {
        return folder + "/" + file + ".key";
    }

    Path certificate(Path dir) {
        return dir.resolve(folder).resolve(file + ".crt");
    }

    Path key(Path dir) {
        return dir.resolve(folder).resolve(file + ".key");
    }
}
