package owlboard.edge;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A whole configuration in the manner of what people run, {@code NAME.conf}, and what is asked of it, {@code NAME.txt}:
 *
 * <pre>
 * &#64;file /srv/www/index.html text      a file that is there; escapes as in {@link CaseFile}
 * &#64;certificate /etc/letsencrypt/live/shop.example     fullchain.pem and privkey.pem
 * &#64;down b:80                          a peer that refuses; the others are an {@link Application} each
 *
 * == title                            each with a connection of its own
 * &#64;443 shop.example                  to this port, with TLS for this name; without it: the smallest port
 * &#64;from 127.0.0.9                     the client's own address
 * &gt; GET / HTTP/1.1                    what the client sends
 * &gt; Host: shop.example
 * &gt;
 * &lt; HTTP/1.1 200 OK                   what it must get, unpacked, without Date and the usual Server
 * &lt; Content-Type: text/plain
 * &lt;
 * &lt; hello\                            no line feed after a backslash; {closed} in place of all: no answer
 * </pre>
 *
 * {@code == title [owlboard ROW: what nginx does]} marks a difference, ROW of conf/DIFFERENCES.md. Behind a 101 the client sends "ping".
 * The answers were recorded from nginx: {@code -Dowlboard.edge=nginx -Dowlboard.record=true} writes those that do not fit once more.
 */
record Configuration(Path path, String conf, List<Edge.FileText> files, Set<String> down, List<Asked> asked) {
    private static final Pattern TITLE = Pattern.compile("== (.*?)(?: \\[owlboard(?: [a-z0-9-]+)?: (.*)\\])?");
    private static final Pattern FILE = Pattern.compile("@file (\\S+) ?(.*)");
    private static final Pattern AT = Pattern.compile("@(\\d+)(?: (\\S+))?");

    /** {@code first} to {@code end}: its expected lines in the file. Port 0: the smallest. */
    static final class Asked {
        final String title;
        final String nginxDiffers;
        final int line;
        int port;
        String serverName;
        String from = "127.0.0.1";
        final StringBuilder request = new StringBuilder();
        final List<String> answer = new ArrayList<>();

        Asked(String title, String nginxDiffers, int line) {
            this.title = title;
            this.nginxDiffers = nginxDiffers;
            this.line = line;
        }
    }

    /** {@code conf} is the path of the {@code .conf}. */
    static Configuration read(Path conf) {
        var path = Path.of(conf.toString().replaceFirst("\\.conf$", ".txt"));
        try {
            var read = new Configuration(path, Files.readString(conf), new ArrayList<>(), new HashSet<>(), new ArrayList<>());
            int number = 0;
            for (var line : Files.readAllLines(path)) read.take(++number, line);
            return read;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void take(int number, String line) {
        var title = TITLE.matcher(line);
        var file = FILE.matcher(line);
        var at = AT.matcher(line);
        if (line.isBlank() || line.startsWith("#")) return;
        if (title.matches()) asked.add(new Asked(title.group(1), title.group(2), number));
        else if (file.matches()) files.add(Edge.file(file.group(1), CaseFile.unescaped(file.group(2), "")));
        else if (line.startsWith("@certificate ")) files.addAll(Certificates.likeAcme(line.substring(13), Certificates.Identity.SHOP));
        else if (line.startsWith("@down ")) down.add(line.substring(6));
        else if (line.startsWith("@from ")) asked.getLast().from = line.substring(6);
        else if (at.matches()) at(asked.getLast(), Integer.parseInt(at.group(1)), at.group(2));
        else if (line.matches(">( .*)?")) asked.getLast().request.append(CaseFile.unescaped(said(line), "\r\n"));
        else if (line.matches("<( .*)?")) asked.getLast().answer.add(said(line));
        else throw new IllegalArgumentException(path + ":" + number + " is no part of a configuration's requests: " + line);
    }

    private static void at(Asked asked, int port, String serverName) {
        asked.port = port;
        asked.serverName = serverName;
    }

    private static String said(String line) {
        return line.length() < 2 ? "" : line.substring(2);
    }
}
