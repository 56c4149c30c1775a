package owlboard.clients.postgres.wire;

/** ErrorResponse and NoticeResponse: the fields that matter here (section 55.8). {@code detail} may be empty. */
public record Notice(String severity, String state, String message, String detail) {
    public MessageWriter encode(char letter) {
        var out = new MessageWriter(letter).u8('S').text(severity).u8('V').text(severity).u8('C').text(state).u8('M').text(message);
        if (!detail.isEmpty()) out.u8('D').text(detail);
        return out.u8(0);
    }

    public static Notice decode(Message in) throws ProtocolException {
        String severity = "ERROR";
        String state = "XX000";
        String message = "";
        String detail = "";
        for (int field = in.u8(); field != 0; field = in.u8()) {
            var value = in.text();
            switch (field) {
                case 'S' -> severity = value;
                case 'C' -> state = value;
                case 'M' -> message = value;
                case 'D' -> detail = value;
                default -> { }
            }
        }
        return new Notice(severity, state, message, detail);
    }
}
