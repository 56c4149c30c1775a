package owlboard.wire.net;

/**
 * What a client says of itself before a TLS handshake.
 *
 * @param serverName lower case; null when there is none
 * @param thirteen   it offers TLS 1.3; so does one whose message is longer than a buffer, as nobody older's is
 */
public record Greeting(String serverName, boolean thirteen) {}
