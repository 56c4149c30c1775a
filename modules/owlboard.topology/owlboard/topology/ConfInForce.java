package owlboard.topology;

import owlboard.config.ConfigException;
import owlboard.config.language.Syntax;
import owlboard.config.language.Syntax.Node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.List;

/**
 * The file that a role reads its configuration from. For a load balancer that is one in the state folder: a link to the configuration that
 * was given, or a text that differs from it in the gateways. For all others it is the one that was given.
 *
 * @param source the file that was given; null for a service
 * @param file   the file that is read
 */
record ConfInForce(Path source, Path file) {
    private static final String FOLDER = "confs";
    /** A link to the folder of the file that was given, for who reads logs later. */
    private static final String GIVEN = ".given";

    static ConfInForce of(State state, Role role) {
        if (role.type() != Role.Type.LB) return new ConfInForce(role.conf(), role.conf());
        return new ConfInForce(role.conf(), state.folder().resolve(FOLDER).resolve(role.name()).resolve(role.conf().getFileName()));
    }

    /** What a role says of its file, said of the one that was given. */
    String reword(String text) {
        return source == null || source.equals(file) ? text : text.replace(file.getParent() + "/", source.getParent() + "/");
    }

    /** The same for a role's log of which no more is known than the name. */
    static String reword(State state, String role, String text) {
        var read = state.folder().resolve(FOLDER).resolve(role);
        if (!text.contains(read + "/")) return text;
        try {
            return text.replace(read + "/", Files.readSymbolicLink(read.resolve(GIVEN)) + "/");
        } catch (IOException noLink) {
            return text;
        }
    }

    /** When the given file was last written. */
    FileTime changed() {
        try {
            return Files.getLastModifiedTime(source);
        } catch (IOException missing) {
            return FileTime.fromMillis(0);  // the role says so when it reads it
        }
    }

    List<Node> tree() throws Complaint {
        try {
            return Syntax.parse(source);
        } catch (ConfigException broken) {
            throw Complaint.failure(broken.errors().getFirst());
        } catch (IOException unreadable) {
            throw Complaint.file("read", source, unreadable, "put it back");
        }
    }

    /** The given file as it is, also when it changes. */
    void link() throws Complaint {
        try {
            prepare();
            var fresh = fresh();
            Files.deleteIfExists(fresh);
            Files.createSymbolicLink(fresh, source);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException cause) {
            throw Complaint.file("write", file, cause, "make room there");
        }
    }

    /** {@code text} has a character per byte, as {@link Syntax} reads it. */
    void write(String text) throws Complaint {
        try {
            prepare();
            var fresh = fresh();
            Files.deleteIfExists(fresh);
            Files.writeString(fresh, text, StandardCharsets.ISO_8859_1);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException cause) {
            throw Complaint.file("write", file, cause, "make room there");
        }
    }

    private Path fresh() {
        return file.resolveSibling("." + file.getFileName() + ".new");
    }

    /** An include with a relative path is looked up beside the file that is read: so what lies beside the given one is there as well. */
    private void prepare() throws IOException {
        Files.createDirectories(file.getParent());
        var given = file.resolveSibling(GIVEN);
        Files.deleteIfExists(given);
        Files.createSymbolicLink(given, source.getParent());
        if (!includesRelatively()) return;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(source.getParent())) {
            for (var entry : entries) {
                var link = file.resolveSibling(entry.getFileName());
                if (!entry.equals(source) && !Files.isSymbolicLink(link)) Files.createSymbolicLink(link, entry);
            }
        }
    }

    private boolean includesRelatively() throws IOException {
        try {
            return includesRelatively(Syntax.parse(source));
        } catch (ConfigException toldByTheRole) {
            return false;
        }
    }

    private static boolean includesRelatively(List<Node> nodes) {
        return nodes.stream().anyMatch(node -> node.block() != null ? includesRelatively(node.block())
                : node.name().equals("include") && !node.args().isEmpty() && !node.args().getFirst().startsWith("/"));
    }
}
