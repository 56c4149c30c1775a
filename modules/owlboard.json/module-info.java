/** The one reader of JSON of the engine and of commands, and the commands' one writer. No socket, no file, no other owlboard module. */
module owlboard.json {
    exports owlboard.json;
}
