package owlboard.clients.sql;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import owlboard.clients.StoreUrl;

/** The connection under a client of an SQL server, whatever it speaks. */
public final class SqlSocket {
    private static final System.Logger LOG = System.getLogger(SqlSocket.class.getName());

    private SqlSocket() {}

    /**
     * Connects {@code socket}; who gets an exception closes it.
     *
     * @param connectTimeout for TCP
     * @param readTimeout    for every answer
     */
    public static void connect(Socket socket, StoreUrl url, Duration connectTimeout, Duration readTimeout) throws IOException {
        socket.connect(new InetSocketAddress(url.host(), url.port()), Math.toIntExact(connectTimeout.toMillis()));
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(Math.toIntExact(readTimeout.toMillis()));
    }

    /** What is to be said of a server that cannot be talked to. */
    public static SqlException failed(String server, StoreUrl url, IOException failure) {
        return new SqlException(server + " at " + url.host() + ":" + url.port() + ": " + reason(failure), failure);
    }

    /** The same of one that could be, before. */
    public static SqlException lost(String server, IOException failure) {
        return new SqlException(server + " connection lost: " + reason(failure), failure);
    }

    private static String reason(IOException failure) {
        return switch (failure) {
            case UnknownHostException _ -> "no such host";
            case SocketTimeoutException _ -> "no answer in time";
            default -> failure.getMessage();
        };
    }

    public static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException failure) {
            LOG.log(System.Logger.Level.DEBUG, "a socket did not close: {0}", failure.getMessage());
        }
    }
}
