/** Finds what nginx files do wrong: trees of directives in, findings with file:line out. No engine, no sockets, no clock. */
module owlboard.lint {
    requires transitive owlboard.config;
    requires owlboard.json;
    exports owlboard.lint;
    exports owlboard.lint.look;
}
