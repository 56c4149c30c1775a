/** The command line of the image. */
module owlboard.cli {
    requires jdk.unsupported;
    requires owlboard.certs;
    requires owlboard.clients;
    requires owlboard.config;
    requires owlboard.lint;
    requires owlboard.drill;
    requires owlboard.json;
    requires owlboard.proxy;
    requires owlboard.services;
    requires owlboard.standins;
    requires owlboard.topology;
}
