package owlboard.topology;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** The command lines of the image's launcher. */
record Launch(Path launcher, State state, Path certificates) {

    /** {@code owlboard --role ...} with every path absolute. */
    List<String> command(Placed placed) {
        var role = placed.role();
        var words = new ArrayList<>(List.of(launcher.toString(), "--role", role.type().word()));
        if (role.type().isProxy()) proxy(words, placed);
        else service(words, placed);
        words.addAll(List.of("--state", state.role(role.name()).toString(), "--log", state.log(role.name()).toString(), "--while",
                state.pids().toString()));
        return words;
    }

    /** One line that is the same for two starts of the same: command line, variables, and build of the image. */
    String start(Placed placed) {
        try {
            var text = command(placed) + "\n" + placed.role().environment() + "\n" + Files.getLastModifiedTime(launcher);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException | NoSuchAlgorithmException neverTheSame) {
            return Long.toString(System.nanoTime());
        }
    }

    /** It cannot start before who issues certificates has done so. */
    boolean lacksCertificates(Role role) {
        return !new Certificates(certificates).missing(role).isEmpty();
    }

    private void proxy(List<String> words, Placed placed) {
        var role = placed.role();
        if (role.type() == Role.Type.GATEWAY) words.addAll(List.of("--id", Integer.toString(role.id())));
        words.addAll(List.of("--conf", state.conf(role).file().toString(), "--root", state.root(role.name()).toString()));
        var open = role.publish().isEmpty() ? "127.0.0.1:" : "";
        placed.ports().forEach((listen, host) -> words.addAll(List.of("--publish", open + host + ":" + listen)));
        words.addAll(List.of("--admin", Integer.toString(placed.admin()), "--endpoints", state.endpoints().toString(), "--console-logs"));
    }

    private void service(List<String> words, Placed placed) {
        words.addAll(List.of("--listen", "127.0.0.1:" + placed.ports().values().iterator().next()));
        if (placed.role().mtls() || placed.role().type() == Role.Type.CERTS) words.addAll(List.of("--certs", certificates.toString()));
        if (placed.probed() != 0) words.addAll(List.of("--health", "127.0.0.1:" + placed.probed()));
        if (placed.role().type().isService()) words.addAll(List.of("--endpoints", state.endpoints().toString()));
        if (!placed.role().life().isEmpty()) words.addAll(List.of("--life", placed.role().life()));
    }
}
