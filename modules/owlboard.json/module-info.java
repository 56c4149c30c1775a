/** The one reader of JSON of the engine and of the commands that ask it, and their one writer. No socket, no file, no other owlboard module. */
module owlboard.json {
    exports owlboard.json;
}
