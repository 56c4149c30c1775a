package owlboard.config;

/**
 * {@code health_check}: how often the servers of a group are asked whether they are well.
 *
 * @param intervalMillis between the beginnings of two checks of one server
 * @param jitterMillis   each of these is late by a time of chance up to this
 * @param fails          so many in a row, and it is not well; {@code passes} in a row, and it is again
 * @param match          the {@code match} block that an answer must fit; null: any status from 200 to 399
 * @param port           asked instead of the server's own; 0: its own
 * @param mandatory      a server gets no request before its first check
 * @param keepaliveMillis so long a connection serves one check after the other; 0: each has its own
 * @param persistent     but one that was well before a reload
 * @param grpc           it is asked by a call of gRPC's own protocol of health, in place of {@code uri}; null: it is not
 */
public record HealthCheck(Place place, long intervalMillis, long jitterMillis, int fails, int passes, String uri, String match, int port,
        long keepaliveMillis, boolean mandatory, boolean persistent, Grpc grpc) {

    /** {@code service}: empty for all that the server has. {@code status}: is well, too, where that protocol is unknown; 0: none is. */
    public record Grpc(String service, int status) {}

    /** What is asked: the same over reloads. */
    public String name() {
        return (grpc == null ? uri : grpc) + " " + match + ' ' + port;
    }
}
