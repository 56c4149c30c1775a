package owlboard.proxy.content;

/** What answers a request. Sealed: a new kind fails to compile wherever one is forgotten. */
public sealed interface Content permits Return, Files, ProxyPass, StatusPage {}
