package owlboard.topology;

import owlboard.certs.Certs;
import owlboard.certs.CertsException;
import owlboard.certs.Options;
import owlboard.certs.Outcome;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The certificates that a plan's roles need. A certs role issues them; without one they are issued on the first start, renewed when they
 * have expired, else left alone.
 */
record Certificates(Path folder) {

    void prepare(Plan plan, Terminal terminal) throws Complaint {
        var needed = plan.roles().stream().flatMap(role -> needed(role).stream()).distinct().toList();
        if (needed.isEmpty() || plan.roles().stream().anyMatch(role -> role.type() == Role.Type.CERTS)) return;
        try {
            var fresh = Certs.init(folder, Options.defaults()).stream().filter(Outcome::issued).count();
            if (fresh > 0) terminal.line("Issued " + fresh + " certificates into " + folder);
        } catch (CertsException cause) {
            if (!needed.stream().allMatch(Files::isReadable)) throw Complaint.failure(cause.getMessage());
            // all are there: a folder without the authority's key can be used, not renewed
            terminal.line("owlboard: " + cause.getMessage());
        }
        for (var file : needed) {
            if (!Files.isReadable(file)) {
                throw Complaint.failure(file + " is missing or cannot be read; put it there, or name another folder with --certs D");
            }
        }
    }

    /** What a role needs and is not there. */
    List<Path> missing(Role role) {
        return needed(role).stream().filter(file -> !Files.isReadable(file)).toList();
    }

    private List<Path> needed(Role role) {
        boolean gateway = role.type() == Role.Type.GATEWAY;
        if (!gateway && !role.mtls() && !(role.type() == Role.Type.LB && Listens.of(role.conf()).tls().containsValue(true))) {
            return List.of();
        }
        var own = folder.resolve(role.certificates());
        var files = new ArrayList<>(List.of(folder.resolve("ca/ca.crt"), own.resolve("server.crt"), own.resolve("server.key")));
        if (gateway) files.addAll(List.of(own.resolve("client.crt"), own.resolve("client.key")));
        return files;
    }
}
