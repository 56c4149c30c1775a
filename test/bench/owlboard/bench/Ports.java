package owlboard.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;

/** TCP ports of the loopback address that nobody listened on a moment ago. */
final class Ports {
    private Ports() {}

    static int[] free(int count) throws IOException {
        var sockets = new ArrayList<ServerSocket>();
        for (int i = 0; i < count; i++) sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
        int[] ports = sockets.stream().mapToInt(ServerSocket::getLocalPort).toArray();
        for (var socket : sockets) socket.close();
        return ports;
    }
}
