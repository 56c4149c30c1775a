package owlboard.standins.mongo.data;

import java.util.Map;
import java.util.function.Function;
import owlboard.clients.mongo.bson.Document;
import owlboard.standins.mongo.data.MongoFailure.Code;

/** The table of the commands that work on data. Those of a connection (hello, saslStart and so on) are not here. */
public final class Commands {
    private static final Map<String, Function<Request, Document>> TABLE = Map.ofEntries(
            Map.entry("find", QueryCommands::find),
            Map.entry("getMore", QueryCommands::getMore),
            Map.entry("killCursors", QueryCommands::killCursors),
            Map.entry("count", QueryCommands::count),
            Map.entry("distinct", QueryCommands::distinct),
            Map.entry("aggregate", QueryCommands::aggregate),
            Map.entry("insert", WriteCommands::insert),
            Map.entry("update", WriteCommands::update),
            Map.entry("delete", WriteCommands::delete),
            Map.entry("findAndModify", WriteCommands::findAndModify),
            Map.entry("findandmodify", WriteCommands::findAndModify),
            Map.entry("create", CollectionCommands::create),
            Map.entry("drop", CollectionCommands::drop),
            Map.entry("dropDatabase", CollectionCommands::dropDatabase),
            Map.entry("listCollections", CollectionCommands::listCollections),
            Map.entry("listDatabases", CollectionCommands::listDatabases),
            Map.entry("createIndexes", CollectionCommands::createIndexes),
            Map.entry("listIndexes", CollectionCommands::listIndexes),
            Map.entry("dropIndexes", CollectionCommands::dropIndexes));

    private final Catalog catalog;
    private final Cursors cursors = new Cursors();

    public Commands(Catalog catalog) {
        this.catalog = catalog;
    }

    /** Bytes of one document. */
    public static int documentMax() {
        return Stored.BYTES_MAX;
    }

    /** Whether there is such a command. */
    public static boolean knows(String name) {
        return TABLE.containsKey(name);
    }

    /** Runs one command; its failure is a reply, too. */
    public Document run(Document body) {
        var name = body.keySet().iterator().next();
        try {
            if (body.containsKey("startTransaction") || body.containsKey("autocommit"))
                throw new MongoFailure(Code.IllegalOperation, "Transaction numbers are only allowed on a replica set member or mongos");
            var command = TABLE.get(name);
            if (command == null) throw new MongoFailure(Code.CommandNotFound, "no such command: '" + name + "'");
            return command.apply(new Request(catalog, cursors, body));
        } catch (MongoFailure failure) {
            return failure.reply();
        }
    }
}
