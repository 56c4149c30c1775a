package owlboard.proxy.dns;

import java.net.InetAddress;
import java.util.List;

/**
 * The addresses of a name, or the servers of a service, in the order of the answer, and the seconds that they hold.
 *
 * @param alias the name that has them, where the answer tells no more than that; else null
 */
public record Answer(List<InetAddress> addresses, List<Service> services, long seconds, String alias) {}
