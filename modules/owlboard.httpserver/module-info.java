/**
 * A provider of {@code com.sun.net.httpserver} on {@link owlboard.wire}: found by {@code ServiceLoader}, so that a program which has this
 * module runs its {@code HttpServer}s on our loops without naming it. Exports nothing.
 */
module owlboard.httpserver {
    requires jdk.httpserver;
    requires owlboard.wire;
    provides com.sun.net.httpserver.spi.HttpServerProvider with owlboard.httpserver.LoopServerProvider;
}
