package owlboard.drill.fault;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import owlboard.certs.Certs;
import owlboard.drill.edge.Edge;

/** Every certificate that gateways and services show each other is revoked, and replaced, while they use it. */
final class RotateCertificates implements Fault {
    private static final List<String> NAMES = List.of("api_gateway/client", "user_service/server", "chat_service/server");

    @Override public String name() {
        return "rotate-certificates";
    }

    @Override public String sentence() {
        return "revokes and replaces the certificates of gateways and services";
    }

    @Override public String hypothesis() {
        return "When certificates change under load, no handshake fails and no request does.";
    }

    @Override public Promise promise() {
        return Promise.NOTHING;
    }

    /** A folder that was named to {@code up} is somebody's: it is left as it is. */
    @Override public String obstacle(Edge edge) throws IOException {
        var obstacle = Fault.super.obstacle(edge);
        if (!obstacle.isEmpty()) return obstacle;
        var folder = edge.run().orElseThrow().certificates();
        return NAMES.stream().allMatch(name -> Files.exists(folder.resolve(name + ".crt"))) ? "" : "its certificates are not in " + folder;
    }

    @Override public void strike(Scene scene) throws IOException, InterruptedException {
        var folder = scene.edge().run().orElseThrow().certificates();
        int replaced = 0;
        for (var name : NAMES) {
            var before = Files.readAllBytes(folder.resolve(name + ".crt"));
            scene.strikes("revoke and replace " + name + ".crt", List.of());
            revoke(name, folder);
            if (!Arrays.equals(before, Files.readAllBytes(folder.resolve(name + ".crt")))) replaced++;
        }
        scene.heals("all are replaced");
        scene.last();
        scene.finds(Verdict.of("certs", "each certificate is replaced", replaced == NAMES.size(), replaced + " of " + NAMES.size()
                + " have a successor, and their predecessors are in crl.pem"));
    }

    private static void revoke(String name, Path folder) throws IOException {
        try (var nowhere = new PrintStream(OutputStream.nullOutputStream())) {
            int code = Certs.run(List.of("revoke", name, "--dir", folder.toString()), nowhere, nowhere);
            if (code != 0) throw new IOException("cannot revoke " + name + "; see owlboard certs status --dir " + folder);
        }
    }
}
