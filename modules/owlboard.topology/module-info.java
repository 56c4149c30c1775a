/** Runs the roles of a deployment as processes of this image. */
module owlboard.topology {
    requires owlboard.certs;
    requires owlboard.clients;
    requires transitive owlboard.config;
    requires owlboard.json;
    exports owlboard.topology;
}
