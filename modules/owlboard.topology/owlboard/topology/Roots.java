package owlboard.topology;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;

/**
 * The folder that a proxy's absolute paths are looked up under: its certificates where the team's containers mount them, and places for
 * logs and cache.
 */
final class Roots {
    private static final Map<String, String> MOUNTED = Map.of(
            "server.crt", "etc/ssl/certs", "client.crt", "etc/ssl/certs", "server.key", "etc/ssl/private", "client.key", "etc/ssl/private");

    private Roots() {}

    /** Links, so that a renewed certificate is the one that is read, and one that is not issued yet is there once it is. */
    static void prepare(Path root, Path certificates, Role role) throws Complaint {
        try {
            for (var folder : new String[] {"etc/ssl/certs", "etc/ssl/private", "etc/nginx", "var/log/nginx", "var/cache/nginx"}) {
                Files.createDirectories(root.resolve(folder));
            }
            link(root.resolve("etc/ssl/certs/ca.crt"), certificates.resolve("ca/ca.crt"));
            link(root.resolve("etc/ssl/certs/crl.pem"), certificates.resolve("crl.pem"));
            for (var file : MOUNTED.entrySet()) {
                link(root.resolve(file.getValue()).resolve(file.getKey()),
                        certificates.resolve(role.certificates()).resolve(file.getKey()));
            }
        } catch (IOException cause) {
            throw Complaint.file("prepare", root, cause, "make room or remove that folder, then start again");
        }
    }

    private static void link(Path link, Path target) throws IOException {
        if (Files.isSymbolicLink(link) && Files.readSymbolicLink(link).equals(target)) return;
        if (Files.exists(link, LinkOption.NOFOLLOW_LINKS)) Files.delete(link);
        Files.createSymbolicLink(link, target);
    }
}
