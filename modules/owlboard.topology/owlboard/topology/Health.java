package owlboard.topology;

/** How a role is asked whether it works. */
sealed interface Health {

    /** {@code GET path} must answer 200. */
    record Ok(String path) implements Health {}

    /** {@code GET /} must answer anything but a 5xx. */
    record Any() implements Health {}

    /** A connect is enough. */
    record Tcp() implements Health {}

    /** It must answer the first words of its protocol. */
    record Greets(Role.Type store) implements Health {}

    /** {@link Greets} for a store; {@link Ok} where the role has the usual {@code /health}, {@link Tcp} where it has not or speaks TLS. */
    record Usual() implements Health {}
}
