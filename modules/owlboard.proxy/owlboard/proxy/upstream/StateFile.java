package owlboard.proxy.upstream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import owlboard.config.Upstream;
import owlboard.proxy.logfile.Errno;

/**
 * {@code state} (ngx_http_upstream_module): keeps the servers of a group, a {@code server} line for each, for the next time that the
 * configuration is read. Never half written: a new file takes the place of the old one when it is on the disk. Not for loops.
 */
record StateFile(Path path) {
    private static final String SPECIAL = " \t\r\n;{}\"'\\#";

    /** An empty one where there is none. */
    void make() throws IOException {
        if (!Files.exists(path)) write("");
    }

    /** @throws IOException the disk is full, or the folder is not ours: the file is as it was */
    void keep(List<Upstream.Peer> servers) throws IOException {
        var text = new StringBuilder();
        for (var server : servers) text.append(line(server)).append('\n');
        write(text.toString());
    }

    /** Off the loop, as all of this. */
    private void write(String text) throws IOException {
        try {
            var target = Files.exists(path) ? path.toRealPath() : path;
            var fresh = target.resolveSibling(target.getFileName() + ".new");
            var file = FileChannel.open(fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE,
                    LinkOption.NOFOLLOW_LINKS);
            try {
                fill(file, text);
                if (Files.exists(target)) Files.setPosixFilePermissions(fresh, Files.getPosixFilePermissions(target));
                Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException failure) {
                Files.deleteIfExists(fresh);
                throw failure;
            }
        } catch (IOException failure) {
            throw new IOException("state file \"" + path + "\" failed (" + Errno.of(failure) + ')', failure);
        }
    }

    /** Off the loop; what it holds is on the disk then. */
    private static void fill(FileChannel file, String text) throws IOException {
        try (file) {
            for (var bytes = ByteBuffer.wrap(bytes(text)); bytes.hasRemaining(); ) file.write(bytes);
            file.force(true);
        }
    }

    /** A configuration has a byte per character; what the API was told may have more in one. */
    private static byte[] bytes(String text) {
        boolean isLatin = text.chars().allMatch(c -> c <= 0xff);
        return text.getBytes(isLatin ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
    }

    /** What is as it would be anyway is left out. */
    static String line(Upstream.Peer server) {
        var line = new StringBuilder("server ").append(word(server.address()));
        if (server.weight() != 1) line.append(" weight=").append(server.weight());
        if (server.maxConns() != 0) line.append(" max_conns=").append(server.maxConns());
        if (server.maxFails() != 1) line.append(" max_fails=").append(server.maxFails());
        if (server.failTimeoutMillis() != 10_000) line.append(" fail_timeout=").append(server.failTimeoutMillis() / 1000).append('s');
        if (server.slowStartMillis() != 0) line.append(" slow_start=").append(server.slowStartMillis() / 1000).append('s');
        if (server.route() != null) line.append(' ').append(word("route=" + server.route()));
        if (server.service() != null) line.append(' ').append(word("service=" + server.service()));
        if (server.resolve()) line.append(" resolve");
        if (server.backup()) line.append(" backup");
        if (server.drain()) line.append(" drain");
        if (server.down()) line.append(" down");
        if (server.away()) line.append(" owlboard_away");
        return line.append(';').toString();
    }

    private static String word(String text) {
        if (text.chars().noneMatch(c -> SPECIAL.indexOf(c) >= 0)) return text;
        var quoted = text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t");
        return '"' + quoted + '"';
    }
}
