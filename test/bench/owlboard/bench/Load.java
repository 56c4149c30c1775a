package owlboard.bench;

/** What wrk does: so many keep-alive connections that ask for one path, each as fast as it is answered. */
record Load(String name, int connections, String path) {}
