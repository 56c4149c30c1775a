package owlboard.clients.mysql.wire;

/** Numbers of the commands (enum_server_command). */
public final class Command {
    public static final int QUIT = 1;
    public static final int INIT_DB = 2;
    public static final int QUERY = 3;
    public static final int FIELD_LIST = 4;
    public static final int STATISTICS = 9;
    public static final int PROCESS_INFO = 10;
    public static final int PROCESS_KILL = 12;
    public static final int DEBUG = 13;
    public static final int PING = 14;
    public static final int CHANGE_USER = 17;
    public static final int PREPARE = 22;
    public static final int EXECUTE = 23;
    public static final int LONG_DATA = 24;
    public static final int CLOSE = 25;
    public static final int RESET = 26;
    public static final int SET_OPTION = 27;
    public static final int FETCH = 28;
    public static final int RESET_CONNECTION = 31;

    private Command() {}
}
