package owlboard.proxy.logfile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import owlboard.config.directive.Syslog;
import owlboard.wire.http.Bytes;
import owlboard.wire.loop.Complaint;
import owlboard.wire.loop.Faults;

/**
 * A syslog server, which gets a datagram per line as nginx writes it (RFC 3164; ngx_syslog_add_header): over UDP, or over a unix
 * socket such as {@code /dev/log}. Nothing waits for it: what it does not take is lost and told in the error log once a second.
 */
final class SyslogPeer implements Destination {
    /** In English, the day padded with a space. */
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss ", Locale.ENGLISH);
    private static final int SEVERITY_COUNT = 8;

    private final Syslog server;
    private final String path;
    private final InetSocketAddress address;
    private final String name;
    private final Complaint trouble = new Complaint(Faults.Weight.ALERT);
    private DatagramChannel channel;
    private UnixDatagrams unix;

    /** {@code path}: where its unix socket is on this machine, else null. Looks its host up; a name that nobody knows stops a start. */
    SyslogPeer(Syslog server, String path, String hostname) {
        this.server = server;
        this.path = path;
        name = (server.hasHostname() ? hostname.toLowerCase(Locale.ROOT) + ' ' : "") + server.tag() + ": ";
        try {
            address = server.host() == null ? null : new InetSocketAddress(InetAddress.getByName(server.host()), server.port());
        } catch (UnknownHostException unknown) {
            throw new UncheckedIOException(new IOException(
                    "host not found in syslog server \"" + server.server() + "\" in " + server.place()));
        }
    }

    @Override
    public void begin(Bytes line, int severity) {
        int weight = severity == OWN ? server.severity() : severity;
        line.add('<').addDecimal(server.facility() * SEVERITY_COUNT + weight).add('>').add(LocalDateTime.now().format(TIME)).add(name);
    }

    /** No line has one: what is not printable is escaped. */
    @Override
    public byte end() {
        return 0;
    }

    @Override
    public void open() {}

    @Override
    public synchronized void write(ByteBuffer lines) {
        while (lines.hasRemaining()) {
            int end = lines.position();
            while (lines.get(end) != 0) end++;
            int length = end - lines.position();
            send(lines.slice(lines.position(), length));
            lines.position(end + 1);
        }
    }

    private void send(ByteBuffer line) {
        try {
            if (address == null) {
                if (unix == null) unix = UnixDatagrams.to(path);
                unix.send(line);
                return;
            }
            if (channel == null) {
                channel = DatagramChannel.open();
                channel.configureBlocking(false);
                channel.connect(address);
            }
            if (channel.write(line) == 0) throw new IOException("Resource temporarily unavailable");
        } catch (IOException failure) {
            shut();
            trouble.add(count -> "send() failed (" + reason(failure) + ") while logging to syslog, server: " + server.server()
                    + ", lines lost: " + count);
        }
    }

    private static String reason(IOException failure) {
        return failure instanceof PortUnreachableException ? "111: Connection refused" : Errno.of(failure);
    }

    @Override
    public synchronized void shut() {
        if (unix != null) unix.close();
        unix = null;
        if (channel == null) return;
        try {
            channel.close();
        } catch (IOException failure) {
            trouble.add(_ -> "closing the socket to syslog server " + server.server() + ": " + failure.getMessage());
        }
        channel = null;
    }

    @Override
    public String toString() {
        return "syslog server " + server.server();
    }
}
