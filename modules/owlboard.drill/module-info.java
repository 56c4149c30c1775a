/** Faults that are made on purpose, the traffic beside them, and the verdict. */
module owlboard.drill {
    requires owlboard.certs;
    requires owlboard.config;
    requires owlboard.json;
    requires owlboard.topology;
    exports owlboard.drill;
}
