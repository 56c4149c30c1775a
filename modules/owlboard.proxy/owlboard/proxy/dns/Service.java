package owlboard.proxy.dns;

/** One server of a service (RFC 2782): the least priority comes first, weights share the load among equals. */
public record Service(int priority, int weight, int port, String target) {}
