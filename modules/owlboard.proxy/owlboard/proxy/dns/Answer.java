package owlboard.proxy.dns;

import java.net.InetAddress;
import java.util.List;

/** The addresses of a name, in the order of the answer, and the seconds that they hold. */
public record Answer(List<InetAddress> addresses, long seconds) {}
