/** The nginx language: text in; immutable records, or errors with file:line, out. No sockets, no clock, no other owlboard module. */
module owlboard.config {
    exports owlboard.config;
    exports owlboard.config.directive;
    exports owlboard.config.file;
    exports owlboard.config.language;
}
