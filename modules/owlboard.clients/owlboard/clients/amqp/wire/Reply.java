package owlboard.clients.amqp.wire;

/** The reply codes of AMQP 0-9-1 (section 1.2 of its reference). A soft one ends the channel, a hard one the connection. */
public enum Reply {
    CONTENT_TOO_LARGE(311, false),
    NO_ROUTE(312, false),
    CONNECTION_FORCED(320, true),
    ACCESS_REFUSED(403, false),
    NOT_FOUND(404, false),
    RESOURCE_LOCKED(405, false),
    PRECONDITION_FAILED(406, false),
    FRAME_ERROR(501, true),
    SYNTAX_ERROR(502, true),
    COMMAND_INVALID(503, true),
    CHANNEL_ERROR(504, true),
    UNEXPECTED_FRAME(505, true),
    NOT_ALLOWED(530, true),
    NOT_IMPLEMENTED(540, true),
    INTERNAL_ERROR(541, true);

    public final int code;
    public final boolean hard;

    Reply(int code, boolean hard) {
        this.code = code;
        this.hard = hard;
    }

    /** {@code NOT_FOUND - no queue 'x' in vhost '/'}: the words that RabbitMQ uses, which clients look for. */
    public AmqpException because(String why) {
        return new AmqpException(code, name() + " - " + why, hard);
    }

    public static boolean isHard(int code) {
        for (var reply : values()) if (reply.code == code) return reply.hard;
        return true;
    }
}
